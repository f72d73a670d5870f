#include "decode/suppressed.h"

#include <string_view>
#include <unordered_map>

#include "base/error.h"
#include "base/format.h"

namespace nmt {

std::vector<TokenId> suppressed_tokens(const DecodingSettings& settings, const Tokenizer& target) {
  std::vector<TokenId> tokens;
  if (settings.suppress.empty()) return tokens;
  std::unordered_map<std::string, TokenId> ids;
  for (TokenId id = 0; id < target.vocabulary_size(); ++id) ids.emplace(target.piece(id), id);
  for (const std::string& token : settings.suppress) {
    const auto found = ids.find(token);
    if (found == ids.end())
      throw Error({.what = format("decoding.suppress has '{}', which is no token of the target "
                                  "tokenizer",
                                  token),
                   .keys = {"decoding.suppress"},
                   .fix = "write it as nmt score --tokens shows it, or leave it out"});
    tokens.push_back(found->second);
  }
  return tokens;
}

}  // namespace nmt
