// The number of a vocabulary entry.
#pragma once

#include <cstdint>

namespace nmt {

using TokenId = std::int32_t;

// Every tokenizer gives these three ids the same meaning.
constexpr TokenId kUnknown = 0, kBegin = 1, kEnd = 2;

}  // namespace nmt
