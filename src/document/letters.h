// Letters of every script, and their case as Unicode and a language have it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace nmt {

// Letters, digits and the marks that stand with them: what words are made of.
bool is_word_character(char32_t c);
// Of letters that have case; neither for others.
bool is_capital_letter(char32_t c);
bool is_small_letter(char32_t c);

// Immutable, so that threads may share one.
class LetterCase {
 public:
  // `language`: a code such as tr, whose i and I are letters of their own; empty where nobody has
  // said. Throws Error (runtime) where ICU fails.
  explicit LetterCase(std::string_view language);
  LetterCase(LetterCase&&) noexcept;
  ~LetterCase();

  // Of valid UTF-8. The number of characters may change: ß has no capital but SS.
  std::string in_small(std::string_view text) const;
  std::string in_capitals(std::string_view text) const;
  // With the first character as a capital, and the rest as it is.
  std::string capitalised(std::string_view text) const;

 private:
  struct Map;
  std::unique_ptr<const Map> map_;
};

}  // namespace nmt
