// Which row of a foreign model's tables belongs to which token of nmt's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/token.h"
#include "text/tokenizer.h"

namespace nmt {

// The list of pieces that a foreign model counts with.
struct ForeignVocabulary {
  std::vector<std::string> pieces = {};  // by foreign id
  int unknown = 0, end = 0;              // foreign ids
  // Whose embedding the decoder reads before it has said anything; none: zeros.
  static constexpr int kNone = -1;
  int start = kNone;
  std::string path = {};  // for messages

  // Throws Error where unknown or end are none of the pieces, or a piece is there twice.
  void validate() const;
  // Whether the piece is one of nmt's special tokens: the unknown word, the end, or a start that is
  // written <s>.
  bool is_special(std::size_t id) const;
  // What nmt calls the token of another piece: as it is written, but for one that is written as a
  // special token and means another.
  std::string token_name(std::size_t id) const;
};

struct TokenRows {
  static constexpr std::int64_t kZeros = -1;
  std::vector<std::int64_t> row;  // [nmt's tokens] foreign id, or kZeros
  std::vector<TokenId> never;     // tokens that the foreign model does not have
  std::vector<TokenId> token;     // [foreign ids] nmt's

  // Throws Error unless the foreign tables have so many rows.
  void require_size(std::int64_t rows, const std::string& where) const;
};

// Every piece of the vocabulary is a token of `tokenizer`, under its token_name(); kUnknown and kEnd are
// its unknown and end. kBegin is read as its start, and never said unless it is a piece that is written
// <s>. A token that is no piece is read as the unknown one, and never said. Throws Error for a piece that
// is no token.
TokenRows rows_of(const ForeignVocabulary& vocabulary, const Tokenizer& tokenizer);

}  // namespace nmt
