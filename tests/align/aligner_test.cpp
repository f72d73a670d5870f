#include "align/aligner.h"

#include <gtest/gtest.h>

#include <set>

#include "base/random.h"
#include "text/text_files.h"

namespace nmt {
namespace {

class AlignerTest : public TextFilesTest {
 protected:
  static Alignments align(const CorpusSettings& corpus, int threads,
                          Symmetry symmetry = Symmetry::grow_diag_final_and) {
    ThreadPool pool(threads);
    return Alignments(read_words(corpus), {}, symmetry, pool);
  }
  static std::string all_links(const Alignments& alignments) {
    std::string text;
    for (int pair = 0; pair < alignments.pairs(); ++pair)
      text += to_pharaoh(alignments.links(pair)) + "\n";
    return text;
  }
};

// A language whose sentences are the words of another, each pair of neighbours swapped or not, with
// words here and there that stand for nothing.
struct MadeUp {
  std::string source, target;
  std::vector<std::set<WordLink>> links;
};

MadeUp make_up(int pairs) {
  Random random(3);
  MadeUp text;
  for (int p = 0; p < pairs; ++p) {
    const int words = 3 + static_cast<int>(random.below(8));
    std::vector<int> order;
    for (int i = 0; i < words; ++i) order.push_back(i);
    for (int i = 0; i + 1 < words; i += 2)
      if (random.below(3) == 0) std::swap(order[i], order[i + 1]);
    std::vector<std::uint64_t> ids;
    for (int i = 0; i < words; ++i) {
      ids.push_back(random.below(60) * random.below(60) / 40);
      text.source += "s" + std::to_string(ids.back()) + " ";
    }
    std::set<WordLink> links;
    int at = 0;
    for (const int from : order) {
      if (random.below(8) == 0) {
        text.target += "filler ";
        ++at;
      }
      text.target += "t" + std::to_string(ids[static_cast<std::size_t>(from)]) + " ";
      links.insert({from, at++});
    }
    text.links.push_back(links);
    text.source += "\n";
    text.target += "\n";
  }
  return text;
}

TEST_F(AlignerTest, FindsTheLinksOfAMadeUpLanguage) {
  const MadeUp text = make_up(1500);
  const Alignments alignments = align(corpus(text.source, text.target), 2);
  int right = 0, found = 0, wanted = 0;
  for (int pair = 0; pair < alignments.pairs(); ++pair) {
    const auto& truth = text.links[static_cast<std::size_t>(pair)];
    wanted += static_cast<int>(truth.size());
    for (const WordLink& link : alignments.links(pair)) {
      ++found;
      right += truth.contains(link);
    }
  }
  EXPECT_GT(right, 0.97 * wanted);
  EXPECT_GT(right, 0.97 * found);
}

// Few words, each many times in a sentence, whose second half comes first: only who stands beside
// whom tells where a word comes from.
TEST_F(AlignerTest, TheHiddenMarkovModelLearnsWhatFollowsWhat) {
  Random random(7);
  std::string source, target;
  constexpr int kPairs = 300, kHalf = 4;
  for (int p = 0; p < kPairs; ++p) {
    std::string halves[2];
    for (int i = 0; i < 2 * kHalf; ++i) {
      const std::string word = std::to_string(random.below(5));
      source += "s" + word + " ";
      halves[i / kHalf] += "t" + word + " ";
    }
    source += "\n";
    target += halves[1] + halves[0] + "\n";
  }
  const CorpusSettings text = corpus(source, target);
  ThreadPool pool(1);
  const auto right = [&](int iterations) {
    const Alignments alignments(read_words(text), {.hmm_iterations = iterations},
                                Symmetry::grow_diag_final_and, pool);
    int count = 0;
    for (int pair = 0; pair < alignments.pairs(); ++pair)
      for (const WordLink& link : alignments.links(pair))
        count += link.target == (link.source + kHalf) % (2 * kHalf);
    return count;
  };
  EXPECT_LT(right(0), 0.95 * kPairs * 2 * kHalf);
  EXPECT_GT(right(10), 0.99 * kPairs * 2 * kHalf);
}

TEST_F(AlignerTest, TheNumberOfThreadsChangesNothing) {
  const MadeUp text = make_up(300);
  const CorpusSettings settings = corpus(text.source, text.target);
  const std::string one = all_links(align(settings, 1));
  for (const int threads : {2, 3, 7}) EXPECT_EQ(all_links(align(settings, threads)), one);
}

TEST_F(AlignerTest, EveryPairKeepsItsLine) {
  std::string longer_source, longer_target;
  for (int i = 0; i < 400; ++i) {
    longer_source += "b ";
    longer_target += "B ";
  }
  const CorpusSettings settings = corpus("a b\n\nb\xFF\na\n" + longer_source + "\na\nb\n",
                                         "A B\nB\nB\n\n" + longer_target + "\nA\nB\n");
  const Alignments alignments = align(settings, 1);
  ASSERT_EQ(alignments.pairs(), 7);
  EXPECT_EQ(to_pharaoh(alignments.links(0)), "0-0 1-1");
  for (const int without : {1, 2, 3}) EXPECT_TRUE(alignments.links(without).empty()) << without;
  EXPECT_GE(alignments.links(4).size(), 300u);  // longer than what is learnt from
  EXPECT_EQ(to_pharaoh(alignments.links(6)), "0-0");
}

TEST_F(AlignerTest, OneDirectionGivesAWordOneLink) {
  const MadeUp text = make_up(100);
  const CorpusSettings settings = corpus(text.source, text.target);
  const Alignments forward = align(settings, 1, Symmetry::forward);
  for (int pair = 0; pair < forward.pairs(); ++pair) {
    std::set<int> targets;
    for (const WordLink& link : forward.links(pair))
      EXPECT_TRUE(targets.insert(link.target).second);
  }
}

// Each name is there once, so that nothing but its spelling tells it from the others.
TEST_F(AlignerTest, NamesFindThemselves) {
  std::string source, target;
  for (int i = 0; i < 30; ++i) {
    const std::string name = "Name" + std::to_string(i), other = "Place" + std::to_string(i);
    source += name + " visits " + other + ".\n";
    target += "Nach " + other + ", reist " + name + ".\n";
  }
  const Alignments alignments = align(corpus(source, target), 1);
  int right = 0;
  for (int pair = 0; pair < alignments.pairs(); ++pair) {
    const WordLinks links = alignments.links(pair);
    right += std::count(links.begin(), links.end(), WordLink{0, 3}) > 0;
    right += std::count(links.begin(), links.end(), WordLink{2, 1}) > 0;
  }
  EXPECT_GE(right, 57);
}

TEST(ComparableWord, HasNeitherCaseNorPunctuationAround) {
  EXPECT_EQ(comparable_word("\"Dogs,"), "dogs");
  EXPECT_EQ(comparable_word("T-Shirt"), "t-shirt");
  EXPECT_EQ(comparable_word("..."), "...");
  EXPECT_EQ(comparable_word("Straße."), "straße");
}

}  // namespace
}  // namespace nmt
