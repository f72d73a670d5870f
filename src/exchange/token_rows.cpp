#include "exchange/token_rows.h"

#include <string_view>
#include <unordered_map>

#include "base/error.h"
#include "base/format.h"

namespace nmt {

void ForeignVocabulary::validate() const {
  const auto refuse = [&](const std::string& what) {
    throw Error({.what = what,
                 .where = path,
                 .fix = "give the vocabulary that the model was trained with"});
  };
  const auto size = static_cast<int>(pieces.size());
  if (unknown < 0 || unknown >= size) refuse("the vocabulary has no <unk>");
  if (end < 0 || end >= size) refuse("the vocabulary has no </s>");
  std::unordered_map<std::string_view, std::size_t> seen;
  for (std::size_t id = 0; id < pieces.size(); ++id)
    if (const auto [first, is_new] = seen.emplace(pieces[id], id); !is_new)
      refuse(format("'{}' has two numbers in the vocabulary, {} and {}", pieces[id], first->second,
                    id));
}

void TokenRows::require_size(std::int64_t rows, const std::string& where) const {
  if (rows == static_cast<std::int64_t>(token.size())) return;
  throw Error({.what = format("there are numbers for {} tokens, but the vocabulary has {}", rows,
                              token.size()),
               .where = where,
               .fix = "give the vocabulary that the model was trained with"});
}

bool ForeignVocabulary::is_special(std::size_t id) const {
  const auto number = static_cast<int>(id);
  return number == unknown || number == end ||
         (number == start && pieces[id] == kSpecialTokens[kBegin]);
}

std::string ForeignVocabulary::token_name(std::size_t id) const {
  return is_special_token(pieces[id]) ? pieces[id] + "~" : pieces[id];
}

TokenRows rows_of(const ForeignVocabulary& vocabulary, const Tokenizer& tokenizer) {
  std::unordered_map<std::string, std::int64_t> ids;
  for (std::size_t id = 0; id < vocabulary.pieces.size(); ++id)
    if (!vocabulary.is_special(id))
      ids.emplace(vocabulary.token_name(id), static_cast<std::int64_t>(id));

  TokenRows rows{.row = {vocabulary.unknown, vocabulary.start, vocabulary.end},
                 .never = {},
                 .token = std::vector<TokenId>(vocabulary.pieces.size(), -1)};
  rows.token[static_cast<std::size_t>(vocabulary.unknown)] = kUnknown;
  rows.token[static_cast<std::size_t>(vocabulary.end)] = kEnd;
  const auto start = static_cast<std::size_t>(vocabulary.start);
  if (vocabulary.start >= 0 && vocabulary.start != vocabulary.unknown &&
      vocabulary.start != vocabulary.end && vocabulary.is_special(start))
    rows.token[start] = kBegin;
  else
    rows.never.push_back(kBegin);
  for (TokenId id = kEnd + 1; id < tokenizer.vocabulary_size(); ++id) {
    const auto found = ids.find(tokenizer.piece(id));
    if (found == ids.end()) {
      rows.row.push_back(vocabulary.unknown);
      rows.never.push_back(id);
      continue;
    }
    rows.row.push_back(found->second);
    rows.token[static_cast<std::size_t>(found->second)] = id;
  }
  for (std::size_t id = 0; id < rows.token.size(); ++id)
    if (rows.token[id] < 0)
      throw Error({.what = format("'{}', number {} of the vocabulary, is no token of the tokenizer",
                                  vocabulary.pieces[id], id),
                   .where = vocabulary.path,
                   .fix = "give the vocabulary that the model was trained with"});
  return rows;
}

}  // namespace nmt
