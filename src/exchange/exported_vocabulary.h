// Tokenizers of nmt as the vocabularies of other programs.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "text/tokenizer.h"

namespace nmt {

// Whether tokens are words between white space, and not pieces of SentencePiece.
bool is_word_tokenizer(const Tokenizer& tokenizer);

// All tokens as they are written, by number.
std::vector<std::string> written_tokens(const Tokenizer& tokenizer);

// All tokens, in nmt's order.
std::vector<TokenId> own_order(const Tokenizer& tokenizer);
// As programs of Marian's family count: the end, the unknown word, nmt's begin unless it is left out, and
// the others.
std::vector<TokenId> marian_order(const Tokenizer& tokenizer, bool with_begin);

// The SentencePiece model of a tokenizer with its pieces in this order; how it cuts text stays.
std::string subwords_in_order(const Tokenizer& tokenizer, std::span<const TokenId> order);

// A JSON object of tokens and their places in the order, one in a line: also YAML.
std::string numbered_tokens(const Tokenizer& tokenizer, std::span<const TokenId> order);
// A JSON list of all tokens.
std::string listed_tokens(const Tokenizer& tokenizer);

}  // namespace nmt
