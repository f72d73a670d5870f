#include "eval/chrf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eval/sample_texts.h"

namespace nmt {
namespace {

using sample::line_of;
using sample::sentence_scores;
using testing::ElementsAre;

TEST(Chrf, EqualsSacreBleu) {
  struct Case {
    ChrfSettings settings;
    const char *name, *signature, *one, *two;
  };
  const Case cases[] = {
      {{}, "chrF2", "case:mixed|eff:yes|nc:6|nw:0|space:no", "49.1423", "56.7962"},
      {{.word_order = 2}, "chrF2++", "case:mixed|eff:yes|nc:6|nw:2|space:no", "48.9389", "56.5718"},
      {{.char_order = 3, .word_order = 1, .beta = 3},
       "chrF3+",
       "case:mixed|eff:yes|nc:3|nw:1|space:no",
       "59.3990",
       "68.8952"},
      {{.lowercase = true, .whitespace = true},
       "chrF2",
       "case:lc|eff:yes|nc:6|nw:0|space:yes",
       "53.8731",
       "62.6505"},
      {{.word_order = 2, .eps_smoothing = true},
       "chrF2++",
       "case:mixed|eff:no|nc:6|nw:2|space:no",
       "48.9098",
       "56.5498"},
  };
  for (const Case& c : cases) {
    const auto metric = chrf_metric(c.settings);
    const auto line = [&](int references, const char* score) {
      return format("{}|nrefs:{}|{}|version:2.6.0 = {}", c.name, references, c.signature, score);
    };
    EXPECT_EQ(line_of(*metric, sample::kHypotheses, sample::kOneReference), line(1, c.one));
    EXPECT_EQ(line_of(*metric, sample::kHypotheses, sample::kTwoReferences), line(2, c.two));
  }
}

TEST(Chrf, EqualsSacreBleuWhereReferencesAreMissing) {
  EXPECT_EQ(line_of(*chrf_metric({}), sample::kHypotheses, sample::kVaryingReferences),
            "chrF2|nrefs:var|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0 = 56.6653");
}

TEST(Chrf, ScoresSentences) {
  EXPECT_THAT(sentence_scores(*chrf_metric({}), sample::kHypotheses, sample::kTwoReferences),
              ElementsAre("67.1727", "56.9031", "13.5340"));
  EXPECT_THAT(
      sentence_scores(*chrf_metric({.word_order = 2}), sample::kHypotheses, sample::kTwoReferences),
      ElementsAre("69.4370", "54.9693", "16.3106"));
}

// Characters are code points: of the three here one is the same.
TEST(Chrf, CountsCodePoints) {
  const sample::Lines hypothesis = {"é 😀\u3000好"};
  const Statistics statistics =
      count_all(*chrf_metric({.char_order = 2}), hypothesis, {{"è😀坏"}}, 1);
  EXPECT_THAT(statistics.numbers, ElementsAre(3, 3, 1, 2, 2, 0));
}

// One mark is cut off a word: (hi) is `(hi` and `)`, a lone mark stays, "x is `"` and `x`.
TEST(Chrf, CutsMarksOffWords) {
  const sample::Lines hypothesis = {"(hi) . \"x é!"};
  const auto metric = chrf_metric({.char_order = 1, .word_order = 1});
  const Statistics statistics = count_all(*metric, hypothesis, {{"(hi é ! x"}}, 1);
  EXPECT_THAT(statistics.numbers, ElementsAre(9, 6, 6, 7, 5, 3));
}

TEST(Chrf, OfEmptyAndShortLines) {
  const auto metric = chrf_metric({.word_order = 2});
  EXPECT_THAT(sentence_scores(*metric, {"", "", "a", "abc"}, {{""}, {"a"}, {""}, {"abc"}}),
              ElementsAre("0.0000", "0.0000", "0.0000", "100.0000"));
  // Too short a reference has no 2-grams, and the hypothesis's do not count.
  const sample::Lines hypothesis = {"abc"};
  const Statistics statistics = count_all(*chrf_metric({.char_order = 2}), hypothesis, {{"a"}}, 1);
  EXPECT_THAT(statistics.numbers, ElementsAre(3, 1, 1, 0, 0, 0));
}

}  // namespace
}  // namespace nmt
