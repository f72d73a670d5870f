// Which tokens of a translation render a part of its source.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "decode/glossary_term.h"
#include "decode/next_tokens.h"
#include "text/tokenizer.h"

namespace nmt {

// Whether the token is visible, and no part of a word.
bool is_mark(const Tokenizer& tokenizer, TokenId token);

// The source tokens of a part of a text of which `ids` are the tokens: those that change when
// something else stands there.
TokenRange tokens_of_part(std::span<const TokenId> ids, std::string_view text, TextRange part,
                          const Tokenizer& source);

// The words of the translation, or the tokens where words are not set apart, that become least
// probable when the model cannot read some parts of the source (Li et al. 2019, On the Word Alignment
// from Neural Machine Translation): as many stretches as there are parts, those that depend most on
// them first; fewer where no more do. A stretch has at most `words` words. Marks beside words are left
// out. source: with kEnd; ids: without.
std::vector<TokenRange> renderings(const SearchModels& models, Tape& tape,
                                   std::span<const TokenId> source,
                                   std::span<const TokenRange> parts, std::size_t words,
                                   std::span<const TokenId> ids, const Tokenizer& target);

}  // namespace nmt
