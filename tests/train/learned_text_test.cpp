#include "train/learned_text.h"

#include <gtest/gtest.h>

#include "train/tiny_run.h"

namespace nmt {
namespace {

using LearnedTextTest = TinyRunTest;

TEST_F(LearnedTextTest, IsMeasuredOnTheSourceSide) {
  data_.train = corpus("w1 w2. W3!\nw1\n\nw4 w5 w6 w7\nw1? W2. W3.\n", "w1\nw1. W2\nw1\nw1\nw1\n");
  const TokenCache cache(path("other"), data_, tokenizers_, Announce());
  const LearnedText learned = learned_text(data_, cache, {.source = "en", .target = "de"});
  EXPECT_EQ(learned.language, "en");
  EXPECT_EQ(learned.target_language, "de");
  EXPECT_EQ(learned.sentences_a_line, 7.0 / 4);  // of lines that are not blank
  EXPECT_EQ(learned.longest, 5);                 // with the end mark
  EXPECT_FALSE(learned.has_paragraphs());
}

TEST_F(LearnedTextTest, OfALargeCorpusIsMeasuredOnASample) {
  std::string lines;
  for (int i = 0; i < 40'000; ++i) lines += i % 2 == 0 ? "w1.\n" : "w1. W2. W3. W4. W5.\n";
  data_.train = corpus(lines, lines);
  const TokenCache cache(path("other"), data_, tokenizers_, Announce());
  const LearnedText learned = learned_text(data_, cache, {});
  EXPECT_NEAR(learned.sentences_a_line, 3, 0.2);
  EXPECT_TRUE(learned.has_paragraphs());
}

TEST_F(LearnedTextTest, CapitalsAreCountedByLines) {
  std::string lines;
  for (int i = 0; i < 1000; ++i)
    lines += i < 10 ? "W1 W2 W3\n" : i < 14 ? "Word Words Wording\n" : "w1 w2 w3\n";
  data_.train = corpus(lines, lines);
  const TokenCache cache(path("other"), data_, tokenizers_, Announce());
  const LearnedText learned = learned_text(data_, cache, {});
  EXPECT_EQ(learned.capital_lines, 0.01);
  EXPECT_EQ(learned.title_lines, 0.004);
  EXPECT_TRUE(learned.has_capital_lines());
  EXPECT_FALSE(learned.has_title_lines());
}

TEST_F(LearnedTextTest, ComesThroughTheRecordOfARun) {
  const std::unique_ptr<Seq2Seq> model = build_model();
  TrainingJob made = job("model", *model);
  made.learned = {.language = "en",
                  .sentences_a_line = 2.25,
                  .capital_lines = 0.25,
                  .title_lines = 0.125,
                  .longest = 31};
  train(made);
  const LearnedText read = recorded_text(content(path("model/training.json")));
  EXPECT_EQ(read.sentences_a_line, 2.25);
  EXPECT_EQ(read.capital_lines, 0.25);
  EXPECT_EQ(read.title_lines, 0.125);
  EXPECT_EQ(read.longest, 31);
  EXPECT_EQ(read.language, "");
}

TEST(RecordedText, OfAnOlderModelIsThatOfSentences) {
  for (const std::string record :
       {"", "{", "[]", "{}", R"({"text": 3})", R"({"text": {"sentences_a_line": "many"}})",
        R"({"text": {"longest_source": 1.5}})"}) {
    const LearnedText read = recorded_text(record);
    EXPECT_FALSE(read.has_paragraphs()) << record;
    EXPECT_FALSE(read.has_capital_lines()) << record;
    EXPECT_EQ(read.longest, 0) << record;
  }
  EXPECT_EQ(recorded_text(R"({"text": {"longest_source": -4}})").longest, 0);
  EXPECT_EQ(recorded_text(R"({"text": {"longest_source": 99999999999}})").longest, 1 << 30);
}

}  // namespace
}  // namespace nmt
