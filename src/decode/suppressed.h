// Tokens that no translation has.
#pragma once

#include <vector>

#include "decode/settings.h"
#include "text/tokenizer.h"

namespace nmt {

// Those of settings.suppress. Throws Error for one that the tokenizer does not have.
std::vector<TokenId> suppressed_tokens(const DecodingSettings& settings, const Tokenizer& target);

}  // namespace nmt
