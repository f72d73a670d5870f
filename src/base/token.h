// The number of a vocabulary entry.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace nmt {

using TokenId = std::int32_t;

// Every tokenizer gives these three ids the same meaning.
constexpr TokenId kUnknown = 0, kBegin = 1, kEnd = 2;

// How they are written, by id.
constexpr std::string_view kSpecialTokens[] = {"<unk>", "<s>", "</s>"};

constexpr bool is_special_token(std::string_view text) {
  return std::find(std::begin(kSpecialTokens), std::end(kSpecialTokens), text) !=
         std::end(kSpecialTokens);
}

}  // namespace nmt
