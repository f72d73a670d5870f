#include "train/learned_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "document/sentences.h"
#include "text/training_text.h"

namespace nmt {
namespace {

constexpr std::int64_t kLines = 10'000;

double sentences_a_line(const DataSettings& data, const std::string& language) {
  const SentenceSplitter splitter(language);
  TrainingText text(data, Sides::source, kLines);
  std::size_t lines = 0, sentences = 0;
  for (std::string line; text.next(line);) {
    const std::size_t count = splitter.sentences_in(line).size();
    sentences += count;
    lines += count > 0 ? 1 : 0;
  }
  return lines == 0 ? 1 : static_cast<double>(sentences) / static_cast<double>(lines);
}

}  // namespace

LearnedText learned_text(const DataSettings& data, const TokenCache& cache,
                         const LanguageSettings& languages) {
  LearnedText learned = {.language = languages.source,
                         .target_language = languages.target,
                         .sentences_a_line = sentences_a_line(data, languages.source)};
  for (std::int64_t pair = 0; pair < cache.pairs(); ++pair)
    learned.longest = std::max(learned.longest, cache.source_length(pair));
  return learned;
}

LearnedText recorded_text(const std::string& record) {
  const nlohmann::json json = nlohmann::json::parse(record, nullptr, false);
  LearnedText learned;
  if (!json.is_object() || !json.contains("text") || !json["text"].is_object()) return learned;
  const nlohmann::json& text = json["text"];
  if (text.contains("sentences_a_line") && text["sentences_a_line"].is_number())
    learned.sentences_a_line = text["sentences_a_line"].get<double>();
  if (text.contains("longest_source") && text["longest_source"].is_number_integer())
    learned.longest = static_cast<int>(
        std::clamp<std::int64_t>(text["longest_source"].get<std::int64_t>(), 0, 1 << 30));
  return learned;
}

}  // namespace nmt
