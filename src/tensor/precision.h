// How the numbers of a product are held. Sums are always f32 (of int8: i32).
#pragma once

namespace nmt {

// f32 as computed; bf16: both sides of a product rounded to bfloat16, nearest even; int8: 8 bits
// and a scale.
enum class Precision { f32, bf16, int8 };

constexpr const char* name_of(Precision precision) {
  return precision == Precision::f32 ? "f32" : precision == Precision::bf16 ? "bf16" : "int8";
}

}  // namespace nmt
