// Cuts text that is too long for the model where it hurts least.
#pragma once

#include <string_view>
#include <vector>

#include "text/tokenizer.h"

namespace nmt {

// The tokens of the text, with kEnd, in as few pieces as halving gives: one where it fits in
// `limit` tokens, none where the text has no tokens. A piece ends at the end of a sentence, else of
// a clause, else of a word, else of any character. text: valid UTF-8. limit >= 2.
std::vector<std::vector<TokenId>> split_tokens(std::string_view text, const Tokenizer& tokenizer,
                                               int limit);

// Where split_tokens would cut the text in two; its size when it cannot be cut.
std::size_t best_cut(std::string_view text);

}  // namespace nmt
