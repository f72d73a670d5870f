// Words between white space: what alignments count, and what the words tokenizer cuts.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

namespace nmt {

constexpr std::string_view kWhiteSpace = " \t\n\v\f\r";

// Without the white space around it.
inline std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kWhiteSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kWhiteSpace) + 1 - begin);
}

template <class Visit>
void for_each_word(std::string_view text, Visit visit) {
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(kWhiteSpace), text.size()));
    if (text.empty()) return;
    const std::string_view word = text.substr(0, text.find_first_of(kWhiteSpace));
    visit(word);
    text.remove_prefix(word.size());
  }
}

inline std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for_each_word(text, [&](std::string_view word) { words.push_back(word); });
  return words;
}

}  // namespace nmt
