// What the formats of Marian (.npz, .bin) share.
#pragma once

#include <cstdint>
#include <string>

#include "exchange/tensor_file.h"

namespace nmt {

// A number type of the .bin: the bytes of a number in the first byte, its class in the others.
struct MarianType {
  std::uint64_t code = 0;
  NumberType type = NumberType::f32;
  bool is_quantised = false;  // intgemm: a multiplier follows the numbers
};

// Whether the numbers are in the order of one instruction set.
bool is_marian_packing(std::uint64_t code);

// nullptr where nothing of this type is read.
const MarianType* marian_type(std::uint64_t code);
// What a type is written as; nullptr for bf16 and truth values, which Marian does not have.
const MarianType* marian_type(NumberType type);

// Texts are kept as int8 tensors, whose names begin with "special:".
bool is_marian_text(const ForeignTensor& tensor);
// Without the zero bytes at its end.
std::string marian_text(const ForeignTensor& tensor);

}  // namespace nmt
