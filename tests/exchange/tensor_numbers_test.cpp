// Numbers of every type and in every order become the numbers that they stand for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "exchange/byte_making.h"
#include "exchange/tensor_checks.h"

namespace nmt {
namespace {

using testing::ElementsAre;

template <class Number>
std::vector<float> floats_of(NumberType type, const std::vector<Number>& stored) {
  EXPECT_EQ(size_of(type), sizeof(Number)) << name_of(type);
  const auto count = static_cast<std::int64_t>(stored.size());
  return to_floats(row_major_tensor("x", type, {count}, bytes_of(stored)));
}

TEST(TensorNumbers, EveryTypeBecomesFloats) {
  EXPECT_THAT(floats_of<double>(NumberType::f64, {0.5, -3, 1e300}),
              ElementsAre(0.5F, -3, std::numeric_limits<float>::infinity()));
  EXPECT_THAT(floats_of<float>(NumberType::f32, {1e-45F, 2}), ElementsAre(1e-45F, 2));
  EXPECT_THAT(floats_of<std::int64_t>(NumberType::i64, {-7}), ElementsAre(-7));
  EXPECT_THAT(floats_of<std::int32_t>(NumberType::i32, {-7}), ElementsAre(-7));
  EXPECT_THAT(floats_of<std::int16_t>(NumberType::i16, {-7}), ElementsAre(-7));
  EXPECT_THAT(floats_of<std::int8_t>(NumberType::i8, {-128, 127}), ElementsAre(-128, 127));
  EXPECT_THAT(floats_of<std::uint64_t>(NumberType::u64, {1ULL << 63}), ElementsAre(0x1p63F));
  EXPECT_THAT(floats_of<std::uint32_t>(NumberType::u32, {0xffffff00}), ElementsAre(4294967040.F));
  EXPECT_THAT(floats_of<std::uint16_t>(NumberType::u16, {65535}), ElementsAre(65535));
  EXPECT_THAT(floats_of<std::uint8_t>(NumberType::u8, {255}), ElementsAre(255));
  EXPECT_THAT(floats_of<std::uint8_t>(NumberType::boolean, {0, 1, 2}), ElementsAre(0, 1, 1));
}

TEST(TensorNumbers, HalvesAreExact) {
  EXPECT_THAT(floats_of<std::uint16_t>(NumberType::f16, {0x3c00, 0xc500, 0x0001, 0x83ff, 0x0400,
                                                         0x7bff, 0x7c00, 0xfc00, 0x8000}),
              ElementsAre(1, -5, 0x1p-24F, -1023 * 0x1p-24F, 0x1p-14F, 65504,
                          std::numeric_limits<float>::infinity(),
                          -std::numeric_limits<float>::infinity(), 0));
  EXPECT_TRUE(std::isnan(floats_of<std::uint16_t>(NumberType::f16, {0x7e01})[0]));
  EXPECT_TRUE(std::signbit(floats_of<std::uint16_t>(NumberType::f16, {0x8000})[0]));
  EXPECT_THAT(floats_of<std::uint16_t>(NumberType::bf16, {0x3f80, 0xc040, 0x0001}),
              ElementsAre(1, -3, 0x1p-133F));
}

TEST(TensorNumbers, StridesGiveTheOrderOfTheShape) {
  const std::vector<std::int8_t> stored = {1, 2, 3, 4, 5, 6};
  ForeignTensor tensor = row_major_tensor("x", NumberType::i8, {3, 2}, bytes_of(stored));
  EXPECT_TRUE(tensor.is_row_major());
  EXPECT_THAT(to_int8(tensor), ElementsAre(1, 2, 3, 4, 5, 6));
  tensor.strides = column_major_strides(tensor.shape);
  EXPECT_FALSE(tensor.is_row_major());
  EXPECT_THAT(to_int8(tensor), ElementsAre(1, 4, 2, 5, 3, 6));
  EXPECT_THAT(to_floats(tensor), ElementsAre(1, 4, 2, 5, 3, 6));
  // Every second row of a column.
  tensor.shape = {2, 1};
  tensor.strides = {4, 99};
  EXPECT_THAT(to_int8(tensor), ElementsAre(1, 5));
}

TEST(TensorNumbers, ThreeDimensionsInAnyOrder) {
  std::vector<std::int16_t> stored(24);
  for (std::size_t i = 0; i < stored.size(); ++i) stored[i] = static_cast<std::int16_t>(i);
  ForeignTensor tensor = row_major_tensor("x", NumberType::i16, {2, 3, 4}, bytes_of(stored));
  tensor.shape = {4, 2, 3};  // the last dimension first
  tensor.strides = {1, 12, 4};
  const std::vector<std::int64_t> numbers = to_integers(tensor);
  for (std::int64_t a = 0; a < 4; ++a)
    for (std::int64_t b = 0; b < 2; ++b)
      for (std::int64_t c = 0; c < 3; ++c)
        EXPECT_EQ(numbers[static_cast<std::size_t>((a * 2 + b) * 3 + c)], b * 12 + c * 4 + a);
}

TEST(TensorNumbers, MultipliersDivideTheWholeOrEachFirstIndex) {
  const std::vector<std::int8_t> stored = {1, 2, 3, -4};
  ForeignTensor tensor = row_major_tensor("x", NumberType::i8, {2, 2}, bytes_of(stored));
  tensor.multipliers = {4};
  EXPECT_THAT(to_floats(tensor), ElementsAre(0.25F, 0.5F, 0.75F, -1));
  tensor.multipliers = {2, 8};
  EXPECT_THAT(to_floats(tensor), ElementsAre(0.5F, 1, 0.375F, -0.5F));
  EXPECT_THAT(to_int8(tensor), ElementsAre(1, 2, 3, -4));
}

TEST(TensorNumbers, OneNumberAndNone) {
  const std::vector<float> stored = {3};
  EXPECT_THAT(to_floats(row_major_tensor("x", NumberType::f32, {}, bytes_of(stored))),
              ElementsAre(3));
  EXPECT_TRUE(to_floats(row_major_tensor("x", NumberType::f32, {2, 0}, {})).empty());
}

TEST(TensorNumbers, OtherTypesThanWantedAreRefused) {
  const std::vector<float> stored = {3};
  const ForeignTensor tensor = row_major_tensor("w", NumberType::f32, {1}, bytes_of(stored));
  const Error::Parts parts = error_of([&] { to_int8(tensor); });
  EXPECT_EQ(parts.what, "the numbers are f32; int8 are wanted");
  EXPECT_EQ(parts.where, "tensor w");
  EXPECT_EQ(error_of([&] { to_integers(tensor); }).what,
            "the numbers are f32; whole numbers are wanted");
  const std::vector<std::uint64_t> large = {1ULL << 63};
  EXPECT_EQ(error_of([&] {
              to_integers(row_major_tensor("w", NumberType::u64, {1}, bytes_of(large)));
            }).what,
            "the numbers are u64; numbers below 2^63 are wanted");
}

TEST(TensorNumbers, ShapesThatNothingCanCountAreRefused) {
  const auto bytes = [](std::vector<std::int64_t> shape) {
    return checked_byte_count("f", "w", NumberType::f32, shape);
  };
  EXPECT_EQ(bytes({}), 4u);
  EXPECT_EQ(bytes({3, 5}), 60u);
  EXPECT_EQ(bytes({3, 0}), 0u);
  for (const std::vector<std::int64_t>& shape :
       {std::vector<std::int64_t>{-1}, {1LL << 61}, {1LL << 31, 1LL << 31}, {0, 1LL << 62}}) {
    const Error::Parts parts = error_of([&] { bytes(shape); });
    EXPECT_THAT(parts.what, testing::StartsWith("its shape is too large: ["));
    EXPECT_EQ(parts.where, "f, tensor w");
  }
  EXPECT_THROW(bytes(std::vector<std::int64_t>(65, 1)), Error);
}

TEST(TensorFileTest, FindsByNameAndAlias) {
  const std::vector<float> stored = {3, 4};
  TensorFile::Contents contents{.kind = "a kind"};
  contents.tensors = {row_major_tensor("w", NumberType::f32, {2}, bytes_of(stored))};
  contents.aliases = {{"other", "w"}};
  contents.texts = {{"t", "text"}};
  const TensorFile file("p", contents);
  EXPECT_EQ(file.find("w"), file.find("other"));
  EXPECT_EQ(file.find("none"), nullptr);
  EXPECT_TRUE(file.has("other"));
  EXPECT_EQ(*file.text("t"), "text");
  EXPECT_EQ(file.text("u"), nullptr);
  const std::vector<std::int64_t> shape = {2}, wrong = {2, 1};
  EXPECT_EQ(file.at("w", shape).name, "w");
  Error::Parts parts = error_of([&] { file.at("w", wrong); });
  EXPECT_EQ(parts.what, "the shape is [2]; [2, 1] is wanted");
  EXPECT_EQ(parts.where, "p, tensor w");
  parts = error_of([&] { file.at("no\nne"); });
  EXPECT_EQ(parts.what, "the model has no such tensor (a kind)");
  EXPECT_EQ(parts.where, "p, tensor no?ne");
}

TEST(TensorFileTest, NamesThatDoNotFitAreRefused) {
  TensorFile::Contents contents{.kind = "a kind"};
  contents.tensors = {row_major_tensor("w", NumberType::f32, {0}, {}),
                      row_major_tensor("w", NumberType::f32, {0}, {})};
  EXPECT_EQ(error_of([&] { TensorFile("p", contents); }).what, "two tensors have this name");
  contents.tensors.pop_back();
  contents.aliases = {{"a", "b"}};
  EXPECT_EQ(error_of([&] { TensorFile("p", contents); }).what,
            "it stands for 'b', which is not there");
  contents.aliases = {{"w", "w"}};
  EXPECT_EQ(error_of([&] { TensorFile("p", contents); }).what, "two tensors have this name");
}

}  // namespace
}  // namespace nmt
