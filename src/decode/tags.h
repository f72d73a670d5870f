// Markup in the text (`<b>`, `</a>`, `<br/>`): taken out before the translation and put back where
// the words are that it stood around.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "decode/output_words.h"

namespace nmt {

struct Tag {
  enum class Kind { opening, closing, empty };
  std::string text;  // as it was written, attributes and all
  Kind kind = Kind::empty;
  int word = 0;      // an opening or empty tag stands before this word of the text without tags, a
                     // closing one behind the word before it
  int partner = -1;  // of an opening tag, the closing one, and the other way round
};

struct TaggedText {
  std::string plain;  // without tags
  std::vector<Tag> tags;
};

// A tag is `<`, perhaps `/`, a letter, and anything but `<` and `>` up to `>`.
TaggedText take_tags(std::string_view text);

// Puts the tags at the words that look at those that they stood around. Each comes once, byte for
// byte; partners stay around each other.
void put_tags(std::vector<OutputWord>& words, std::span<const Tag> tags);

}  // namespace nmt
