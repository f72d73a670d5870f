#include "decode/token_words.h"

#include <algorithm>

#include "text/words.h"

namespace nmt {

void TokenWords::make_one() {
  count = std::min(count, 1);
  std::fill(word.begin(), word.end(), 0);
}

// By what the text is without the tokens that follow, whatever marks a tokenizer puts on its
// pieces.
TokenWords token_words(std::span<const std::string> beginnings) {
  TokenWords words;
  for (const std::string& text : beginnings) {
    int count = 0;
    for_each_word(text, [&](std::string_view) { ++count; });
    words.count = std::max(words.count, count);
    words.word.push_back(std::max(words.count - 1, 0));
  }
  return words;
}

TokenWords token_words(std::span<const TokenId> ids, const Tokenizer& tokenizer) {
  return token_words(tokenizer.decode_beginnings(ids));
}

AttentionMap by_words(const AttentionMap& tokens, const TokenWords& target,
                      const TokenWords& source) {
  AttentionMap map{.target = target.count, .source = source.count, .weights = {}};
  map.weights.resize(static_cast<std::size_t>(map.target) * std::size_t(map.source));
  if (map.weights.empty()) return map;
  std::vector<Real> tokens_of(static_cast<std::size_t>(map.target));
  for (std::size_t t = 0; t < target.word.size(); ++t) {
    const std::span<const Real> row = tokens.row(static_cast<int>(t));
    for (std::size_t s = 0; s < source.word.size(); ++s)
      map.at(target.word[t], source.word[s]) += row[s];
    ++tokens_of[static_cast<std::size_t>(target.word[t])];
  }
  for (int t = 0; t < map.target; ++t)
    for (int s = 0; s < map.source; ++s)
      map.at(t, s) /= std::max<Real>(1, tokens_of[std::size_t(t)]);
  return map;
}

}  // namespace nmt
