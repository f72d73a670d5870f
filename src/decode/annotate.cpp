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
  int source_words = 0;
  std::string text;
  for (const ObservedPart& part : line.parts) {
    const std::string translation = tokenizers.target->decode(part.hypothesis->ids);
    TokenWords target = token_words(part.hypothesis->ids, *tokenizers.target);
    std::vector<OutputWord> words = words_of_part(part, translation, target);
    const std::span<const TokenId> read = tokens_of_text(*part.source, tokenizers);
    const AttentionMap map =
        by_words(of_tokens(part, tokenizers), target, token_words(read, *tokenizers.source));
    for (int t = 0; t < map.target; ++t) {
      OutputWord& word = words[static_cast<std::size_t>(t)];
      word.weights.assign(map.row(t).begin(), map.row(t).end());
      word.first = source_words;
    }
    source_words += map.source;
    const std::size_t before = text.size();
    append_piece(text, translation, part.source->before);
    if (!words.empty()) words[0].space_before = text.size() > before + translation.size();
    output.insert(output.end(), words.begin(), words.end());
    source_text += (source_text.empty() ? "" : " ") + tokenizers.source->decode(read);
  }
  return output;
}

AttentionMap map_of_words(std::span<const OutputWord> words, std::size_t source) {
  AttentionMap map{
      .target = static_cast<int>(words.size()), .source = static_cast<int>(source), .weights = {}};
  map.weights.resize(words.size() * source);
  for (std::size_t t = 0; t < words.size(); ++t)
    std::copy(words[t].weights.begin(), words[t].weights.end(),
              map.weights.begin() + static_cast<std::ptrdiff_t>(t * source) + words[t].first);
  return map;
}

std::vector<AttentionMap> maps_of_tokens(const ObservedLine& line, const Tokenizers& tokenizers) {
  std::vector<AttentionMap> maps;
  for (const ObservedPart& part : line.parts) maps.push_back(of_tokens(part, tokenizers));
  return maps;
}

WordLinks strongest_links(std::span<const AttentionMap> maps) {
  WordLinks links;
  int first_target = 0, first_source = 0;
  for (const AttentionMap& map : maps) {
    for (int t = 0; t < map.target; ++t) {
      const auto row = map.row(t);
      const auto most = std::max_element(row.begin(), row.end());
      if (most != row.end() && *most > 0)
        links.push_back({first_source + static_cast<int>(most - row.begin()), first_target + t});
    }
    first_target += map.target;
    first_source += map.source;
  }
  std::sort(links.begin(), links.end());
  return links;
}

WordLinks strongest_links(std::span<const OutputWord> words) {
  WordLinks links;
  for (std::size_t t = 0; t < words.size(); ++t)
    if (const int source = words[t].strongest(); source >= 0)
      links.push_back({source, static_cast<int>(t)});
  std::sort(links.begin(), links.end());
  return links;
}

// Only soft alignments need a map of the whole line, whose size is the square of the line's.
void align_words(Candidate& candidate, std::span<const OutputWord> words, std::size_t source,
                 const DecodingSettings& settings) {
  if (settings.alignment == "hard") candidate.links = strongest_links(words);
  if (settings.alignment == "soft") candidate.attention = map_of_words(words, source);
}

void align_tokens(Candidate& candidate, std::span<const AttentionMap> maps,
                  const DecodingSettings& settings) {
  if (settings.alignment == "hard") candidate.links = strongest_links(maps);
  if (settings.alignment == "soft") candidate.attention = joined(maps);
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
  if (settings.alignment_level == "word")
    align_words(candidate, words, source_words, settings);
  else
    align_tokens(candidate, maps_of_tokens(line, tokenizers), settings);
  if (settings.confidence) {
    candidate.words.emplace();
    for (const OutputWord& word : words) candidate.words->push_back({word.text, word.confidence});
    for (auto& doubt : repetitions(words)) warnings.push_back(std::move(doubt));
    for (auto& doubt : omissions(words, source)) warnings.push_back(std::move(doubt));
  }
  put_tags(words, line.tags);
  if (settings.copy_unknown || !settings.keep.empty()) candidate.text = text_of(words);
}

}  // namespace nmt
