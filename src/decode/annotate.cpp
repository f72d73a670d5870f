#include "decode/annotate.h"

#include <algorithm>
#include <cmath>

#include "decode/doubts.h"
#include "decode/token_words.h"
#include "text/words.h"

namespace nmt {
namespace {

// The tokens of the text alone: without the end mark, and the tag that is put before it.
std::span<const TokenId> tokens_of_text(const SourcePiece& piece, const Tokenizers& tokenizers) {
  const std::size_t before = std::min(tokenizers.source->tokens_before(), piece.ids.size() - 1);
  return std::span(piece.ids).first(piece.ids.size() - 1).subspan(before);
}

bool is_kept(const DecodingSettings& settings, const char* kind) {
  return std::find(settings.keep.begin(), settings.keep.end(), kind) != settings.keep.end();
}

// A map without its end marks and its tag.
AttentionMap of_tokens(const ObservedPart& part, const Tokenizers& tokenizers) {
  const AttentionMap& all = part.observed->attention;
  const std::size_t source = tokens_of_text(*part.source, tokenizers).size();
  const std::size_t before = part.source->ids.size() - 1 - source;
  AttentionMap map{.target = static_cast<int>(part.hypothesis->ids.size()),
                   .source = static_cast<int>(source),
                   .weights = {}};
  for (int t = 0; t < map.target; ++t) {
    const auto row = all.row(t).subspan(before, source);
    map.weights.insert(map.weights.end(), row.begin(), row.end());
  }
  return map;
}

// The maps of the parts one behind the other, each part looking at itself only.
AttentionMap joined(std::span<const AttentionMap> maps) {
  AttentionMap all;
  for (const AttentionMap& map : maps) {
    all.target += map.target;
    all.source += map.source;
  }
  all.weights.resize(static_cast<std::size_t>(all.target) * std::size_t(all.source));
  int first_target = 0, first_source = 0;
  for (const AttentionMap& map : maps) {
    for (int t = 0; t < map.target; ++t)
      for (int s = 0; s < map.source; ++s)
        all.at(first_target + t, first_source + s) = map.row(t)[static_cast<std::size_t>(s)];
    first_target += map.target;
    first_source += map.source;
  }
  return all;
}

// The words of a part; those of a part that cannot be told apart are one. Tokens of white space alone
// make none.
std::vector<OutputWord> words_of_part(const ObservedPart& part, std::string_view text,
                                      TokenWords& words) {
  if (words.count == 0) return {};
  const std::vector<std::string_view> texts = words_of(text);
  if (static_cast<int>(texts.size()) != words.count) {
    words.count = 1;
    std::fill(words.word.begin(), words.word.end(), 0);
  }
  std::vector<OutputWord> output(static_cast<std::size_t>(words.count));
  std::vector<int> tokens(output.size());
  for (std::size_t t = 0; t < words.word.size(); ++t) {
    const auto word = static_cast<std::size_t>(words.word[t]);
    output[word].unknown |= part.hypothesis->ids[t] == kUnknown;
    output[word].confidence += part.observed->log_probabilities[t];
    ++tokens[word];
  }
  for (std::size_t w = 0; w < output.size(); ++w) {
    output[w].text = output.size() == texts.size() ? texts[w] : text;
    output[w].confidence = std::exp(output[w].confidence / std::max(1, tokens[w]));
  }
  return output;
}

// All words of the line, with where they look among all its source words.
std::vector<OutputWord> words_of_line(const ObservedLine& line, const Tokenizers& tokenizers,
                                      std::string& source_text) {
  std::vector<OutputWord> output;
  std::vector<AttentionMap> maps;
  std::string text;
  for (const ObservedPart& part : line.parts) {
    const std::string translation = tokenizers.target->decode(part.hypothesis->ids);
    TokenWords target = token_words(part.hypothesis->ids, *tokenizers.target);
    std::vector<OutputWord> words = words_of_part(part, translation, target);
    const std::span<const TokenId> read = tokens_of_text(*part.source, tokenizers);
    maps.push_back(
        by_words(of_tokens(part, tokenizers), target, token_words(read, *tokenizers.source)));
    const std::size_t before = text.size();
    append_piece(text, translation, part.source->before);
    if (!words.empty()) words[0].space_before = text.size() > before + translation.size();
    output.insert(output.end(), words.begin(), words.end());
    source_text += (source_text.empty() ? "" : " ") + tokenizers.source->decode(read);
  }
  const AttentionMap map = joined(maps);
  for (int t = 0; t < map.target; ++t)
    output[static_cast<std::size_t>(t)].weights.assign(map.row(t).begin(), map.row(t).end());
  return output;
}

AttentionMap map_of_words(std::span<const OutputWord> words, std::size_t source) {
  AttentionMap map{
      .target = static_cast<int>(words.size()), .source = static_cast<int>(source), .weights = {}};
  for (const OutputWord& word : words)
    map.weights.insert(map.weights.end(), word.weights.begin(), word.weights.end());
  return map;
}

AttentionMap map_of_tokens(const ObservedLine& line, const Tokenizers& tokenizers) {
  std::vector<AttentionMap> maps;
  for (const ObservedPart& part : line.parts) maps.push_back(of_tokens(part, tokenizers));
  return joined(maps);
}

WordLinks strongest_links(const AttentionMap& map) {
  WordLinks links;
  for (int t = 0; t < map.target; ++t) {
    const auto row = map.row(t);
    const auto most = std::max_element(row.begin(), row.end());
    if (most != row.end() && *most > 0) links.push_back({static_cast<int>(most - row.begin()), t});
  }
  std::sort(links.begin(), links.end());
  return links;
}

void align(Candidate& candidate, AttentionMap map, const DecodingSettings& settings) {
  if (settings.alignment == "hard") candidate.links = strongest_links(map);
  if (settings.alignment == "soft") candidate.attention = std::move(map);
}

}  // namespace

KeptKinds kept_kinds(const DecodingSettings& settings) {
  return {is_kept(settings, "url"), is_kept(settings, "email"), is_kept(settings, "tag")};
}

void annotate(Candidate& candidate, std::vector<std::string>& warnings, const ObservedLine& line,
              const Tokenizers& tokenizers, const DecodingSettings& settings) {
  std::string read_text;
  std::vector<OutputWord> words = words_of_line(line, tokenizers, read_text);
  const std::size_t source_words = words_of(read_text).size();
  // The words as they were written, unless reading them has changed their number.
  std::vector<std::string_view> source = words_of(line.text);
  if (source.size() != source_words) source = words_of(read_text);

  if (settings.copy_unknown) copy_unknown(words, source);
  keep_entities(words, source, kept_kinds(settings));
  if (settings.alignment_level == "word") {
    align(candidate, map_of_words(words, source_words), settings);
  } else {
    align(candidate, map_of_tokens(line, tokenizers), settings);
  }
  if (settings.confidence) {
    for (const OutputWord& word : words) candidate.words.push_back({word.text, word.confidence});
    for (auto& doubt : repetitions(words)) warnings.push_back(std::move(doubt));
    for (auto& doubt : omissions(words, source)) warnings.push_back(std::move(doubt));
  }
  put_tags(words, line.tags);
  if (settings.copy_unknown || !settings.keep.empty()) candidate.text = text_of(words);
}

}  // namespace nmt
