#include "text/corpus_check.h"

#include <gmock/gmock.h>

#include "text/text_files.h"
#include "text/token_cache.h"

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
  CorpusReport* const reports[] = {&report};
  EncodedCorpus encoded =
      EncodedCorpus::training_text({.train = pairs, .max_length = 20},
                                   {.source = tokenizer, .target = tokenizer, .shared = true});
  check_tokens(encoded, {.sample = 2}, reports);
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

// What the token cache says is what the check says, over all that leaves pairs out.
TEST_F(CorpusCheckTest, AgreesWithTheTokenCache) {
  const std::string ten = "a b a b a b a b a b", huge = "a" + std::string(2000, ' ') + "b";
  const std::string nothing = "\xE2\x80\x8B";  // a zero width space: no white space, but no token
  std::string lines = "a b\n\n \t\f\n" + nothing + "\n" + ten + "\n" + huge + "\na\xff\nb\n";
  std::string others = "a\na\na\na\na\na\na\n" + nothing + "\n";
  DataSettings data;
  data.train.parts.resize(2);
  data.train.parts[0].source = {file("1.source", lines)};
  data.train.parts[0].target = {file("1.target", others)};
  // Of eleven tokens with the end mark, and of twelve with the tag.
  data.train.parts[1].source = {file("2.source", ten + "\nb\n")};
  data.train.parts[1].target = {file("2.target", "a\nb\n")};
  data.train.parts[1].tag = "<bt>";
  data.max_length = 11;
  data.invalid_utf8 = "skip";
  TokenizerSettings settings{.vocab_size = 265, .user_symbols = {"<bt>"}};
  for (const char* type : {"words", "bpe"}) {
    SCOPED_TRACE(type);
    settings.type = type;
    if (settings.is_sentencepiece()) data.max_length = 13;
    const Tokenizers tokenizers = make_tokenizers(settings, data, {});
    CorpusReport reports[] = {check_lines(data.train.parts[0], InvalidUtf8::skip, {}),
                              check_lines(data.train.parts[1], InvalidUtf8::skip, {})};
    CorpusReport* const all[] = {&reports[0], &reports[1]};
    EncodedCorpus encoded = EncodedCorpus::training_text(data, tokenizers);
    check_tokens(encoded, {}, all);
    const TokenCache cache(path(type), data, tokenizers, {});
    const CorpusStatistics& trained = cache.statistics();
    const auto count = [&](const std::string& kind) {
      std::int64_t sum = 0;
      for (const CorpusReport& report : reports)
        if (const CorpusFinding* found = find(report, kind)) sum += found->count;
      return sum;
    };
    EXPECT_EQ(count("empty"), trained.empty.count);
    EXPECT_EQ(count("overlong"), trained.too_long.count);
    EXPECT_EQ(count("invalid_utf8"), trained.invalid_utf8.count);
    EXPECT_EQ(find(reports[0], "empty")->examples.front(), trained.empty.first.text(data.train));
    for (std::size_t i = 0; i < 2; ++i) {
      EXPECT_EQ(reports[i].pairs, cache.parts()[i].pairs);
      EXPECT_EQ(reports[i].source_tokens, cache.parts()[i].source_tokens);
      EXPECT_EQ(reports[i].target_tokens, cache.parts()[i].target_tokens);
    }
  }
}

}  // namespace
}  // namespace nmt
