// Which word of a text each of its tokens belongs to. Words stand between white space.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "decode/attention_map.h"
#include "text/tokenizer.h"

namespace nmt {

struct TokenWords {
  std::vector<int> word;  // [tokens], rising
  int count = 0;          // of words

  // For a text whose words cannot be told apart.
  void make_one();
};

// Of decode_beginnings().
TokenWords token_words(std::span<const std::string> beginnings);
// ids: without kEnd.
TokenWords token_words(std::span<const TokenId> ids, const Tokenizer& tokenizer);

// The map of words: what a target word's tokens give to all tokens of a source word, the mean over
// those of the target word. Rows and columns of `tokens` beyond the words, the end marks, are left
// out.
AttentionMap by_words(const AttentionMap& tokens, const TokenWords& target,
                      const TokenWords& source);

}  // namespace nmt
