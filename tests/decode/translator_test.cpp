#include "decode/translator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <condition_variable>
#include <mutex>
#include <sstream>
#include <thread>
#include <tuple>

#include "base/error.h"
#include "decode/fake_models.h"
#include "decode/text_streams.h"
#include "text/numbered_words.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

// The copying model translates w0, w1 ... into W0, W1 ...
constexpr int kWords = 40;
constexpr int kVocabulary = kWords + 3;

Tokenizers tokenizers() {
  return {numbered_words("w", kWords), numbered_words("W", kWords), false};
}

std::string random_line(Random& random, std::uint64_t longest) {
  std::string line;
  for (std::uint64_t n = random.below(longest + 1); n > 0; --n)
    line += (line.empty() ? "w" : " w") + std::to_string(random.below(kWords));
  return line;
}
std::string upper(std::string line) {
  for (char& c : line)
    if (c == 'w') c = 'W';
  return line;
}
Lines texts_of(const std::vector<Translation>& translations) {
  Lines texts;
  for (const Translation& translation : translations) texts.push_back(translation.text());
  return texts;
}

TEST(Translator, TranslatesLinesInOrder) {
  const FakeModel model = copy_model(kVocabulary);
  Random random(1);
  Lines lines, expected;
  for (int i = 0; i < 300; ++i) {
    lines.push_back(random_line(random, 20));
    expected.push_back(upper(lines.back()));
  }
  for (const int threads : {1, 2, 5})
    for (const int batch_tokens : {1, 30, 100'000}) {
      Translator translator(model, tokenizers(),
                            {.batch_tokens = batch_tokens, .threads = threads});
      EXPECT_EQ(texts_of(translator.translate(lines)), expected);
    }
}

TEST(Translator, ThreadsAndBatchesDoNotChangeAScore) {
  const FakeModel model = random_model(kVocabulary, 3);
  Random random(2);
  Lines lines;
  for (int i = 0; i < 60; ++i) lines.push_back(random_line(random, 12));
  const DecodingSettings alone = {
      .beam_size = 3, .n_best = 3, .max_length = 12, .batch_tokens = 1, .threads = 1};
  const auto expected = Translator(model, tokenizers(), alone).translate(lines);
  for (const int threads : {1, 3}) {
    DecodingSettings settings = alone;
    settings.threads = threads;
    settings.batch_tokens = 200;
    const auto found = Translator(model, tokenizers(), settings).translate(lines);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      ASSERT_EQ(found[i].candidates.size(), expected[i].candidates.size());
      for (std::size_t n = 0; n < found[i].candidates.size(); ++n) {
        EXPECT_EQ(found[i].candidates[n].text, expected[i].candidates[n].text);
        EXPECT_EQ(found[i].candidates[n].score, expected[i].candidates[n].score);
      }
    }
  }
}

TEST(Translator, BlankLinesStayEmptyWithoutTheModel) {
  const FakeModel model = copy_model(kVocabulary);
  Translator translator(model, tokenizers(), {.n_best = 3});
  const auto translations = translator.translate(Lines{"", "  \t ", "\r"});
  EXPECT_THAT(texts_of(translations), ElementsAre("", "", ""));
  for (const Translation& translation : translations) {
    EXPECT_EQ(translation.candidates.size(), 1u);
    EXPECT_THAT(translation.warnings, IsEmpty());
  }
  EXPECT_EQ(model.sentences(), 0);
  EXPECT_THAT(translator.translate(Lines{}), IsEmpty());
}

TEST(Translator, RepairsInvalidUtf8AndSaysSo) {
  const FakeModel model = copy_model(kVocabulary);
  Translator translator(model, tokenizers(), {});
  const auto translations = translator.translate(Lines{"w1 \xff w2", "w3"});
  EXPECT_THAT(translations[0].text(), testing::StartsWith("W1 "));
  EXPECT_THAT(translations[0].text(), testing::EndsWith(" W2"));
  EXPECT_THAT(translations[0].warnings,
              ElementsAre("byte 4 is not UTF-8; what is wrong was replaced by U+FFFD"));
  EXPECT_THAT(translations[1].warnings, IsEmpty());
}

TEST(Translator, ALineThatIsTooLongIsTranslatedInPieces) {
  std::string line;
  while (line.size() < 100'000) line += "w" + std::to_string(line.size() % kWords) + " ";
  line.pop_back();
  const FakeModel any_length = copy_model(kVocabulary), short_length = copy_model(kVocabulary, 16);
  for (const FakeModel* model : {&any_length, &short_length}) {
    Translator translator(*model, tokenizers(), {.max_source_length = 30});
    const auto translations = translator.translate(Lines{"w1", line, "w2"});
    EXPECT_THAT(texts_of(translations), ElementsAre("W1", upper(line), "W2"));
    EXPECT_THAT(
        translations[1].warnings,
        ElementsAre(HasSubstr(
            model == &any_length ? "the sentence has more than 30 tokens; it was translated in "
                                 : "the sentence has more than 16 tokens; it was translated in ")));
  }
}

TEST(Translator, PiecesAreScoredAsOne) {
  const FakeModel model = random_model(kVocabulary, 8);
  const DecodingSettings settings = {
      .beam_size = 4, .n_best = 2, .max_length = 9, .max_source_length = 8};
  Translator translator(model, tokenizers(), settings);
  const std::string first = "w1 w2 w3 w4 w5", second = "w6 w7 w8 w9 w10";
  const auto whole = translator.translate(Lines{first + ". ", first + " " + second, first, second});
  const auto& joined = whole[1].candidates;
  ASSERT_EQ(joined.size(), 2u);
  for (std::size_t n = 0; n < 2; ++n) {
    EXPECT_EQ(joined[n].text, whole[2].candidates[n].text + " " + whole[3].candidates[n].text);
    EXPECT_EQ(joined[n].log_probability,
              whole[2].candidates[n].log_probability + whole[3].candidates[n].log_probability);
    EXPECT_LT(joined[n].score, 0);
    EXPECT_GT(joined[n].score, joined[n].log_probability);
  }
}

TEST(Translator, GivesAsManyAsAsked) {
  const FakeModel model(kVocabulary, [](const auto&, const auto&, TokenId token) {
    return token == kEnd ? 3.0 : 0.01 * token;
  });
  Translator translator(model, tokenizers(), {.beam_size = 4, .n_best = 3, .max_length = 30});
  const auto translations = translator.translate(Lines{"w1 w2"});
  const auto& candidates = translations[0].candidates;
  ASSERT_EQ(candidates.size(), 3u);
  EXPECT_GE(candidates[0].score, candidates[1].score);
  EXPECT_GE(candidates[1].score, candidates[2].score);
}

TEST(Translator, RefusesMoreTranslationsThanHypotheses) {
  const FakeModel model = copy_model(kVocabulary);
  EXPECT_THROW(Translator(model, tokenizers(), {.beam_size = 1, .n_best = 2}), Error);
}

TEST(Translator, CarriesAFailureOfAWorkerToTheCaller) {
  const FakeModel broken(kVocabulary, [](const auto& source, const auto&, TokenId token) {
    return source[0] == 8 ? std::nan("") : token == kEnd ? 20.0 : 0.0;
  });
  Translator translator(broken, tokenizers(), {.batch_tokens = 1, .threads = 3});
  EXPECT_THROW(translator.translate(Lines{"w1", "w2", "w3", "w4", "w5", "w6"}), Error);
  EXPECT_THAT(texts_of(translator.translate(Lines{"w1"})), ElementsAre(""));
}

TEST(TranslateStream, AnswersEveryLineOfALongInput) {
  const FakeModel model = copy_model(kVocabulary);
  Translator translator(model, tokenizers(), {.beam_size = 1, .threads = 2});
  Random random(6);
  std::string input, expected;
  for (int i = 0; i < 5000; ++i) {
    const std::string line = i % 7 == 0 ? "" : random_line(random, 3);
    input += line + "\n";
    expected += upper(line) + "\n";
  }
  input += "w1";
  expected += "W1\n";
  TextSink out;
  TextLines lines(input);
  EXPECT_EQ(translator.translate_stream(lines, out), 5001);
  EXPECT_EQ(out.text, expected);
}

TEST(TranslateStream, WritesNBestLists) {
  const FakeModel model = copy_model(kVocabulary);
  Translator translator(model, tokenizers(), {.beam_size = 2, .n_best = 2});
  TextSink out;
  TextLines lines("w7\n\n");
  translator.translate_stream(lines, out, {.format = OutputFormat::n_best});
  EXPECT_THAT(out.text, testing::MatchesRegex(
                            "0 \\|\\|\\| W7 \\|\\|\\| F0= -?[0-9.e-]+ \\|\\|\\| -?[0-9.e-]+\n"
                            "0 \\|\\|\\| .+ \\|\\|\\| F0= -[0-9.e-]+ \\|\\|\\| -[0-9.e-]+\n"
                            "1 \\|\\|\\|  \\|\\|\\| F0= 0 \\|\\|\\| 0\n"));
}

// What a program at the other end of the output has received.
class Received : public LineSink {
 public:
  bool wait_for(const std::string& expected) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return text_ == expected; });
  }
  bool write(std::string_view lines) override {
    const std::lock_guard lock(mutex_);
    text_ += lines;
    changed_.notify_all();
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
};

TEST(TranslateStream, AnswersAConversationLineByLine) {
  const FakeModel model = copy_model(kVocabulary);
  Translator translator(model, tokenizers(), {.threads = 2});
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  Received received;
  std::thread server([&] {
    DescriptorLines lines(ends[0]);
    translator.translate_stream(lines, received);
  });
  std::string expected;
  for (const std::string line : {"w1 w2\n", "\n", "w3\n", "w4\n"}) {
    EXPECT_EQ(write(ends[1], line.data(), line.size()), static_cast<ssize_t>(line.size()));
    expected += upper(line);
    EXPECT_TRUE(received.wait_for(expected));
  }
  close(ends[1]);
  server.join();
  close(ends[0]);
}

// An output that takes `most` writes.
class Closing : public LineSink {
 public:
  explicit Closing(int most) : left_(most) {}
  bool write(std::string_view) override { return left_-- > 0; }

 private:
  int left_;
};

TEST(TranslateStream, EndsQuietlyWhenItsReaderHasGone) {
  const FakeModel model = copy_model(kVocabulary);
  for (const int threads : {1, 3}) {
    Translator translator(model, tokenizers(), {.threads = threads});
    TextLines lines("w1\nw2\n");
    Closing out(0);
    EXPECT_EQ(translator.translate_stream(lines, out), 0);
  }
}

// The other threads wait for a line that never comes.
TEST(TranslateStream, EndsWhileItsInputStaysOpen) {
  const FakeModel model(kVocabulary,
                        [](const auto&, const auto&, TokenId) { return std::nan(""); });
  const FakeModel copying = copy_model(kVocabulary);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  for (const bool fails : {true, false}) {
    Translator translator(fails ? model : copying, tokenizers(), {.threads = 3});
    EXPECT_EQ(write(ends[1], "w1\n", 3), 3);
    DescriptorLines lines(ends[0]);
    Closing out(0);
    if (fails)
      EXPECT_THROW(translator.translate_stream(lines, out), Error);
    else
      EXPECT_EQ(translator.translate_stream(lines, out), 0);
  }
  close(ends[0]);
  close(ends[1]);
}

// Gives some lines, then fails.
class BrokenLines : public TextLines {
 public:
  using TextLines::TextLines;
  bool next(std::string& line) override {
    if (TextLines::next(line)) return true;
    throw Error({.what = "the input broke"});
  }
};

TEST(TranslateStream, AnswersTheLinesBeforeAFailureOfItsInput) {
  const FakeModel model = copy_model(kVocabulary);
  Translator translator(model, tokenizers(), {.threads = 2});
  std::string input, expected;
  for (int i = 0; i < 300; ++i) {
    input += "w" + std::to_string(i % kWords) + "\n";
    expected += "W" + std::to_string(i % kWords) + "\n";
  }
  BrokenLines lines(input);
  TextSink out;
  EXPECT_THROW(translator.translate_stream(lines, out), Error);
  EXPECT_EQ(out.text, expected);
}

TEST(TranslateStream, GoesOnBehindLinesThatAreAnswered) {
  const FakeModel model = copy_model(kVocabulary);
  Translator translator(model, tokenizers(), {.threads = 2});
  for (const auto& [skip, answered, expected] :
       {std::tuple(0, 3, "W1\nW2\nW3\n"), std::tuple(2, 3, "W3\n"), std::tuple(3, 3, ""),
        std::tuple(9, 3, "")}) {
    TextLines lines("w1\nw2\nw3\n");
    TextSink out;
    std::int64_t done = 0, bytes = 0;
    EXPECT_EQ(translator.translate_stream(
                  lines, out,
                  {.skip_lines = skip,
                   .on_progress = [&](std::int64_t l, std::int64_t b) { done = l, bytes = b; }}),
              answered);
    EXPECT_EQ(out.text, expected);
    if (skip < 3) {
      EXPECT_EQ(done, 3);
      EXPECT_EQ(bytes, 9);
    }
  }
}

}  // namespace
}  // namespace nmt
