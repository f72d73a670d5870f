#include "decode/translator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <sstream>
#include <streambuf>
#include <thread>

#include "base/error.h"
#include "decode/fake_models.h"
#include "text/tokenizer_words.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

// The copying model translates w0, w1 ... into W0, W1 ...
constexpr int kWords = 40;
constexpr int kVocabulary = kWords + 3;

std::shared_ptr<const Tokenizer> words(const std::string& letter) {
  std::string file(kWordsHeader);
  for (int i = 0; i < kWords; ++i) file += letter + std::to_string(i) + "\n";
  return words_tokenizer(file, "test");
}
Tokenizers tokenizers() { return {words("w"), words("W"), false}; }

// A text in memory.
class TextLines : public LineSource {
 public:
  explicit TextLines(const std::string& text) : text_(text) {}
  bool next(std::string& line) override { return static_cast<bool>(std::getline(text_, line)); }
  bool ready() override { return true; }

 private:
  std::istringstream text_;
};

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
        ElementsAre(HasSubstr(model == &any_length
                                  ? "the line has more than 30 tokens; it was translated in "
                                  : "the line has more than 16 tokens; it was translated in ")));
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
  std::ostringstream out;
  TextLines lines(input);
  EXPECT_EQ(translator.translate_stream(lines, out, OutputFormat::text), 5001);
  EXPECT_EQ(out.str(), expected);
}

TEST(TranslateStream, WritesNBestLists) {
  const FakeModel model = copy_model(kVocabulary);
  Translator translator(model, tokenizers(), {.beam_size = 2, .n_best = 2});
  std::ostringstream out;
  TextLines lines("w7\n\n");
  translator.translate_stream(lines, out, OutputFormat::n_best);
  EXPECT_THAT(out.str(), testing::MatchesRegex(
                             "0 \\|\\|\\| W7 \\|\\|\\| F0= -?[0-9.e-]+ \\|\\|\\| -?[0-9.e-]+\n"
                             "0 \\|\\|\\| .+ \\|\\|\\| F0= -[0-9.e-]+ \\|\\|\\| -[0-9.e-]+\n"
                             "1 \\|\\|\\|  \\|\\|\\| F0= 0 \\|\\|\\| 0\n"));
}

TEST(OutputFormats, AreAsMosesWritesThem) {
  const Translation translation = {.candidates = {{"ein Haus", -3.25, -0.40625}, {"Haus", -4, -2}},
                                   .warnings = {}};
  EXPECT_EQ(format_translation(translation, 5, OutputFormat::text), "ein Haus\n");
  EXPECT_EQ(format_translation(translation, 5, OutputFormat::n_best),
            "5 ||| ein Haus ||| F0= -3.25 ||| -0.40625\n5 ||| Haus ||| F0= -4 ||| -2\n");
}

// What a program at the other end of the output has received.
class Received : public std::streambuf {
 public:
  bool wait_for(const std::string& expected) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return text_ == expected; });
  }

 private:
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    const std::lock_guard lock(mutex_);
    text_.append(text, static_cast<std::size_t>(size));
    changed_.notify_all();
    return size;
  }
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
    std::ostream out(&received);
    DescriptorLines lines(ends[0]);
    translator.translate_stream(lines, out, OutputFormat::text);
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

class Failing : public std::streambuf {
 public:
  explicit Failing(int error) : error_(error) {}

 private:
  std::streamsize xsputn(const char*, std::streamsize) override {
    errno = error_;
    return 0;
  }
  int error_;
};

TEST(TranslateStream, EndsQuietlyWhenItsReaderHasGone) {
  const FakeModel model = copy_model(kVocabulary);
  Translator translator(model, tokenizers(), {});
  TextLines lines("w1\nw2\n");
  Failing closed(EPIPE);
  std::ostream out(&closed);
  translator.translate_stream(lines, out, OutputFormat::text);
}

TEST(TranslateStream, SaysWhenTheOutputCannotBeWritten) {
  const FakeModel model = copy_model(kVocabulary);
  Translator translator(model, tokenizers(), {});
  for (const int error_number : {ENOSPC, 0}) {
    TextLines lines("w1\n");
    Failing full(error_number);
    std::ostream out(&full);
    try {
      translator.translate_stream(lines, out, OutputFormat::text);
      ADD_FAILURE() << "no Error was thrown";
    } catch (const Error& error) {
      EXPECT_EQ(error.parts().what, error_number == 0
                                        ? "cannot write the translations"
                                        : "cannot write the translations: No space left on device");
      EXPECT_EQ(error.parts().where, "the output, line 1");
      EXPECT_EQ(error.parts().fix, "make room where the output goes: df -h");
      EXPECT_EQ(error.parts().kind, Error::Kind::runtime);
    }
  }
}

}  // namespace
}  // namespace nmt
