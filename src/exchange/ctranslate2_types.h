// The number types of CTranslate2's model.bin.
#pragma once

#include <array>

#include "exchange/tensor_file.h"

namespace nmt {

// By the number that stands for each.
inline constexpr std::array kCtranslate2Types = {NumberType::f32, NumberType::i8,
                                                 NumberType::i16, NumberType::i32,
                                                 NumberType::f16, NumberType::bf16};

}  // namespace nmt
