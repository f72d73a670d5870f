#include "text/corpus_check.h"

#include <gmock/gmock.h>

#include "text/text_files.h"

namespace nmt {
namespace {

using testing::ElementsAre;

class CorpusCheckTest : public TextFilesTest {
 protected:
  static const CorpusFinding* find(const CorpusReport& report, const std::string& kind) {
    for (const CorpusFinding& finding : report.findings)
      if (finding.kind == kind) return &finding;
    return nullptr;
  }
  std::string at(const std::string& place) const { return path("train." + place); }
};

TEST_F(CorpusCheckTest, NamesWhatIsWrongWithLines) {
  const CorpusSettings pairs =
      corpus("a\nb\n\na\nc\xff\na\nheld out\nmore\n", "x\ny\nz\nx\nz\nx\nout\n");
  SentenceSet held_out;
  add_sentences({file("test", "held out\n\n")}, held_out);
  const CorpusReport report = check_lines(pairs, InvalidUtf8::skip, held_out);
  EXPECT_TRUE(report.has_errors());
  EXPECT_EQ(report.findings.size(), 5u);
  EXPECT_THAT(find(report, "unequal_lines")->examples, ElementsAre(at("source:8")));
  EXPECT_THAT(find(report, "invalid_utf8")->examples, ElementsAre(at("source:5")));
  EXPECT_THAT(find(report, "empty")->examples, ElementsAre(at("source:3")));
  EXPECT_THAT(find(report, "overlap")->examples, ElementsAre(at("source:7 (held out)")));
  EXPECT_EQ(find(report, "duplicate")->count, 2);
  EXPECT_THAT(
      find(report, "duplicate")->examples,
      ElementsAre(at("source:4 (as ") + at("source:1)"), at("source:6 (as ") + at("source:1)")));
}

TEST_F(CorpusCheckTest, InvalidUtf8IsAnErrorWhereTrainingStopsAtIt) {
  const CorpusSettings pairs = corpus("a\n\xff\n", "x\ny\n");
  EXPECT_TRUE(check_lines(pairs, InvalidUtf8::error, {}).has_errors());
  EXPECT_FALSE(check_lines(pairs, InvalidUtf8::skip, {}).has_errors());
}

TEST_F(CorpusCheckTest, TablesHaveTwoColumns) {
  const CorpusSettings table{.tsv = {file("table", "a\tb\nno\na\tb\tc\n")}};
  const CorpusReport report = check_lines(table, InvalidUtf8::error, {});
  EXPECT_THAT(find(report, "columns")->examples,
              ElementsAre(path("table:2 (1 columns)"), path("table:3 (3 columns)")));
}

TEST_F(CorpusCheckTest, AnEmptyCorpusIsAnError) {
  EXPECT_TRUE(check_lines(corpus("", ""), InvalidUtf8::error, {}).has_errors());
}

TEST_F(CorpusCheckTest, CountsTokens) {
  std::string many;
  for (int i = 0; i < 12; ++i) many += "a ";
  const CorpusSettings pairs =
      corpus("a b\na what\n" + many + "\na\n", "a\nb\na\n" + many + many + "\n");
  const auto tokenizer = load_tokenizer(file("words", "nmt words 1\na\nb\n"));
  CorpusReport report = check_lines(pairs, InvalidUtf8::error, {});
  EXPECT_TRUE(report.findings.empty());
  check_tokens(pairs, {.source = tokenizer, .target = tokenizer, .shared = true},
               {.max_length = 20, .sample = 2}, report);
  EXPECT_EQ(report.pairs, 3);
  EXPECT_EQ(report.source_tokens, 3 + 3 + 13);
  EXPECT_EQ(report.source_longest, 13);
  EXPECT_EQ(report.target_longest, 2);
  EXPECT_EQ(report.source_unknown, 1);
  EXPECT_EQ(report.target_unknown, 0);
  EXPECT_EQ(report.sample.size(), 2u);
  EXPECT_THAT(find(report, "overlong")->examples, ElementsAre(at("source:4 (2 and 25 tokens)")));
  EXPECT_THAT(find(report, "length_ratio")->examples,
              ElementsAre(at("source:3 (13 and 2 tokens)")));
  EXPECT_THAT(find(report, "unknown")->examples, ElementsAre(at("source:2 (a what)")));
}

}  // namespace
}  // namespace nmt
