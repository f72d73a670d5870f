// Marian's shortlists as nmt's.
#pragma once

#include <string>

#include "exchange/token_rows.h"
#include "text/shortlist.h"
#include "text/tokenizer.h"

namespace nmt {

// A binary shortlist of Marian, with the tokens of nmt: its first ids are the frequent tokens. Where
// both sides have one vocabulary, a source token may also stay what it is, as in Marian. What Marian
// adds to fill up a batch is left out. Throws Error where it belongs to other vocabularies.
Shortlist imported_shortlist(const std::string& path, const TokenRows& source,
                             const TokenRows& target, const Tokenizers& tokenizers,
                             bool one_vocabulary);

}  // namespace nmt
