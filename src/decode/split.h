// Cuts text that is too long for the model where it hurts least.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/capitals.h"
#include "document/text_range.h"
#include "text/tokenizer.h"

namespace nmt {

// What stands between a piece and the piece before it.
enum class Joint {
  space,  // they are different words
  none    // the cut goes through a word
};

struct SourcePiece {
  std::vector<TokenId> ids;  // with kEnd
  Joint before = Joint::space;
  TextRange text = {};  // what it is of the text that was cut
  // The white space before a sentence that follows another; empty where a space will do.
  std::string blank = {};
  std::size_t sentence = 0;  // of those that the line was divided into
  // How the sentence is written, where the model reads it in normal case, and what it reads then.
  Capitals capitals = Capitals::normal;
  std::string normal = {};
};

// The tokens of the text: one piece where it fits in `limit` tokens, none where the text has no
// tokens. What is longer is cut into its sentences, because models that learned from sentences leave
// out half of a piece of many; and a sentence that is too long where a clause ends, else a word,
// else any character, in as few pieces as halving gives. text: valid UTF-8. limit >= 2.
std::vector<SourcePiece> split_tokens(std::string_view text, const Tokenizer& tokenizer, int limit);

// Where split_tokens would cut the text in two; its size when it cannot be cut.
std::size_t best_cut(std::string_view text);

// Appends the translation of a further piece. Scripts that write no space between sentences
// (Chinese, Japanese) get none.
void append_piece(std::string& text, std::string_view translation, const SourcePiece& piece);

// Tells where a further part of sentence number `sentence` stands in a text. Those before it of which
// nothing was told are empty.
void add_to_sentence(std::vector<TextRange>& sentences, std::size_t sentence, TextRange part);

}  // namespace nmt
