// The tokens of a sentence as a reader sees them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/tokenizer.h"

namespace nmt {

// Goes before a piece that continues a word: "walk" "·ing".
constexpr std::string_view kContinues = "·";
// SentencePiece's mark of the beginning of a word, U+2581: a token of its own where the word's first
// letter is another token.
constexpr std::string_view kWordStart = "\xE2\x96\x81";

// A letter that the vocabulary lacks comes as the bytes of its UTF-8, a token each.
struct ShownToken {
  // The token alone: "walk", "·ing", "</s>"; of a byte, the letter and which byte of it: "·ö‹C3›",
  // or only that byte where the bytes make no letter.
  std::string label;
  // What it adds to the text: a letter in bytes is added by the first of them.
  std::string text;
  bool continues = false;  // the word before
};

// SentencePiece marks where a word begins; a reader expects that, and is told instead where none
// does. A words tokenizer has whole words only.
std::vector<ShownToken> shown_tokens(const Tokenizer& tokenizer, std::span<const TokenId> ids);

std::vector<std::string> labels_of(std::span<const ShownToken> tokens);

// The sentence cut into what a line may be broken between: the labels, but letters whole.
std::vector<std::string> sentence_parts(std::span<const ShownToken> tokens);

// What a reader has to know to read these labels, a sentence for each of: the mark of continuation,
// that of a beginning, bytes.
std::vector<std::string> token_notes(std::span<const std::string> labels);

// The positions, from 0, of the tokens that begin `word`: tokens of that label; where there are none,
// tokens that spell it alone or with those after them up to the end of the word.
std::vector<int> find_word(std::span<const ShownToken> tokens, std::string_view word);

}  // namespace nmt
