#include <gmock/gmock.h>

#include "exchange/readers.h"
#include "exchange/sample_files.h"
#include "exchange/writers.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TensorFile model_of(const std::string& bytes) {
  return read_ctranslate2("model.bin", bytes_in_memory(bytes));
}
Error::Parts refusal(const std::string& bytes) {
  return error_of([&] { model_of(bytes); });
}

// What precedes the variables in a version from 2 on, with one variable.
ByteMaker begin_of(std::uint32_t version) {
  ByteMaker made;
  made.u32(version);
  add_ctranslate2_string(made, "TransformerSpec").u32(3).u32(1);
  return made;
}

class Ctranslate2 : public OwnFolderTest {};

TEST_F(Ctranslate2, ReadsVariablesAliasesAndMultipliers) {
  const TensorFile model = read_ctranslate2(file("model.bin", sample_ctranslate2()));
  EXPECT_EQ(model.kind(), "CTranslate2");
  EXPECT_EQ(*model.text("spec"), "TransformerSpec");
  EXPECT_EQ(*model.text("revision"), "7");
  EXPECT_EQ(*model.text("binary_version"), "6");
  EXPECT_EQ(model.tensors().size(), 5u);
  EXPECT_THAT(to_floats(model.at("e/weight")), ElementsAre(0.5F, 1, 0.75F, 1));
  EXPECT_THAT(to_int8(model.at("e/weight")), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(model.at("e/weight").multipliers, ElementsAre(2, 4));
  EXPECT_THAT(to_integers(model.at("heads")), ElementsAre(8));
  EXPECT_TRUE(model.at("heads").shape.empty());
  EXPECT_THAT(to_floats(model.at("w16")), ElementsAre(1, -0.1F));
  // Aliases, of aliases too, stand for the multipliers as well.
  EXPECT_EQ(model.find("q/weight"), model.find("e/weight"));
  EXPECT_EQ(model.find("q/weight_scale"), model.find("e/weight_scale"));
}

TEST_F(Ctranslate2, ReadsOldVersions) {
  // 2 and 3 know only how many bytes a number has, 2 no aliases.
  const auto old = [](std::uint32_t version) {
    ByteMaker made = begin_of(version);
    add_ctranslate2_string(made, "w").u8(1).u32(2).u8(4).u32(2).f32(1).f32(2);
    return made;
  };
  EXPECT_THAT(to_floats(model_of(old(2).all()).at("w")), ElementsAre(1, 2));
  EXPECT_EQ(*model_of(old(2).all()).text("revision"), "3");
  ByteMaker third = old(3);
  third.u32(1);
  add_ctranslate2_string(add_ctranslate2_string(third, "a"), "w");
  EXPECT_THAT(to_floats(model_of(third.all()).at("a")), ElementsAre(1, 2));
  for (const std::uint32_t version : {4, 5, 6}) {
    ByteMaker made = begin_of(version);
    add_ctranslate2_string(made, "w").u8(1).u32(1).u8(5).u32(2).u16(0x3f80).u32(0);
    EXPECT_THAT(to_floats(model_of(made.all()).at("w")), ElementsAre(1)) << version;
  }
}

TEST_F(Ctranslate2, OtherVersionsAndTypesAreRefused) {
  for (const std::uint32_t version : {0, 1, 7}) {
    const Error::Parts parts = refusal(begin_of(version).all());
    EXPECT_EQ(parts.what, "it is no model of CTranslate2 of a binary version from 2 to 6");
    EXPECT_EQ(parts.where, "model.bin");
    EXPECT_EQ(parts.fix, "convert the model again with CTranslate2");
  }
  EXPECT_EQ(refusal(ctranslate2_bin({{"w", {1}, 6, "1234"}}, {})).what,
            "the number type 6 is not known");
  ByteMaker old = begin_of(3);
  add_ctranslate2_string(old, "w").u8(0).u8(3).u32(1).text("123");
  EXPECT_EQ(refusal(old.all()).what, "numbers of 3 bytes are not known");
}

TEST_F(Ctranslate2, DamageIsNamed) {
  EXPECT_EQ(refusal(ctranslate2_bin({{"w", {3}, 0, "12345678"}}, {})).what,
            "the shape [3] of f32 has 12 bytes, the file keeps 8");
  EXPECT_EQ(refusal(ctranslate2_bin({{"w", {1}, 0, "1234"}}, {{"a", "v"}})).what,
            "it stands for 'v', which is not there");
  EXPECT_EQ(refusal(ctranslate2_bin({{"w", {1}, 0, "1234"}, {"w", {1}, 0, "1234"}}, {})).what,
            "two tensors have this name");
  EXPECT_EQ(
      refusal(ctranslate2_bin({{"w", {2}, 1, "12"}, {"w_scale", {1}, 0, std::string(4, '\0')}}, {}))
          .what,
      "its numbers are to be divided by 0, which is not above 0");
  const Error::Parts parts = refusal(
      ctranslate2_bin({{"w", {2}, 1, "12"}, {"w_scale", {3}, 0, std::string(12, '\1')}}, {}));
  EXPECT_EQ(parts.what, "3 multipliers do not fit the weights");
  EXPECT_EQ(parts.where, "model.bin, tensor w_scale");
  EXPECT_THAT(refusal(ctranslate2_bin({{"w", {~0U, ~0U, ~0U}, 0, ""}}, {})).what,
              HasSubstr("its shape is too large"));
}

TEST_F(Ctranslate2, EveryCutIsRefused) {
  const std::string whole = sample_ctranslate2();
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_THROW(model_of(whole.substr(0, size)), Error) << size;
}

TEST_F(Ctranslate2, TheWriterMakesVersion6ToTheByte) {
  const std::vector<std::int8_t> weight = {1, 2, 3, 4};
  const std::vector<float> scale = {2, 4}, ten = {10};
  const std::vector<std::int16_t> heads = {8}, w16 = {10, -1};
  const std::vector<ForeignTensor> tensors = {
      row_major_tensor("w16_scale", NumberType::f32, {}, bytes_of(ten)),
      row_major_tensor("heads", NumberType::i16, {}, bytes_of(heads)),
      row_major_tensor("e/weight", NumberType::i8, {2, 2}, bytes_of(weight)),
      row_major_tensor("w16", NumberType::i16, {2}, bytes_of(w16)),
      row_major_tensor("e/weight_scale", NumberType::f32, {2}, bytes_of(scale))};
  write_ctranslate2(path("model.bin"), {}, tensors,
                    {{"p/weight", "e/weight"}, {"q/weight", "p/weight"}});
  std::ifstream in(path("model.bin"), std::ios::binary);
  const std::string written((std::istreambuf_iterator<char>(in)), {});
  EXPECT_EQ(written, sample_ctranslate2());
}

TEST_F(Ctranslate2, WhatItHasNotIsNotWritten) {
  const std::vector<double> number = {1};
  const std::vector<ForeignTensor> tensors = {
      row_major_tensor("w", NumberType::f64, {1}, bytes_of(number))};
  EXPECT_EQ(error_of([&] { write_ctranslate2(path("m"), {}, tensors, {}); }).what,
            "this format keeps no numbers of type f64");
}

}  // namespace
}  // namespace nmt
