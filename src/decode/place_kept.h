// Where in a translation the things belong that were kept from the model, by where its tokens
// looked. Nothing of the translation is taken away for them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "decode/attention_map.h"
#include "decode/kept_line.h"
#include "decode/nested_tags.h"
#include "decode/token_words.h"
#include "text/tokenizer.h"

namespace nmt {

// What a piece translates to.
struct TargetTokens {
  std::span<const TokenId> ids;
  std::string text;
  std::vector<std::size_t> places;  // [tokens + 1], where in the text each begins; rising
  TokenWords words;

  TargetTokens(std::span<const TokenId> ids, const Tokenizer& tokenizer);
  // Whether something may be put before this token: between words, and between a word and the marks
  // behind it.
  bool is_gap(std::size_t token) const;
};

// A thing among the source tokens of its piece: the tokens that are its mask, or none.
struct ThingInPiece {
  std::size_t thing = 0;  // of KeptLine::things
  int begin = 0, end = 0;
};

// All of them, in the order in which they are to stand. attention: of the source tokens and the end
// mark, [target tokens or one more, source tokens + 1].
std::vector<PlacedThing> place_things(std::span<const ThingInPiece> things, const KeptLine& line,
                                      const AttentionMap& attention, const TargetTokens& target,
                                      const Masks& masks);

}  // namespace nmt
