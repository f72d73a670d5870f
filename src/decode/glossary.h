// Terms that are to be translated in a given way: a file of `source<TAB>target` lines.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "decode/glossary_term.h"
#include "document/letters.h"
#include "text/languages.h"
#include "text/tokenizer.h"

namespace nmt {

class Glossary {
 public:
  // Several lines with one source term are choices. Throws Error with file:line for a line of which
  // one side has no tokens. A translation that the target tokenizer knows in part only would teach
  // the search to say <unk>: its line is left out, with a warning.
  Glossary(const std::string& path, const Tokenizers& tokenizers,
           const LanguageSettings& languages = {});

  // The terms that stand in a text of valid UTF-8 as whole words, or anywhere where words are not
  // set apart, each with its places, in the order of the first ones. Where several stand in one
  // place, the one that begins first is taken, then the longest. The first letter of a sentence may
  // be a capital where that of the term is not.
  std::vector<GlossaryTerm> terms_in(std::string_view text) const;

 private:
  using Choices = std::vector<TermChoice>;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  using Entry = std::pair<const std::string, Choices>;
  void add(std::string_view source, std::string_view translation, std::vector<TokenId> ids);
  // What a translation may be written as: as it is given, and otherwise where one begins with it.
  Choices choices_of(std::string_view translation, std::vector<TokenId> ids) const;
  // The longest term that stands at a place; none: null. `size`: of what it is there.
  const Entry* longest_at(std::string_view text, std::size_t at, std::size_t& size) const;
  const Entry* exactly_at(std::string_view text, std::size_t at, std::size_t& size) const;

  const std::shared_ptr<const Tokenizer> target_;
  const LetterCase source_case_, target_case_;
  std::unordered_map<std::string, Choices, Hash, std::equal_to<>> entries_;
  std::vector<std::size_t> sizes_;  // of the source terms, in bytes, falling
};

}  // namespace nmt
