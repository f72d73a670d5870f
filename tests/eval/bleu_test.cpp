// BLEU against values computed once with sacreBLEU 2.6.0, and against the table of ../shared/data.
#include "eval/bleu.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

using Lines = std::vector<std::string>;

const Lines kHypotheses = {"The cat sat on the mat.",
                           "It costs 1,234.50 dollars -- or 5-6 \"euros\" &amp; more...",
                           "no match here"};
const std::vector<Lines> kReferences = {
    {"The cat is on the mat.", "It costs 1,234.50 dollars, or 5-6 &quot;euros&quot; & more.",
     "nothing in common at all"},
    {"A cat sat on a mat!", "Its price is 1,234.50 dollars - or 5-6 'euros' and more ...",
     "no one"}};

std::string line_of(const Lines& hypotheses, const std::vector<Lines>& references,
                    const BleuSettings& settings) {
  return bleu_line(corpus_bleu(hypotheses, references, settings), settings, 4);
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
    const BleuSettings settings{.tokenize = tokenize};
    EXPECT_EQ(line_of(kHypotheses, {kReferences[0]}, settings),
              bleu_signature(settings, 1) + " = " + one);
    EXPECT_EQ(line_of(kHypotheses, kReferences, settings),
              bleu_signature(settings, 2) + " = " + two);
  }
}

TEST(Bleu, EqualsSacreBleuForEachSmoothing) {
  const Lines hypotheses = {"a b x d", "x y"};
  const std::vector<Lines> references = {{"a b c d", "y x z"}};
  const auto line = [&](const char* method, double value) {
    const BleuSettings settings{.smooth_method = method, .smooth_value = value};
    return line_of(hypotheses, references, settings);
  };
  const std::string version = "|version:nmt." NMT_VERSION " = ";
  const std::string start = "BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:";
  const std::string end = " (BP = 0.846 ratio = 0.857 hyp_len = 6 ref_len = 7)";
  EXPECT_EQ(line("exp", 0), start + "exp" + version + "28.5942 83.3/25.0/25.0/25.0" + end);
  EXPECT_EQ(line("none", 0), start + "none" + version + "0.0000 83.3/25.0/0.0/0.0" + end);
  EXPECT_EQ(line("floor", 0), start + "floor[0.10]" + version + "15.2072 83.3/25.0/5.0/10.0" + end);
  EXPECT_EQ(line("floor", .5),
            start + "floor[0.50]" + version + "34.0044 83.3/25.0/25.0/50.0" + end);
  EXPECT_EQ(line("add-k", 0),
            start + "add-k[1.00]" + version + "41.0960 83.3/40.0/33.3/50.0" + end);
  EXPECT_EQ(line("add-k", 2),
            start + "add-k[2.00]" + version + "51.6755 83.3/50.0/50.0/66.7" + end);
}

TEST(Bleu, LowersCaseAndUsesTheEffectiveOrder) {
  const BleuSettings settings{.lowercase = true, .effective_order = true};
  EXPECT_EQ(line_of({"İstanbul'DA ΟΔΟΣ var"}, {{"i\u0307stanbul'da οδος var mı"}}, settings),
            "BLEU|nrefs:1|case:lc|eff:yes|tok:13a|smooth:exp|version:nmt." NMT_VERSION
            " = 71.6531 100.0/100.0/100.0/0.0 (BP = 0.717 ratio = 0.750 hyp_len = 3 ref_len = 4)");
}

TEST(Bleu, LineHasOneDecimalUnlessAsked) {
  const BleuSettings settings;
  const Bleu bleu = corpus_bleu(kHypotheses, kReferences, settings);
  EXPECT_EQ(bleu_line(bleu, settings),
            "BLEU|nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:nmt." NMT_VERSION
            " = 73.6 88.9/83.3/71.4/55.6 (BP = 1.000 ratio = 1.080 hyp_len = 27 ref_len = 25)");
}

TEST(Bleu, OfEmptyAndShortLines) {
  const BleuSettings settings;
  EXPECT_EQ(corpus_bleu(Lines{"", ""}, std::vector<Lines>{{"a b", ""}}, settings).score, 0);
  const Bleu one = corpus_bleu(Lines{"x"}, std::vector<Lines>{{"a b"}}, settings);
  EXPECT_EQ(one.score, 0);
  EXPECT_NEAR(one.brevity_penalty, 0.3679, 1e-4);
  EXPECT_EQ(one.ratio, 0.5);
  EXPECT_EQ(sentence_bleu("a b", Lines{"a b"}, settings).score, 0);
  EXPECT_NEAR(sentence_bleu("a b", Lines{"a b"}, {.effective_order = true}).score, 100, 1e-9);
}

TEST(Bleu, StatisticsAddUpToTheCorpus) {
  const BleuSettings settings;
  BleuCounter counter(settings);
  BleuStatistics sum;
  for (std::size_t i = 0; i < kHypotheses.size(); ++i) {
    const std::string* reference = &kReferences[0][i];
    sum += counter.count(kHypotheses[i], {&reference, 1});
  }
  EXPECT_NEAR(bleu_of(sum, settings).score, 61.2882, 5e-5);
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
  const std::string* only = &reference;
  const BleuStatistics statistics = BleuCounter({}).count(hypothesis, {&only, 1});
  for (std::size_t n = 1; n <= 4; ++n) {
    std::map<std::vector<int>, int> counts[2];
    for (int t : {0, 1}) {
      for (std::size_t i = 0; i + n <= texts[t].size(); ++i) {
        ++counts[t][{texts[t].begin() + i, texts[t].begin() + i + n}];
      }
    }
    int matches = 0;
    for (const auto& [ngram, count] : counts[0]) matches += std::min(count, counts[1][ngram]);
    EXPECT_EQ(statistics.matches[n - 1], matches) << n;
    EXPECT_EQ(statistics.totals[n - 1], 3001 - static_cast<int>(n));
  }
}

Error::Parts error_of(const Lines& hypotheses, const std::vector<Lines>& references,
                      const BleuSettings& settings = {}) {
  try {
    corpus_bleu(hypotheses, references, settings);
  } catch (const Error& error) {
    return error.parts();
  }
  return {.what = "no error"};
}

TEST(BleuErrors, UnequalCountsNameBoth) {
  const Error::Parts error = error_of({"a", "b"}, {{"a", "b"}, {"a"}});
  EXPECT_EQ(error.what, "2 lines of hypotheses but 1 of references");
  EXPECT_EQ(error.where, "reference 2 of 2");
}

TEST(BleuErrors, NothingToScore) {
  EXPECT_EQ(error_of({}, {{}}).what, "nothing to score: 0 hypotheses");
  EXPECT_EQ(error_of({"a"}, {}).what, "no references to score against");
}

TEST(BleuErrors, UnknownNames) {
  EXPECT_EQ(error_of({"a"}, {{"a"}}, {.tokenize = "moses"}).what,
            "unknown tokenizer 'moses' for BLEU");
  const Error::Parts error = error_of({"a"}, {{"a"}}, {.smooth_method = "flor"});
  EXPECT_EQ(error.what, "unknown smoothing method 'flor' for BLEU");
  EXPECT_NE(error.fix.find("floor"), std::string::npos);
}

TEST(BleuErrors, InvalidUtf8HasItsLine) {
  const Error::Parts error = error_of({"a", "b\xff"}, {{"a", "b"}});
  EXPECT_EQ(error.what, "a hypothesis is not UTF-8: byte 0xff");
  EXPECT_EQ(error.where, "line 2, byte 2 of 'b'");
}

std::filesystem::path metrics_folder() {
  const char* data = std::getenv("NMT_DATA");
  const std::filesystem::path beside = std::filesystem::path(NMT_SOURCE_DIR) / "../shared/data";
  return (data ? std::filesystem::path(data) : beside) / "metrics";
}

Lines read_lines(const std::filesystem::path& path) {
  std::ifstream file(path);
  Lines lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// "tokenize=char smooth_method=floor", or "-" for none.
BleuSettings settings_of(const std::string& options) {
  BleuSettings settings;
  std::istringstream words(options == "-" ? "" : options);
  for (std::string option; words >> option;) {
    const std::string key = option.substr(0, option.find('=')),
                      value = option.substr(key.size() + 1);
    if (key == "tokenize") {
      settings.tokenize = value;
    } else if (key == "smooth_method") {
      settings.smooth_method = value;
    } else if (key == "lowercase") {
      settings.lowercase = value == "True";
    } else {
      ADD_FAILURE() << "unknown option in the table: " << option;
    }
  }
  return settings;
}

TEST(BleuOfReferenceScores, EqualsEveryRowOfTheTable) {
  const std::filesystem::path folder = metrics_folder();
  const Lines table = read_lines(folder / "reference_scores.tsv");
  if (table.empty()) GTEST_SKIP() << "no data at " << folder << "; set NMT_DATA";
  int rows = 0;
  for (const std::string& row : table) {
    std::istringstream fields(row);
    std::string hypotheses, reference, metric, options, score, sacrebleu;
    for (std::string* field : {&hypotheses, &reference, &metric, &options, &score, &sacrebleu}) {
      std::getline(fields, *field, '\t');
    }
    if (metric != "bleu") continue;
    const BleuSettings settings = settings_of(options);
    const std::vector<Lines> references = {read_lines(folder / reference)};
    const Bleu bleu = corpus_bleu(read_lines(folder / hypotheses), references, settings);
    EXPECT_EQ(format("{:.4f}", bleu.score), score) << row;
    sacrebleu.replace(sacrebleu.find("version:2.6.0"), 13, "version:nmt." NMT_VERSION);
    EXPECT_EQ(bleu_line(bleu, settings, 2), sacrebleu);
    ++rows;
  }
  EXPECT_EQ(rows, 41);
}

}  // namespace
}  // namespace nmt
