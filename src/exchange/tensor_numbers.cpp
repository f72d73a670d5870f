// The numbers of a foreign tensor, in the order of its shape.
#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "exchange/tensor_file.h"

namespace nmt {
namespace {

static_assert(std::endian::native == std::endian::little, "the formats are little-endian");

struct Half {
  std::uint16_t bits = 0;

  explicit operator float() const {
    const std::uint32_t sign = (bits & 0x8000U) << 16, exponent = (bits >> 10) & 31U,
                        fraction = bits & 0x3ffU;
    if (exponent == 0) {  // a multiple of the smallest number
      constexpr float kSmallest = 0x1p-24F;
      const float magnitude = kSmallest * static_cast<float>(fraction);
      return sign != 0 ? -magnitude : magnitude;
    }
    const std::uint32_t wide = exponent == 31 ? 255 : exponent - 15 + 127;
    return std::bit_cast<float>(sign | wide << 23 | fraction << 13);
  }
};

struct Bfloat {
  std::uint16_t bits = 0;

  explicit operator float() const {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
  }
};

struct Boolean {
  std::uint8_t byte = 0;

  explicit operator float() const { return byte != 0 ? 1.0F : 0.0F; }
  explicit operator std::int64_t() const { return byte != 0 ? 1 : 0; }
};

// Calls `use` with a value of the C++ type of the numbers.
template <class Use>
void with_stored_type(NumberType type, const Use& use) {
  switch (type) {
    case NumberType::f64:
      return use(double{});
    case NumberType::f32:
      return use(float{});
    case NumberType::f16:
      return use(Half{});
    case NumberType::bf16:
      return use(Bfloat{});
    case NumberType::i64:
      return use(std::int64_t{});
    case NumberType::i32:
      return use(std::int32_t{});
    case NumberType::i16:
      return use(std::int16_t{});
    case NumberType::i8:
      return use(std::int8_t{});
    case NumberType::u64:
      return use(std::uint64_t{});
    case NumberType::u32:
      return use(std::uint32_t{});
    case NumberType::u16:
      return use(std::uint16_t{});
    case NumberType::u8:
      return use(std::uint8_t{});
    case NumberType::boolean:
      return use(Boolean{});
  }
}

// The innermost dimension at one index of those around it: `count` numbers, the first at `begin`.
struct Run {
  std::int64_t begin, stride, count;
};

template <class Use>
void for_each_run(const ForeignTensor& tensor, const Use& use) {
  if (tensor.count() == 0) return;
  if (tensor.is_row_major()) return use(Run{0, 1, tensor.count()});
  const std::size_t outer = tensor.shape.size() - 1;
  std::vector<std::int64_t> index(outer, 0);
  std::int64_t begin = 0;
  for (std::size_t d = outer + 1; d > 0;) {
    use(Run{begin, tensor.strides[outer], tensor.shape[outer]});
    for (d = outer; d > 0; --d) {
      begin += tensor.strides[d - 1];
      if (++index[d - 1] < tensor.shape[d - 1]) break;
      begin -= tensor.strides[d - 1] * tensor.shape[d - 1];
      index[d - 1] = 0;
    }
  }
}

template <class Stored, class Number>
void copy_numbers(const ForeignTensor& tensor, Number* to) {
  const std::byte* bytes = tensor.bytes.data();
  for_each_run(tensor, [&](const Run& run) {
    for (std::int64_t i = 0; i < run.count; ++i) {
      Stored number;
      std::memcpy(&number, bytes + (run.begin + i * run.stride) * std::int64_t{sizeof number},
                  sizeof number);
      *to++ = static_cast<Number>(number);
    }
  });
}

[[noreturn]] void refuse_type(const ForeignTensor& tensor, const char* wanted) {
  throw Error({.what = format("the numbers are {}; {} are wanted", name_of(tensor.type), wanted),
               .where = "tensor " + tensor.name,
               .fix = "give a model of the kind that is read here"});
}

bool is_whole(NumberType type) {
  return type != NumberType::f64 && type != NumberType::f32 && type != NumberType::f16 &&
         type != NumberType::bf16;
}

}  // namespace

void to_floats(const ForeignTensor& tensor, std::span<float> to) {
  with_stored_type(tensor.type,
                   [&](auto stored) { copy_numbers<decltype(stored)>(tensor, to.data()); });
  const std::vector<float>& multipliers = tensor.multipliers;
  if (multipliers.empty()) return;
  const std::size_t block = static_cast<std::size_t>(tensor.count()) / multipliers.size();
  for (std::size_t i = 0; i < multipliers.size(); ++i)
    for (float& number : to.subspan(i * block, block)) number /= multipliers[i];
}

std::vector<float> to_floats(const ForeignTensor& tensor) {
  std::vector<float> numbers(static_cast<std::size_t>(tensor.count()));
  to_floats(tensor, numbers);
  return numbers;
}

std::vector<std::int8_t> to_int8(const ForeignTensor& tensor) {
  if (tensor.type != NumberType::i8) refuse_type(tensor, "int8");
  std::vector<std::int8_t> numbers(static_cast<std::size_t>(tensor.count()));
  copy_numbers<std::int8_t>(tensor, numbers.data());
  return numbers;
}

std::vector<std::int64_t> to_integers(const ForeignTensor& tensor) {
  if (!is_whole(tensor.type)) refuse_type(tensor, "whole numbers");
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(tensor.count()));
  with_stored_type(tensor.type, [&](auto stored) {
    using Stored = decltype(stored);
    if constexpr (std::is_constructible_v<std::int64_t, Stored>)
      copy_numbers<Stored>(tensor, numbers.data());
  });
  const bool too_large = tensor.type == NumberType::u64 &&
                         std::any_of(numbers.begin(), numbers.end(), [](auto n) { return n < 0; });
  if (too_large) refuse_type(tensor, "numbers below 2^63");
  return numbers;
}

}  // namespace nmt
