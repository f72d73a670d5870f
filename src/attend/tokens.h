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

// One text for each token; "</s>" is the end mark. SentencePiece marks where a word begins; a reader
// expects that, and is told instead where none does. A words tokenizer has whole words only.
std::vector<std::string> shown_tokens(const Tokenizer& tokenizer, std::span<const TokenId> ids);

// The token, counted from 0, that begins `word`: one token, or several that make up a word; -1 where
// there is none. The first of several.
int find_word(std::span<const std::string> tokens, std::string_view word);

}  // namespace nmt
