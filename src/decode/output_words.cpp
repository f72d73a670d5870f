#include "decode/output_words.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace nmt {
namespace {

constexpr std::string_view kOpening = "([{<\"'", kClosing = ".,;:!?)]}>\"'";

bool starts_like(std::string_view text, std::string_view lower) {
  return text.size() > lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(), [](char wanted, char seen) {
           return wanted == std::tolower(static_cast<unsigned char>(seen));
         });
}

bool is_url(std::string_view text) {
  constexpr std::array<std::string_view, 4> kStarts = {"http://", "https://", "ftp://", "www."};
  return std::any_of(kStarts.begin(), kStarts.end(),
                     [&](std::string_view start) { return starts_like(text, start); });
}

// Something@domain.name
bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos) return false;
  const std::string_view domain = text.substr(at + 1);
  const std::size_t dot = domain.rfind('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < domain.size() &&
         domain.find('@') == std::string_view::npos;
}

// The words [begin, end), all of one part, that look at a source word most: the longest run of them.
struct Run {
  std::size_t begin = 0, end = 0;
};

Run longest_run(std::span<const OutputWord> words, int source) {
  Run longest, run;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].strongest() != source) continue;
    run = run.end == i ? Run{run.begin, i + 1} : Run{i, i + 1};
    if (run.end - run.begin > longest.end - longest.begin) longest = run;
  }
  return longest;
}

// Where a word belongs that nothing looks at: behind what looks at the words before it.
std::size_t place_for(std::span<const OutputWord> words, int source) {
  std::size_t place = 0;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i].strongest() < source) place = i + 1;
  return place;
}

OutputWord merged(std::span<const OutputWord> run, std::string_view text) {
  OutputWord word = run.front();
  word.text = text;
  for (const OutputWord& other : run.subspan(1))
    for (std::size_t s = 0; s < word.weights.size(); ++s) word.weights[s] += other.weights[s];
  for (Real& weight : word.weights) weight /= static_cast<Real>(run.size());
  word.confidence = 1;  // nobody guessed it
  word.unknown = false;
  return word;
}

void keep_entity(std::vector<OutputWord>& words, int source, std::string_view text) {
  const Run run = longest_run(words, source);
  if (run.begin < run.end) {
    words[run.begin] = merged(std::span(words).subspan(run.begin, run.end - run.begin), text);
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(run.begin) + 1,
                words.begin() + static_cast<std::ptrdiff_t>(run.end));
    return;
  }
  const OutputWord word{
      .text = std::string(text), .weights = {1}, .first = source, .confidence = 1};
  words.insert(words.begin() + static_cast<std::ptrdiff_t>(place_for(words, source)), word);
}

// Whether the model copied it itself.
bool is_there(std::span<const OutputWord> words, std::string_view entity) {
  return std::any_of(words.begin(), words.end(), [&](const OutputWord& word) {
    return word.text.find(entity) != std::string::npos;
  });
}

}  // namespace

int OutputWord::strongest() const {
  const auto most = std::max_element(weights.begin(), weights.end());
  return most == weights.end() || !(*most > 0) ? -1
                                               : first + static_cast<int>(most - weights.begin());
}

std::string text_of(std::span<const OutputWord> words) {
  std::string text;
  for (const OutputWord& word : words) {
    if (word.space_before && !text.empty()) text += ' ';
    text += word.text;
  }
  return text;
}

void copy_unknown(std::vector<OutputWord>& words, std::span<const std::string_view> source) {
  for (OutputWord& word : words) {
    const int looked_at = word.strongest();
    if (!word.unknown || looked_at < 0 || static_cast<std::size_t>(looked_at) >= source.size())
      continue;
    word.text = source[static_cast<std::size_t>(looked_at)];
    word.unknown = false;
  }
}

std::string_view entity_in(std::string_view word, KeptKinds kinds) {
  while (!word.empty() && kOpening.find(word.front()) != std::string_view::npos)
    word.remove_prefix(1);
  while (!word.empty() && kClosing.find(word.back()) != std::string_view::npos)
    word.remove_suffix(1);
  const bool kept =
      (kinds.urls && is_url(word)) || (kinds.emails && is_email(word) && !is_url(word));
  return kept ? word : std::string_view();
}

void keep_entities(std::vector<OutputWord>& words, std::span<const std::string_view> source,
                   KeptKinds kinds) {
  for (std::size_t s = 0; s < source.size(); ++s) {
    const std::string_view entity = entity_in(source[s], kinds);
    if (entity.empty() || is_there(words, entity)) continue;
    keep_entity(words, static_cast<int>(s), source[s]);
  }
}

}  // namespace nmt
