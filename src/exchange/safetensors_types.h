// The number types of safetensors by their names.
#pragma once

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

#include "exchange/tensor_file.h"

namespace nmt {

struct SafetensorsType {
  std::string_view name;
  NumberType type;
};
inline constexpr SafetensorsType kSafetensorsTypes[] = {
    {"F64", NumberType::f64},     {"F32", NumberType::f32}, {"F16", NumberType::f16},
    {"BF16", NumberType::bf16},   {"I64", NumberType::i64}, {"I32", NumberType::i32},
    {"I16", NumberType::i16},     {"I8", NumberType::i8},   {"U64", NumberType::u64},
    {"U32", NumberType::u32},     {"U16", NumberType::u16}, {"U8", NumberType::u8},
    {"BOOL", NumberType::boolean}};

}  // namespace nmt
