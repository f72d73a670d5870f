// The plural forms of a language, as the header of a gettext catalogue tells them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nmt {

class PluralForms {
 public:
  // Of a header's "nplurals=2; plural=(n != 1);"; nothing where it is none.
  static std::optional<PluralForms> of_header(std::string_view field);
  // language: a code such as pt-BR.
  static PluralForms of_language(std::string_view language);

  const std::string& header() const { return header_; }
  std::size_t count() const { return count_; }
  // The form for one thing.
  std::size_t of_one() const { return of_one_; }
  // Whether that form is for other numbers too, such as 21.
  bool one_is_others_too() const { return one_is_others_too_; }

 private:
  PluralForms() = default;

  std::string header_;
  std::size_t count_ = 2, of_one_ = 0;
  bool one_is_others_too_ = false;
};

}  // namespace nmt
