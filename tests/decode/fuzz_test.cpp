// The line contract under random text, models, options and arrival: n lines in, n lines out, in
// order, each as if it were alone. NMT_FUZZ_SECONDS=600 goes on for that long with further seeds.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "base/random.h"
#include "base/utf8.h"
#include "decode/awkward_text.h"
#include "decode/output.h"
#include "decode/output_reader.h"
#include "decode/tiny_models.h"
#include "decode/translator.h"

namespace nmt {
namespace {

constexpr int kSeeds = 40;

// All bytes are tokens, so that a model without training says anything.
Tokenizers byte_tokenizers() {
  const std::string path = testing::TempDir() + "nmt_fuzz_" + std::to_string(getpid());
  std::ofstream file(path);
  for (int i = 0; i < 200; ++i) file << "one two three, four. five six " << i << "\n";
  file.close();
  DataSettings data;
  data.train = CorpusSettings{.source = {path}, .target = {path}};
  const TokenizerSettings settings = {.vocab_size = 310, .byte_fallback = true};
  const Tokenizers made = make_tokenizers(settings, data, [](const std::string&) {});
  std::filesystem::remove(path);
  return made;
}

// The lines of a text as the contract has them.
std::vector<std::string> contract_lines(std::string text) {
  std::vector<std::string> lines;
  if (text.starts_with("\xef\xbb\xbf")) {
    text.erase(0, 3);
    // Not nothing, but a last line without LF.
    if (text.empty()) lines.emplace_back();
  }
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string line = text.substr(0, end);
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(line);
    text.erase(0, end + 1);
  }
  return lines;
}

class Collected : public LineSink {
 public:
  bool write(std::string_view lines) override {
    EXPECT_TRUE(lines.ends_with('\n'));
    text += lines;
    return true;
  }
  std::string text;
};

// Through a pipe, in parts of any size, some of them late.
std::string streamed(Translator& translator, const std::string& text, const StreamOptions& options,
                     Random random) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  std::thread writer([&] {
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t size = std::min<std::size_t>(1 + random.below(2000), text.size() - begin);
      EXPECT_EQ(write(ends[1], text.data() + begin, size), static_cast<ssize_t>(size));
      begin += size;
      if (random.below(4) == 0) std::this_thread::sleep_for(std::chrono::milliseconds(3));
    }
    close(ends[1]);
  });
  DescriptorLines input(ends[0]);
  Collected output;
  translator.translate_stream(input, output, options);
  writer.join();
  close(ends[0]);
  return output.text;
}

// `written`: the lines that answer one line of input.
void expect_read_again(const std::string& written, const AnsweredLine& answered,
                       OutputFormat output_format) {
  if (output_format == OutputFormat::text) return;
  std::vector<NBestEntry> read;
  std::istringstream lines(written);
  for (std::string line; std::getline(lines, line);)
    for (NBestEntry& entry : read_entries(line, "fuzz")) read.push_back(std::move(entry));
  const auto& candidates = answered.translation.candidates;
  ASSERT_EQ(read.size(),
            answered.n_best > 1 || output_format != OutputFormat::json ? candidates.size() : 1);
  for (std::size_t i = 0; i < read.size(); ++i) {
    const NBestEntry expected = n_best_entry(answered.number, candidates[i]);
    EXPECT_EQ(read[i].to_line(), expected.to_line());
    EXPECT_EQ(on_one_line(read[i].text), on_one_line(expected.text));
  }
}

void expect_plain(const std::string& output, OutputFormat output_format) {
  EXPECT_EQ(find_invalid_utf8(output), std::string::npos);
  for (std::size_t begin = 0, end; begin < output.size(); begin = end + 1) {
    end = output.find('\n', begin);
    const std::string line = output.substr(begin, end - begin);
    if (output_format == OutputFormat::json) {
      EXPECT_TRUE(nlohmann::json::accept(line)) << line;
    } else if (output_format == OutputFormat::tsv) {
      EXPECT_GE(std::count(line.begin(), line.end(), '\t'), 3) << line;
      EXPECT_LE(std::count(line.begin(), line.end(), '\t'), 4) << line;
    } else {
      EXPECT_EQ(on_one_line(line), line);
    }
  }
}

void expect_kept(const std::string& line, const Translation& translation, const KeptScanner& kept) {
  const std::string read = replace_invalid_utf8(line);
  for (const KeptSpan& span : kept.spans_in(read))
    for (const Candidate& candidate : translation.candidates)
      EXPECT_NE(candidate.text.find(in_range(read, span.range)), std::string::npos)
          << in_range(read, span.range) << " of " << line << " in " << candidate.text;
}

class Fuzz : public testing::Test {
 protected:
  Fuzz() : tokenizers_(byte_tokenizers()) {
    const int size = tokenizers_.source->vocabulary_size();
    const Vocabularies vocabularies = {.source = size, .target = size, .shared = true};
    const auto learned = [](TransformerSettings& settings) {
      settings.positions = "learned";
      settings.max_length = 24;
    };
    for (const ModelVariant& variant : {transformer_variant(
                                            "fuzz", [](auto&) {}, vocabularies),
                                        transformer_variant("fuzz_learned", learned, vocabularies),
                                        rnn_variant(
                                            "fuzz", [](auto&) {}, vocabularies)})
      models_.push_back(variant.build(3));
  }

  void check(std::uint64_t seed);

  Tokenizers tokenizers_;
  std::vector<std::unique_ptr<Seq2Seq>> models_;
};

void Fuzz::check(std::uint64_t seed) {
  Random random(seed);
  const Seq2Seq& model = *models_[random.below(models_.size())];
  DecodingSettings settings;
  settings.beam_size = 1 + static_cast<int>(random.below(3));
  settings.n_best = 1 + static_cast<int>(random.below(settings.beam_size));
  settings.max_length = 1 + static_cast<int>(random.below(10));
  settings.max_source_length = 8 + static_cast<int>(random.below(40));
  settings.batch_tokens = 1 + static_cast<int>(random.below(300));
  settings.threads = 1 + static_cast<int>(random.below(4));
  StreamOptions options;
  const OutputFormat formats[] = {OutputFormat::text, OutputFormat::n_best, OutputFormat::json,
                                  OutputFormat::tsv};
  options.format = formats[random.below(4)];
  const std::string text = awkward_text(random, random.below(6) == 0 ? 200 : 30);
  if (random.below(3) == 0) settings.keep = {"all", "/w[0-9]/"};

  const char* alignments[] = {"none", "hard", "soft"};
  settings.alignment = alignments[random.below(3)];

  std::string expected;
  DecodingSettings alone = settings;
  alone.threads = 1;
  Translator one(model, tokenizers_, alone);
  std::int64_t number = 0;
  for (const std::string& line : contract_lines(text)) {
    const auto translation = one.translate(std::vector{line}).front();
    expect_kept(line, translation, settings.kept());
    const std::string written = format_translation({++number, line, translation, settings.n_best},
                                                   options.format, *tokenizers_.target);
    expect_read_again(written, {number, line, translation, settings.n_best}, options.format);
    expected += written;
  }
  Translator translator(model, tokenizers_, settings);
  // The warnings are not for who runs the tests.
  testing::internal::CaptureStderr();
  const std::string found = streamed(translator, text, options, Random(seed + 1));
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(found, expected);
  if (options.format == OutputFormat::text || options.format == OutputFormat::json) {
    EXPECT_EQ(std::count(found.begin(), found.end(), '\n'), number);
  }
  expect_plain(found, options.format);
}

TEST_F(Fuzz, EveryLineIsAnsweredAsIfItWereAlone) {
  const char* seconds = std::getenv("NMT_FUZZ_SECONDS");
  const auto end = std::chrono::steady_clock::now() +
                   std::chrono::seconds(seconds == nullptr ? 0 : std::atoi(seconds));
  for (std::uint64_t seed = 1; seed <= kSeeds || std::chrono::steady_clock::now() < end; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    ASSERT_NO_FATAL_FAILURE(check(seed));
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace nmt
