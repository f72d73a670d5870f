#include "decode/output_words.h"

#include <algorithm>
#include <cmath>

#include "decode/split.h"
#include "text/words.h"

namespace nmt {
namespace {

// Adds what `other` gives to its source words, so many times.
void add_weights(OutputWord& word, const OutputWord& other, Real share) {
  if (other.weights.empty()) return;
  const int before = word.weights.empty() ? 0 : std::max(0, word.first - other.first);
  word.weights.insert(word.weights.begin(), static_cast<std::size_t>(before), Real(0));
  word.first = word.weights.empty() ? other.first : std::min(word.first, other.first);
  const auto offset = static_cast<std::size_t>(other.first - word.first);
  word.weights.resize(std::max(word.weights.size(), offset + other.weights.size()));
  for (std::size_t s = 0; s < other.weights.size(); ++s)
    word.weights[offset + s] += share * other.weights[s];
}

// One word of several that stand side by side: the mean over their tokens, of which a kept thing has
// one, that nobody guessed.
OutputWord joined(std::span<const OutputWord> parts) {
  if (parts.size() == 1) return parts.front();
  OutputWord word{.text = {}, .weights = {}, .separator = parts.front().separator};
  double log_confidence = 0;
  int counted = 0;
  for (const OutputWord& part : parts) {
    const int tokens = std::max(1, part.tokens);
    word.text += part.text;
    add_weights(word, part, static_cast<Real>(tokens));
    log_confidence += part.tokens * std::log(part.confidence);
    counted += tokens;
    word.tokens += part.tokens;
    word.unknown |= part.unknown;
    if (word.thing < 0) word.thing = part.thing;
  }
  for (Real& weight : word.weights) weight /= static_cast<Real>(counted);
  word.confidence = word.tokens > 0 ? std::exp(log_confidence / word.tokens) : 1;
  return word;
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
    if (!text.empty()) text += word.separator;
    text += word.text;
  }
  return text;
}

std::vector<OutputWord> remembered_words(std::string_view text) {
  std::vector<OutputWord> words;
  const char* end = nullptr;  // of the word before
  for (const std::string_view word : words_of(text)) {
    OutputWord& added = words.emplace_back();
    added.text = word;
    added.confidence = 1;
    added.tokens = 1;
    if (end != nullptr) added.separator.assign(end, word.data());
    end = word.data() + word.size();
  }
  return words;
}

std::vector<TextRange> ranges_of(std::span<const OutputWord> words) {
  std::vector<TextRange> ranges;
  std::size_t end = 0;
  for (const OutputWord& word : words) {
    const std::size_t begin = end + (end > 0 ? word.separator.size() : 0);
    end = begin + word.text.size();
    ranges.push_back({begin, end});
  }
  return ranges;
}

std::vector<TextRange> sentences_of(std::span<const OutputWord> words, std::size_t count) {
  std::vector<TextRange> sentences;
  if (count == 0) return sentences;
  const std::vector<TextRange> ranges = ranges_of(words);
  for (std::size_t i = 0; i < words.size(); ++i)
    add_to_sentence(sentences, words[i].sentence, ranges[i]);
  const std::size_t end = ranges.empty() ? 0 : ranges.back().end;
  while (sentences.size() < count) sentences.push_back({end, end});
  return sentences;
}

std::vector<int> word_numbers(std::span<const OutputWord> parts) {
  std::vector<int> numbers;
  int number = -1;
  bool apart = true;
  for (const OutputWord& part : parts) {
    apart = apart || !part.separator.empty();
    numbers.push_back(part.is_tag ? -1 : number += apart ? 1 : 0);
    apart = apart && part.is_tag;
  }
  return numbers;
}

std::vector<OutputWord> joined_words(std::span<const OutputWord> parts) {
  const std::vector<int> numbers = word_numbers(parts);
  std::vector<std::vector<OutputWord>> words;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (numbers[i] < 0) continue;
    words.resize(static_cast<std::size_t>(numbers[i]) + 1);
    words.back().push_back(parts[i]);
  }
  std::vector<OutputWord> result;
  for (const std::vector<OutputWord>& word : words) result.push_back(joined(word));
  return result;
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

}  // namespace nmt
