#include "train/learned_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "document/capitals.h"
#include "document/sentences.h"
#include "text/training_text.h"

namespace nmt {
namespace {

constexpr std::int64_t kLines = 10'000;

void look_at_lines(const DataSettings& data, LearnedText& learned) {
  const SentenceSplitter splitter(learned.language);
  TrainingText text(data, Sides::source, kLines);
  double lines = 0, sentences = 0, capitals = 0, titles = 0;
  for (std::string line; text.next(line);) {
    const std::size_t count = splitter.sentences_in(line).size();
    sentences += static_cast<double>(count);
    lines += count > 0 ? 1 : 0;
    const Capitals written = capitals_of(line);
    capitals += written == Capitals::all ? 1 : 0;
    titles += written == Capitals::title ? 1 : 0;
  }
  if (lines == 0) return;
  learned.sentences_a_line = sentences / lines;
  learned.capital_lines = capitals / lines;
  learned.title_lines = titles / lines;
}

}  // namespace

LearnedText learned_text(const DataSettings& data, const TokenCache& cache,
                         const LanguageSettings& languages) {
  LearnedText learned;
  learned.language = languages.source;
  learned.target_language = languages.target;
  look_at_lines(data, learned);
  for (std::int64_t pair = 0; pair < cache.pairs(); ++pair)
    learned.longest = std::max(learned.longest, cache.source_length(pair));
  return learned;
}

LearnedText recorded_text(const std::string& record) {
  const nlohmann::json json = nlohmann::json::parse(record, nullptr, false);
  LearnedText learned;
  if (!json.is_object() || !json.contains("text") || !json["text"].is_object()) return learned;
  const nlohmann::json& text = json["text"];
  const auto read = [&](const char* name, double& number) {
    if (text.contains(name) && text[name].is_number()) number = text[name].get<double>();
  };
  read("sentences_a_line", learned.sentences_a_line);
  read("capital_lines", learned.capital_lines);
  read("title_lines", learned.title_lines);
  if (text.contains("longest_source") && text["longest_source"].is_number_integer())
    learned.longest = static_cast<int>(
        std::clamp<std::int64_t>(text["longest_source"].get<std::int64_t>(), 0, 1 << 30));
  return learned;
}

}  // namespace nmt
