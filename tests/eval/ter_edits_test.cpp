// Expected values computed once with sacreBLEU 2.6.0.
#include "eval/ter_edits.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>

namespace nmt {
namespace {

// Every character is a word.
std::int64_t edits(const std::string& hypothesis, const std::string& reference) {
  const std::vector<std::int32_t> a(hypothesis.begin(), hypothesis.end());
  const std::vector<std::int32_t> b(reference.begin(), reference.end());
  return EditCounter().edits(a, b);
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string cycle(const std::string& words, std::size_t step, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += words[i * step % words.size()];
  return text;
}

TEST(EditCounter, InsertsDeletesAndSubstitutes) {
  EXPECT_EQ(edits("abc", "abc"), 0);
  EXPECT_EQ(edits("abc", "axc"), 1);
  EXPECT_EQ(edits("abc", "abxc"), 1);
  EXPECT_EQ(edits("abc", "c"), 2);
  EXPECT_EQ(edits("abc", "xyz"), 3);
}

TEST(EditCounter, OfEmptyTexts) {
  EXPECT_EQ(edits("", ""), 0);
  EXPECT_EQ(edits("", "ab"), 2);
  EXPECT_EQ(edits("ab", ""), 2);
}

TEST(EditCounter, ShiftsPhrasesAsOneEdit) {
  EXPECT_EQ(edits("abcdef", "efabcd"), 1);
  EXPECT_EQ(edits("dcba", "abcd"), 3);
  EXPECT_EQ(edits("abcxyzde", "xyzabcdef"), 2);
  EXPECT_EQ(edits("aaaaab", "baaaaa"), 1);
}

using Words = std::vector<std::int32_t>;

Words counting(int first, int size) {
  Words words(static_cast<std::size_t>(size));
  std::iota(words.begin(), words.end(), first);
  return words;
}

Words joined(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::int64_t edits_when_swapped(const Words& a, const Words& b) {
  return EditCounter().edits(joined(a, b), joined(b, a));
}

TEST(EditCounter, ShiftsAtMostTenWords) {
  EXPECT_EQ(edits_when_swapped(counting(0, 10), counting(100, 20)), 1);
  EXPECT_EQ(edits_when_swapped(counting(0, 11), counting(100, 20)), 2);
}

TEST(EditCounter, ShiftsByAtMostFiftyWords) {
  EXPECT_EQ(edits_when_swapped({7}, counting(100, 50)), 1);
  EXPECT_EQ(edits_when_swapped({7}, counting(100, 51)), 2);
}

// More than a thousand candidates end the search.
TEST(EditCounter, StopsAfterTheLimitOfCandidates) {
  EXPECT_EQ(edits(repeated("ab", 40), repeated("ba", 37)), 6);
  EXPECT_EQ(edits(cycle("abcdefghijkl", 7, 120), cycle("abcdefghijk", 5, 90)), 96);
}

// What stands further than 25 words from the diagonal is not found.
TEST(EditCounter, LooksOnlyNearTheDiagonal) {
  const auto edits_at_distance = [](std::size_t distance) {
    const Words text = counting(100, 150);
    return EditCounter().edits(joined(Words(distance, 1), text), joined(text, Words(distance, 2)));
  };
  EXPECT_EQ(edits_at_distance(25), 50);
  EXPECT_EQ(edits_at_distance(26), 176);
}

TEST(EditCounter, LooksFurtherWhereTheReferenceIsLong) {
  std::string reference(140, 'y');
  reference[70] = 'x';
  EXPECT_EQ(edits("x", reference), 139);
}

TEST(EditCounter, KeepsItsMemoryClean) {
  EditCounter counter;
  const Words longer(60, 7), shorter = {1, 2, 3}, moved = {3, 1, 2};
  EXPECT_EQ(counter.edits(shorter, moved), 1);
  EXPECT_EQ(counter.edits(longer, shorter), 60);
  EXPECT_EQ(counter.edits(shorter, longer), 60);
  EXPECT_EQ(counter.edits(shorter, moved), 1);
}

}  // namespace
}  // namespace nmt
