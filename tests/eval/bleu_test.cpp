#include "eval/bleu.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/format.h"
#include "eval/sample_texts.h"

namespace nmt {
namespace {

using sample::line_of;
using sample::Lines;
using sample::sentence_scores;
using testing::ElementsAre;

std::string line(const Lines& hypotheses, const References& references,
                 const BleuSettings& settings) {
  return line_of(*bleu_metric(settings), hypotheses, references);
}

TEST(Bleu, EqualsSacreBleuForEachTokenizer) {
  struct Case {
    const char *tokenize, *one, *two;
  };
  const Case cases[] = {
      {"13a", "61.2882 74.1/66.7/57.1/50.0 (BP = 1.000 ratio = 1.000 hyp_len = 27 ref_len = 27)",
       "73.6320 88.9/83.3/71.4/55.6 (BP = 1.000 ratio = 1.080 hyp_len = 27 ref_len = 25)"},
      {"none", "18.7273 52.6/37.5/15.4/5.0 (BP = 0.949 ratio = 0.950 hyp_len = 19 ref_len = 20)",
       "25.8146 68.4/56.2/23.1/5.0 (BP = 1.000 ratio = 1.118 hyp_len = 19 ref_len = 17)"},
      {"char", "53.9656 80.5/66.2/56.3/50.0 (BP = 0.867 ratio = 0.875 hyp_len = 77 ref_len = 88)",
       "74.0840 89.6/77.0/69.0/63.2 (BP = 1.000 ratio = 1.100 hyp_len = 77 ref_len = 70)"},
      {"intl", "24.5395 60.7/36.0/18.2/10.5 (BP = 0.965 ratio = 0.966 hyp_len = 28 ref_len = 29)",
       "41.7735 78.6/60.0/40.9/15.8 (BP = 1.000 ratio = 1.077 hyp_len = 28 ref_len = 26)"},
      {"zh", "30.1211 65.5/42.3/26.1/15.0 (BP = 0.933 ratio = 0.935 hyp_len = 29 ref_len = 31)",
       "43.5009 79.3/57.7/39.1/20.0 (BP = 1.000 ratio = 1.036 hyp_len = 29 ref_len = 28)"},
  };
  for (const auto& [tokenize, one, two] : cases) {
    const auto start = [name = std::string(tokenize)](int references) {
      return format(
          "BLEU|nrefs:{}|case:mixed|eff:no|tok:{}|smooth:exp|version:2.6.0 = ", references, name);
    };
    const BleuSettings settings{.tokenize = tokenize};
    EXPECT_EQ(line(sample::kHypotheses, sample::kOneReference, settings), start(1) + one);
    EXPECT_EQ(line(sample::kHypotheses, sample::kTwoReferences, settings), start(2) + two);
  }
}

TEST(Bleu, EqualsSacreBleuWhereReferencesAreMissing) {
  EXPECT_EQ(line(sample::kHypotheses, sample::kVaryingReferences, {}),
            "BLEU|nrefs:var|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0 = 65.9483 "
            "81.5/75.0/61.9/50.0 (BP = 1.000 ratio = 1.125 hyp_len = 27 ref_len = 24)");
}

TEST(Bleu, EqualsSacreBleuForEachSmoothing) {
  const auto smoothed = [](const char* method, double value) {
    const BleuSettings settings{.smooth_method = method, .smooth_value = value};
    return line({"a b x d", "x y"}, {{"a b c d"}, {"y x z"}}, settings);
  };
  const std::string start = "BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:";
  const std::string version = "|version:2.6.0 = ";
  const std::string end = " (BP = 0.846 ratio = 0.857 hyp_len = 6 ref_len = 7)";
  EXPECT_EQ(smoothed("exp", 0), start + "exp" + version + "28.5942 83.3/25.0/25.0/25.0" + end);
  EXPECT_EQ(smoothed("none", 0), start + "none" + version + "0.0000 83.3/25.0/0.0/0.0" + end);
  EXPECT_EQ(smoothed("floor", 0),
            start + "floor[0.10]" + version + "15.2072 83.3/25.0/5.0/10.0" + end);
  EXPECT_EQ(smoothed("floor", .5),
            start + "floor[0.50]" + version + "34.0044 83.3/25.0/25.0/50.0" + end);
  EXPECT_EQ(smoothed("add-k", 0),
            start + "add-k[1.00]" + version + "41.0960 83.3/40.0/33.3/50.0" + end);
  EXPECT_EQ(smoothed("add-k", 2),
            start + "add-k[2.00]" + version + "51.6755 83.3/50.0/50.0/66.7" + end);
}

TEST(Bleu, LowersCaseAndUsesTheEffectiveOrder) {
  const BleuSettings settings{.lowercase = true, .effective_order = true};
  EXPECT_EQ(line({"İstanbul'DA ΟΔΟΣ var"}, {{"i\u0307stanbul'da οδος var mı"}}, settings),
            "BLEU|nrefs:1|case:lc|eff:yes|tok:13a|smooth:exp|version:2.6.0 = 71.6531 "
            "100.0/100.0/100.0/0.0 (BP = 0.717 ratio = 0.750 hyp_len = 3 ref_len = 4)");
}

TEST(Bleu, ScoresSentences) {
  const auto metric = bleu_metric({.effective_order = true});
  EXPECT_THAT(sentence_scores(*metric, sample::kHypotheses, sample::kTwoReferences),
              ElementsAre("62.2333", "80.6716", "27.5161"));
}

TEST(Bleu, OfEmptyAndShortLines) {
  EXPECT_EQ(line({"", ""}, {{"a b"}, {""}}, {}),
            "BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0 = 0.0000 "
            "0.0/0.0/0.0/0.0 (BP = 0.000 ratio = 0.000 hyp_len = 0 ref_len = 2)");
  EXPECT_EQ(line({"x"}, {{"a b"}}, {}),
            "BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0 = 0.0000 "
            "0.0/0.0/0.0/0.0 (BP = 0.368 ratio = 0.500 hyp_len = 1 ref_len = 2)");
  const Lines hypothesis = {"a b"};
  EXPECT_EQ(corpus_score(*bleu_metric({}), hypothesis, {{"a b"}}, 1), 0);
  EXPECT_NEAR(corpus_score(*bleu_metric({.effective_order = true}), hypothesis, {{"a b"}}, 1), 100,
              1e-9);
}

// Many different words and a long line make the tables grow; the obvious count is with a map.
TEST(Bleu, CountsAsAMapDoes) {
  std::string hypothesis, reference;
  std::vector<std::vector<int>> texts(2);
  for (int i = 0; i < 3000; ++i) {
    texts[0].push_back(i * i % 1009 % 401);
    texts[1].push_back(i * 7 % 397);
    hypothesis += format("w{} ", texts[0].back());
    reference += format("w{} ", texts[1].back());
  }
  const Lines hypotheses = {hypothesis};
  const Statistics statistics = count_all(*bleu_metric({}), hypotheses, {{reference}}, 1);
  const auto row = statistics.row(0);
  ASSERT_EQ(row.size(), 10u);
  EXPECT_EQ(row[0], 3000);
  EXPECT_EQ(row[1], 3000);
  for (std::size_t n = 1; n <= 4; ++n) {
    std::map<std::vector<int>, int> counts[2];
    for (int t : {0, 1}) {
      for (std::size_t i = 0; i + n <= texts[t].size(); ++i) {
        ++counts[t][{texts[t].begin() + i, texts[t].begin() + i + n}];
      }
    }
    int matches = 0;
    for (const auto& [ngram, count] : counts[0]) matches += std::min(count, counts[1][ngram]);
    EXPECT_EQ(row[1 + n], matches) << n;
    EXPECT_EQ(row[5 + n], 3001 - static_cast<int>(n));
  }
}

Error::Parts error_of(const BleuSettings& settings) {
  try {
    bleu_metric(settings);
  } catch (const Error& error) {
    return error.parts();
  }
  return {.what = "no error"};
}

TEST(Bleu, RefusesUnknownNames) {
  EXPECT_EQ(error_of({.tokenize = "moses"}).what, "unknown tokenizer 'moses' for BLEU");
  const Error::Parts error = error_of({.smooth_method = "flor"});
  EXPECT_EQ(error.what, "unknown smoothing method 'flor' for BLEU");
  EXPECT_EQ(error.fix, "did you mean 'floor'?");
}

}  // namespace
}  // namespace nmt
