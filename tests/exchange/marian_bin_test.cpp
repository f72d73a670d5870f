#include <gmock/gmock.h>

#include "base/file.h"
#include "exchange/marian_types.h"
#include "exchange/readers.h"
#include "exchange/sample_files.h"
#include "exchange/writers.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class MarianBin : public OwnFolderTest {
 protected:
  Error::Parts refusal(const std::string& bytes) const {
    return error_of([&] { read_marian_bin("m.bin", bytes_in_memory(bytes)); });
  }
  // Of a model of this one tensor.
  Error::Parts refusal(const MarianBinItem& item) const { return refusal(marian_bin({item})); }
};

TEST_F(MarianBin, ReadsFullAndQuantisedTensors) {
  const TensorFile model = read_marian_bin(file("m.bin", sample_marian_bin()));
  EXPECT_EQ(model.kind(), "Marian .bin");
  ASSERT_EQ(model.tensors().size(), 3u);
  const ForeignTensor& w = model.at("encoder_W");
  EXPECT_THAT(w.shape, ElementsAre(2, 3));
  EXPECT_THAT(w.multipliers, ElementsAre(2));
  // The bytes are those of the transpose [3, 2].
  EXPECT_THAT(to_int8(w), ElementsAre(1, 3, 5, 2, 4, 6));
  EXPECT_THAT(to_floats(w), ElementsAre(0.5F, 1.5F, 2.5F, 1, 2, 3));
  EXPECT_THAT(to_floats(model.at("Wemb")), ElementsAre(2, 3, -31.75F, 31.75F));
  EXPECT_THAT(to_floats(model.at("b")), ElementsAre(0.5F, -1));
  EXPECT_EQ(*model.text("special:model.yml"), "a: 1\n");
}

TEST_F(MarianBin, ReadsEveryPlainType) {
  for (const auto& [code, size] : std::vector<std::pair<std::uint64_t, std::size_t>>{{0x0101, 1},
                                                                                     {0x0102, 2},
                                                                                     {0x0104, 4},
                                                                                     {0x0108, 8},
                                                                                     {0x0201, 1},
                                                                                     {0x0202, 2},
                                                                                     {0x0204, 4},
                                                                                     {0x0208, 8},
                                                                                     {0x0402, 2},
                                                                                     {0x0404, 4},
                                                                                     {0x0408, 8}}) {
    const std::string bytes = marian_bin({{"x", code, {2}, std::string(2 * size, '\0')}});
    const TensorFile model = read_marian_bin("m", bytes_in_memory(bytes));
    EXPECT_THAT(to_floats(model.at("x")), ElementsAre(0, 0)) << code;
    EXPECT_EQ(size_of(model.at("x").type), size) << code;
  }
}

TEST_F(MarianBin, ReadsQuantisedTensorsOfMarianAndOfBergamot) {
  const auto floats = [](std::uint64_t code, const std::string& bytes) {
    const std::string model = marian_bin({{"x", code, {1, 2}, bytes}});
    return to_floats(read_marian_bin("m", bytes_in_memory(model)).at("x"));
  };
  for (const std::uint64_t code : {0x4102, 0x10002})
    EXPECT_THAT(floats(code, ByteMaker().u16(300).u16(600).f32(100).all()), ElementsAre(3, 6));
  for (const std::uint64_t code : {0x4101, 0x10001})
    EXPECT_THAT(floats(code, ByteMaker().u8(30).u8(60).f32(10).all()), ElementsAre(3, 6));
}

TEST_F(MarianBin, OtherTypesAreRefusedByName) {
  for (const std::uint64_t packed :
       {0x0800, 0x1102, 0x2102, 0x5101, 0x6101, 0x7102, 0x11001, 0x14002, 0x18001}) {
    const Error::Parts parts = refusal({"w", packed, {1}, std::string(512, '\0')});
    EXPECT_THAT(parts.what, HasSubstr("(packed for one instruction set) is not read"));
    EXPECT_EQ(parts.where, "m.bin, tensor w");
    EXPECT_EQ(parts.fix, "give the .npz or .bin that Marian packed it from");
  }
  EXPECT_EQ(refusal({"w", 0x0403, {1}, std::string(512, '\0')}).what,
            "the type 0x0403 is not read");
  EXPECT_EQ(refusal({"w", 0x0800, {1}, ""}).what,
            "the type 0x0800 (packed for one instruction set) is not read");
}

TEST_F(MarianBin, OtherVersionsAreRefusedByName) {
  EXPECT_EQ(refusal(ByteMaker().u64(2).zeros(100).all()).what,
            "Marian's binary format, version 2 (encrypted), is not read");
  EXPECT_EQ(refusal(ByteMaker().u64(3).zeros(100).all()).what,
            "it is not of Marian's binary format, version 1");
}

TEST_F(MarianBin, DamageIsNamed) {
  EXPECT_EQ(refusal("").what,
            "it is cut off: the version would have 8 bytes, the file has 0 for it");
  EXPECT_EQ(refusal(ByteMaker().u64(1).u64(1ULL << 60).zeros(64).all()).what,
            "it is damaged: it would have 1152921504606846976 tensors");
  EXPECT_EQ(refusal({"w", 0x0404, {3}, std::string(8, '\0')}).what,
            "its numbers need 12 bytes, the file keeps 8");
  EXPECT_THAT(refusal({"w", 0x0404, {-3}, std::string(8, '\0')}).what,
              HasSubstr("its shape is too large: [-3]"));
  EXPECT_EQ(refusal({"w", 0x4101, {4}, std::string(8, '\1')}).what,
            "quantised weights have 2 dimensions, these 1");
  EXPECT_EQ(refusal({"w", 0x4101, {2, 2}, std::string(8, '\0')}).what,
            "its numbers are to be divided by 0, which is not above 0");
  EXPECT_EQ(refusal({"w", 0x4101, {2, 2}, std::string(6, '\0')}).what,
            "its numbers need 8 bytes, the file keeps 6");
  EXPECT_EQ(refusal({std::string("a\0b", 3), 0x0404, {1}, std::string(4, '\0')}).what,
            "it is damaged: a name does not end with a zero byte");
  EXPECT_EQ(refusal(marian_bin({{"w", 0x0404, {1}, "1234"}, {"w", 0x0404, {1}, "1234"}})).what,
            "two tensors have this name");
}

TEST_F(MarianBin, EveryCutIsRefused) {
  const std::string whole = sample_marian_bin();
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_THROW(read_marian_bin("m", bytes_in_memory(whole.substr(0, size))), Error) << size;
}

TEST_F(MarianBin, ComesBackFromTheWriter) {
  const std::vector<float> w = {1, -2.5F, 3, 4, 5, 6};
  const std::vector<std::int32_t> n = {-7};
  const std::vector<ForeignTensor> tensors = {
      row_major_tensor("W", NumberType::f32, {2, 3}, bytes_of(w)),
      row_major_tensor("n", NumberType::i32, {1, 1}, bytes_of(n))};
  write_marian_bin(path("m.bin"), tensors, {{"special:model.yml", "type: transformer\n"}});
  const TensorFile model = read_marian_bin(path("m.bin"));
  EXPECT_EQ(to_floats(model.at("W")), w);
  EXPECT_THAT(model.at("W").shape, ElementsAre(2, 3));
  EXPECT_THAT(to_integers(model.at("n")), ElementsAre(-7));
  EXPECT_EQ(*model.text("special:model.yml"), "type: transformer\n");
  // Numbers begin at multiples of 256, as Marian maps them.
  const std::string bytes = read_file(path("m.bin"));
  const std::string numbers(reinterpret_cast<const char*>(w.data()), w.size() * sizeof(float));
  EXPECT_EQ(bytes.find(numbers), 256u);
  EXPECT_EQ(bytes.size(), 3 * 256 + std::string("type: transformer\n").size() + 1);
}

TEST_F(MarianBin, WhatMarianHasNotIsNotWritten) {
  const std::vector<std::uint16_t> half = {0};
  const std::vector<ForeignTensor> tensors = {
      row_major_tensor("w", NumberType::bf16, {1}, bytes_of(half))};
  const Error::Parts parts = error_of([&] { write_marian_bin(path("m.bin"), tensors, {}); });
  EXPECT_EQ(parts.what, "this format keeps no numbers of type bf16");
  EXPECT_EQ(parts.where, path("m.bin") + ", tensor w");
  EXPECT_FALSE(std::filesystem::exists(path("m.bin")));
}

}  // namespace
}  // namespace nmt
