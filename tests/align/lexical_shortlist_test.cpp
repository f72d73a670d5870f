#include "align/lexical_shortlist.h"

#include <gtest/gtest.h>

#include "text/text_files.h"

namespace nmt {
namespace {

class LexicalShortlistTest : public TextFilesTest {
 protected:
  void SetUp() override {
    TextFilesTest::SetUp();
    const auto tokenizer = load_tokenizer(file("words", "nmt words 1\na\nb\nc\nA\nB\nC\nx\n"));
    tokenizers_ = {.source = tokenizer, .target = tokenizer, .shared = true};
    std::string source, target;
    for (int i = 0; i < 20; ++i) {
      source += "a b\nb c\nc a\n";
      target += "A B\nB C\nC A x\n";
    }
    corpus_ = corpus(source, target);
  }
  Shortlist make(const LexicalShortlistSettings& settings) const {
    ThreadPool pool(1);
    const Alignments alignments(read_pieces(corpus_, tokenizers_, 1), {},
                                Symmetry::grow_diag_final_and, pool);
    return lexical_shortlist(alignments, tokenizers_, settings);
  }
  std::vector<TokenId> ids(const std::string& text) const {
    return tokenizers_.source->encode(text);
  }

  Tokenizers tokenizers_;
  CorpusSettings corpus_;
};

TEST_F(LexicalShortlistTest, HasTranslationsFrequentPiecesAndThePieceItself) {
  const auto has = [](const std::vector<TokenId>& candidates, TokenId id) {
    return std::binary_search(candidates.begin(), candidates.end(), id);
  };
  const Shortlist shortlist = make({.best = 1, .frequent = 0});
  const std::vector<TokenId> candidates = shortlist.candidates(ids("a"));
  EXPECT_TRUE(has(candidates, ids("A")[0]));
  EXPECT_TRUE(has(candidates, ids("a")[0]));
  EXPECT_TRUE(has(candidates, kEnd));
  EXPECT_FALSE(has(candidates, ids("B")[0]));
  EXPECT_TRUE(has(make({.best = 1, .frequent = 3}).candidates(ids("a")), ids("B")[0]));
}

TEST_F(LexicalShortlistTest, CoverageCountsWhatIsLeftOut) {
  PairBatch pairs;
  pairs.source.add(std::vector<TokenId>{ids("a")[0], kEnd});
  pairs.target.add(std::vector<TokenId>{ids("A")[0], ids("B")[0], kEnd});
  const ShortlistCoverage coverage = coverage_of(make({.best = 1, .frequent = 0}), pairs);
  EXPECT_EQ(coverage.tokens, 3);
  EXPECT_EQ(coverage.covered, 2);
  EXPECT_EQ(coverage.mean_candidates(), 4);  // unknown, end, a, A
}

}  // namespace
}  // namespace nmt
