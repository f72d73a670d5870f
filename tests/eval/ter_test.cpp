#include "eval/ter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eval/sample_texts.h"

namespace nmt {
namespace {

using sample::line_of;
using sample::sentence_scores;
using testing::ElementsAre;

TEST(Ter, EqualsSacreBleu) {
  struct Case {
    TerSettings settings;
    const char *signature, *one, *two;
  };
  const Case cases[] = {
      {{}, "case:lc|tok:tercom|norm:no|punct:yes|asian:no", "55.0000", "40.0000"},
      {{.normalized = true},
       "case:lc|tok:tercom|norm:yes|punct:yes|asian:no",
       "33.3333",
       "23.0769"},
      {{.no_punct = true}, "case:lc|tok:tercom|norm:no|punct:no|asian:no", "45.0000", "30.7692"},
      {{.case_sensitive = true},
       "case:mixed|tok:tercom|norm:no|punct:yes|asian:no",
       "55.0000",
       "40.0000"},
      {{.normalized = true, .no_punct = true},
       "case:lc|tok:tercom|norm:yes|punct:no|asian:no",
       "31.8182",
       "18.6047"},
  };
  for (const Case& c : cases) {
    const auto metric = ter_metric(c.settings);
    const auto line = [&](int references, const char* score) {
      return format("TER|nrefs:{}|{}|version:2.6.0 = {}", references, c.signature, score);
    };
    EXPECT_EQ(line_of(*metric, sample::kHypotheses, sample::kOneReference), line(1, c.one));
    EXPECT_EQ(line_of(*metric, sample::kHypotheses, sample::kTwoReferences), line(2, c.two));
  }
}

TEST(Ter, EqualsSacreBleuForAsianText) {
  const sample::Lines hypotheses = {"「漢字」とカナ、Ｗ：テスト㈱。"};
  const References references = {{"『漢字』とカナ，Ｗ：テスト㈱"}};
  const auto score = [&](const TerSettings& settings) {
    return sentence_scores(*ter_metric(settings), hypotheses, references).front();
  };
  EXPECT_EQ(score({.asian_support = true}), "100.0000");
  EXPECT_EQ(score({.normalized = true, .asian_support = true}), "40.0000");
  EXPECT_EQ(score({.no_punct = true, .asian_support = true}), "0.0000");
}

// The length of the references is their mean.
TEST(Ter, EqualsSacreBleuWhereReferencesAreMissing) {
  EXPECT_EQ(line_of(*ter_metric({}), sample::kHypotheses, sample::kVaryingReferences),
            "TER|nrefs:var|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:2.6.0 = 43.2432");
}

TEST(Ter, ScoresSentences) {
  EXPECT_THAT(sentence_scores(*ter_metric({}), sample::kHypotheses, sample::kTwoReferences),
              ElementsAre("16.6667", "47.6190", "57.1429"));
}

// The comma keeps 's with its word in a hypothesis, but not in a reference, which sacreBLEU
// normalizes twice.
TEST(Ter, NormalizesReferencesTwice) {
  const sample::Lines hypotheses = {"the cat's, he said"};
  const Statistics statistics =
      count_all(*ter_metric({.normalized = true}), hypotheses, {{"the cat's, he said"}}, 1);
  EXPECT_THAT(statistics.numbers, ElementsAre(2, 6));
}

TEST(Ter, OfEmptyLines) {
  const sample::Lines hypotheses = {"", "a b", ""};
  const References references = {{"a b"}, {""}, {""}};
  EXPECT_THAT(sentence_scores(*ter_metric({}), hypotheses, references),
              ElementsAre("100.0000", "100.0000", "0.0000"));
}

}  // namespace
}  // namespace nmt
