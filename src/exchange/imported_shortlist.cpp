#include "exchange/imported_shortlist.h"

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "base/format.h"
#include "exchange/marian_shortlist.h"

namespace nmt {
namespace {

constexpr const char* kRightShortlist = "give the shortlist that belongs to the model";

void require_source(const MarianShortlist& list, const TokenRows& source, const std::string& path) {
  if (list.source_size() == source.token.size()) return;
  throw Error({.what = format("the shortlist is for {} source tokens, but the vocabulary has {}",
                              list.source_size(), source.token.size()),
               .where = path,
               .fix = kRightShortlist});
}

TokenId target_token(std::uint64_t id, const TokenRows& target, const std::string& path) {
  if (id < target.token.size()) return target.token[static_cast<std::size_t>(id)];
  throw Error({.what = format("the shortlist names target token {}, but the vocabulary has {}", id,
                              target.token.size()),
               .where = path,
               .fix = kRightShortlist});
}

}  // namespace

Shortlist imported_shortlist(const std::string& path, const TokenRows& source,
                             const TokenRows& target, const Tokenizers& tokenizers,
                             bool one_vocabulary) {
  const MarianShortlist list = read_marian_shortlist(path);
  require_source(list, source, path);
  std::vector<TokenId> frequent;
  const std::uint64_t first = std::min<std::uint64_t>(list.first, target.token.size());
  for (std::uint64_t id = 0; id < first; ++id) frequent.push_back(target_token(id, target, path));
  std::vector<std::vector<TokenId>> translations(source.row.size());
  for (std::size_t id = 0; id < list.source_size(); ++id) {
    std::vector<TokenId>& to = translations[static_cast<std::size_t>(source.token[id])];
    for (std::uint64_t i = list.offsets[id]; i < list.offsets[id + 1]; ++i)
      to.push_back(target_token(list.entries[i], target, path));
    if (one_vocabulary) to.push_back(target_token(id, target, path));
  }
  return {Shortlist::vocabularies_of(tokenizers), std::move(frequent), translations};
}

}  // namespace nmt
