#include "base/suggest.h"

#include <gtest/gtest.h>

namespace nmt {
namespace {

TEST(EditDistance, CountsTheFourEdits) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("haeds", "heads"), 1u);
  EXPECT_EQ(edit_distance("ab", "ba"), 1u);
  EXPECT_EQ(edit_distance("flaw", "lawn"), 2u);
}

TEST(EditDistance, IsSymmetric) {
  for (const char* a : {"dropout", "dim", "", "warmup_steps"}) {
    for (const char* b : {"drop", "mid", "steps_warmup", "x"}) {
      EXPECT_EQ(edit_distance(a, b), edit_distance(b, a));
    }
  }
}

TEST(Suggest, NamesTheNearestWord) {
  EXPECT_EQ(suggest("haeds", {"dim", "heads", "head_dim"}), "did you mean 'heads'?");
  EXPECT_EQ(suggest("Pre", {"pre", "post"}), "did you mean 'pre'?");
}

TEST(Suggest, ListsTheWordsWhereNoneIsNear) {
  EXPECT_EQ(suggest("zebra", {"pre", "post"}), "use one of: pre, post");
  EXPECT_EQ(suggest("", {"pre", "post"}), "use one of: pre, post");
}

TEST(Suggest, DoesNotTakeAnotherWordForAMisspelling) {
  EXPECT_EQ(nearest_word("xy", {"ab"}), "");
  EXPECT_EQ(nearest_word("x", {"y"}), "");
}

TEST(Suggest, ComparesWhatIsBeforeAColon) {
  EXPECT_EQ(suggest("smp:a/long/path", {"none", "spm:FILE"}), "did you mean 'spm:FILE'?");
  EXPECT_EQ(suggest("sp", {"none", "spm:FILE"}), "did you mean 'spm:FILE'?");
}

TEST(Suggest, PrefersTheFirstOfEquallyNearWords) {
  EXPECT_EQ(nearest_word("bat", {"cat", "hat"}), "cat");
}

}  // namespace
}  // namespace nmt
