#include "eval/metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "eval/metrics.h"
#include "eval/sample_texts.h"

namespace nmt {
namespace {

using testing::ElementsAre;

Error::Parts error_of(const auto& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.parts();
  }
  return {.what = "no error"};
}

// Enough segments for every thread, of all lengths.
struct Corpus {
  sample::Lines hypotheses;
  References references;
};
Corpus long_corpus() {
  Corpus corpus;
  for (int i = 0; i < 500; ++i) {
    std::string text, reference;
    for (int k = 0; k < i * 7 % 23; ++k) {
      text += format("w{} ", i * k % 13);
      reference += format("w{} ", (i + k) * k % 11);
    }
    corpus.hypotheses.push_back(text);
    corpus.references.push_back({reference, format("w{}", i % 13)});
  }
  return corpus;
}

TEST(Metric, CountsTheSameOnAnyNumberOfThreads) {
  const Corpus corpus = long_corpus();
  for (const std::string& name : metric_names()) {
    const auto metric = make_metric(name, {});
    const Statistics one = count_all(*metric, corpus.hypotheses, corpus.references, 1);
    EXPECT_EQ(one.segments(), 500u);
    EXPECT_EQ(one.row(1).size(), static_cast<std::size_t>(metric->width()));
    for (const int threads : {0, 2, 3, 7}) {
      const Statistics more = count_all(*metric, corpus.hypotheses, corpus.references, threads);
      EXPECT_EQ(more.numbers, one.numbers) << name << " on " << threads;
    }
  }
}

// A counter keeps memory, which must not show.
TEST(Metric, CountsASegmentTheSameAfterAnother) {
  const Corpus corpus = long_corpus();
  for (const std::string& name : metric_names()) {
    const auto metric = make_metric(name, {});
    const Statistics all = count_all(*metric, corpus.hypotheses, corpus.references, 1);
    for (const std::size_t i : {0, 1, 77, 499}) {
      std::vector<double> alone(all.width);
      metric->counter()->count(corpus.hypotheses[i], corpus.references[i], alone);
      EXPECT_THAT(all.row(i), testing::ElementsAreArray(alone)) << name << " " << i;
    }
  }
}

TEST(Metric, SumsAreOverSegments) {
  const Statistics statistics{.width = 2, .numbers = {1, 0.5, 2, 4, 3, 0}};
  EXPECT_EQ(statistics.segments(), 3u);
  EXPECT_THAT(statistics.sums(), ElementsAre(6, 4.5));
  EXPECT_EQ(Statistics{}.segments(), 0u);
}

TEST(Metric, OfNoSegmentsHasNoStatistics) {
  EXPECT_EQ(count_all(*make_metric("bleu", {}), {}, {}, 0).segments(), 0u);
}

TEST(Metric, SignaturesAreFullOrBrief) {
  const SignatureField test[] = {{"bs", "bs", "1000"}, {"seed", "rs", "12345"}};
  const auto bleu = bleu_metric({.lowercase = true});
  const auto fields = signature_fields(*bleu, 2, test);
  EXPECT_EQ(
      signature_text(fields),
      "nrefs:2|bs:1000|seed:12345|case:lc|eff:no|tok:13a|smooth:exp|version:nmt." NMT_VERSION);
  EXPECT_EQ(signature_text(fields, SignatureStyle::brief),
            "#:2|bs:1000|rs:12345|c:lc|e:no|tok:13a|s:exp|v:nmt." NMT_VERSION);
  EXPECT_EQ(
      signature_text(signature_fields(*make_metric("ter", {}), kVarying), SignatureStyle::brief),
      "#:var|c:lc|t:tercom|nr:no|pn:yes|as:no|v:nmt." NMT_VERSION);
  EXPECT_EQ(signature_text(signature_fields(*make_metric("chrf", {}), 1), SignatureStyle::brief),
            "#:1|c:mixed|e:yes|nc:6|nw:0|s:no|v:nmt." NMT_VERSION);
}

TEST(Metric, OnlyTerIsBetterWhenLower) {
  EXPECT_EQ(make_metric("bleu", {})->better(), Better::higher);
  EXPECT_EQ(make_metric("chrf", {})->better(), Better::higher);
  EXPECT_EQ(make_metric("ter", {})->better(), Better::lower);
}

TEST(Metric, UnknownNamesGetTheNearest) {
  const auto error = error_of([] { make_metric("blue", {}); });
  EXPECT_EQ(error.what, "unknown metric 'blue'");
  EXPECT_EQ(error.fix, "did you mean 'bleu'?");
}

// Of several wrong lines the first one, whatever thread finds it.
TEST(Metric, InvalidUtf8HasItsLine) {
  for (const std::string& name : metric_names()) {
    const auto metric = make_metric(name, {});
    sample::Lines hypotheses(300, "a");
    const References references(300, {"b"});
    hypotheses[299] = "\xff";
    hypotheses[70] = "b\xff";
    const auto error = error_of([&] { count_all(*metric, hypotheses, references, 3); });
    EXPECT_EQ(error.what, "a hypothesis is not UTF-8: byte 0xff");
    EXPECT_EQ(error.where, "line 71, byte 2 of 'b'");
    const sample::Lines hypothesis = {"a"};
    EXPECT_EQ(error_of([&] {
                count_all(*metric, hypothesis, {{"a", "\xc3"}}, 1);
              }).what,
              "a reference is not UTF-8: byte 0xc3");
  }
}

TEST(Segments, FilesBecomeSegments) {
  const NamedLines hypotheses{"out", {"a", "b"}};
  const std::vector<NamedLines> files = {{"r1", {"x", ""}}, {"r2", {"", ""}}};
  EXPECT_THAT(references_by_segment(hypotheses, files),
              ElementsAre(ElementsAre("x", ""), ElementsAre("", "")));
  const References fewer = references_by_segment(hypotheses, files, EmptyReference::missing);
  EXPECT_THAT(fewer, ElementsAre(ElementsAre("x"), ElementsAre("")));
  EXPECT_EQ(reference_count(fewer), 1);
  EXPECT_EQ(reference_count({{"a"}, {"a", "b"}}), kVarying);
}

TEST(Segments, UnequalCountsNameTheFirstSuchFile) {
  const NamedLines hypotheses{"out.de", {"a", "b"}};
  const auto error = error_of([&] {
    references_by_segment(hypotheses, {{"r1", {"x", "y"}}, {"r2", {"x"}}, {"r3", {}}});
  });
  EXPECT_EQ(error.what, "out.de has 2 lines, but r2 has 1");
  EXPECT_EQ(error.where, "r2");
}

TEST(Segments, NothingToScoreIsAnError) {
  EXPECT_EQ(error_of([] {
              references_by_segment({"out", {}}, {{"r", {}}});
            }).what,
            "nothing to score: 0 hypotheses");
  EXPECT_EQ(error_of([] {
              references_by_segment({"out", {"a"}}, {});
            }).what,
            "no references to score against");
}

}  // namespace
}  // namespace nmt
