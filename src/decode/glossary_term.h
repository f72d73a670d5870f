// A term of a glossary that stands in a text, and what it may become there.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "base/token.h"
#include "document/text_range.h"

namespace nmt {

struct TermChoice {
  std::vector<TokenId> tokens;  // never empty
  bool only_first = false;      // as it is written at the beginning of a translation
  std::string text = {};        // as the tokenizer writes it

  bool operator==(const TermChoice&) const = default;
};

// The tokens [begin, end).
struct TokenRange {
  std::size_t begin = 0, end = 0;

  std::size_t size() const { return end - begin; }
  bool operator==(const TokenRange&) const = default;
};

struct GlossaryTerm {
  std::vector<TermChoice> choices = {};
  std::string source = {};               // as the glossary has it
  std::vector<TextRange> places = {};    // where it stands in the text, in order
  std::vector<TokenRange> read_as = {};  // [places], of the source tokens

  // Whether the glossary says which forms there are. One form alone may get the ending that it needs.
  bool lists_forms() const {
    return std::count_if(choices.begin(), choices.end(),
                         [](const TermChoice& each) { return !each.only_first; }) > 1;
  }
  int times() const { return places.empty() ? 1 : static_cast<int>(places.size()); }
};

}  // namespace nmt
