#include "decode/annotate.h"

#include <algorithm>
#include <map>
#include <set>

#include "decode/doubts.h"
#include "decode/line_words.h"
#include "text/words.h"

namespace nmt {
namespace {

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
  for (const ObservedPart& part : line.parts) {
    if (part.remembered == nullptr) {
      maps.push_back(attention_of(part, tokenizers, EndMarks::without));
      continue;
    }
    // Nothing looked anywhere.
    AttentionMap& map = maps.emplace_back();
    map.target = static_cast<int>(part.hypothesis->ids.size());
    map.source = static_cast<int>(tokens_of_text(*part.source, tokenizers).size());
    map.weights.resize(static_cast<std::size_t>(map.target) * std::size_t(map.source));
  }
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

std::vector<PlacedTag> placed_tags(std::span<const OutputWord> words, const KeptLine& line) {
  std::vector<PlacedTag> tags;
  const std::vector<TextRange> ranges = ranges_of(words);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].thing < 0) continue;
    const int tag = line.things[static_cast<std::size_t>(words[i].thing)].tag;
    if (tag >= 0) tags.push_back({static_cast<std::size_t>(tag), ranges[i]});
  }
  return tags;
}

// Where each kept thing stands among the words of the line and of the translation.
std::vector<KeptWord> kept_words(std::span<const OutputWord> parts, const KeptLine& line) {
  std::vector<KeptWord> kept;
  const std::vector<int> numbers = word_numbers(parts);
  int last = -1;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].thing < 0 || parts[i].is_tag || parts[i].thing == last) continue;
    last = parts[i].thing;
    const KeptThing& thing = line.things[static_cast<std::size_t>(last)];
    kept.push_back({thing.text, std::string(kind_name(thing.kind)), parts[i].first, numbers[i]});
  }
  return kept;
}

// What is kept stays as it is.
void restore_case(std::span<OutputWord> words, const ObservedLine& line) {
  std::map<std::size_t, Capitals> written;  // [sentences]
  for (const ObservedPart& part : line.parts)
    if (part.source->capitals != Capitals::normal)
      written[part.source->sentence] = part.source->capitals;
  std::set<std::size_t> begun;
  for (OutputWord& word : words) {
    const auto found = written.find(word.sentence);
    if (word.thing >= 0 || found == written.end()) continue;
    const bool is_first = begun.insert(word.sentence).second;
    word.text = line.normal_case->restored_word(word.text, found->second, is_first);
  }
}

}  // namespace

void annotate(Candidate& candidate, std::vector<std::string>& warnings, const ObservedLine& line,
              const Tokenizers& tokenizers, const DecodingSettings& settings) {
  LineWords line_words = words_of_line(line, tokenizers);
  const bool keeps = !line.line.things.empty();
  const std::vector<std::string_view> source(line_words.source.begin(), line_words.source.end()),
      read(line_words.read.begin(), line_words.read.end());
  if (settings.copy_unknown) copy_unknown(line_words.words, read);
  restore_case(line_words.words, line);
  if (settings.copy_unknown || keeps) {
    candidate.text = text_of(line_words.words);
    candidate.sentences = sentences_of(line_words.words, candidate.sentences.size());
    candidate.tags = placed_tags(line_words.words, line.line);
  }
  candidate.kept = kept_words(line_words.words, line.line);
  const std::vector<OutputWord> words =
      keeps ? joined_words(line_words.words) : std::move(line_words.words);

  if (settings.alignment_level == "word")
    align_words(candidate, words, source.size(), settings);
  else
    align_tokens(candidate, maps_of_tokens(line, tokenizers), settings);
  if (settings.confidence) {
    candidate.words.emplace();
    for (const OutputWord& word : words) candidate.words->push_back({word.text, word.confidence});
    for (auto& doubt : repetitions(words)) warnings.push_back(std::move(doubt));
    for (auto& doubt : omissions(words, source, line_words.remembered))
      warnings.push_back(std::move(doubt));
    for (auto& doubt : missing_numbers(line.line.counted, candidate.text))
      warnings.push_back(std::move(doubt));
  }
}

}  // namespace nmt
