#include <gmock/gmock.h>

#include "base/format.h"
#include "deflated.h"
#include "exchange/npy.h"
#include "exchange/readers.h"
#include "exchange/sample_files.h"
#include "exchange/writers.h"
#include "exchange/zip_file.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ForeignTensor array(const std::string& bytes) {
  static std::vector<FileBytes> kept;  // what is returned is a view
  return read_npy("f", "a", kept.emplace_back(bytes_in_memory(bytes)).bytes);
}
Error::Parts array_refusal(const std::string& header, const std::string& numbers = "12345678") {
  return error_of([&] { array(npy(header, numbers)); });
}
std::string text_of(const FileBytes& file) {
  return {reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()};
}
FileBytes member(const std::string& zip, const std::string& name) {
  return ZipFile("z", bytes_in_memory(zip)).read(name);
}
Error::Parts zip_refusal(const std::string& zip) {
  return error_of([&] {
    const ZipFile file("z", bytes_in_memory(zip));
    for (const std::string& name : file.names()) file.read(name);
  });
}

class Npz : public OwnFolderTest {};

TEST_F(Npz, ReadsTensorsAndTheTextOfMarian) {
  const TensorFile model = read_npz(file("m.npz", sample_npz()));
  EXPECT_EQ(model.kind(), "Marian .npz");
  ASSERT_EQ(model.tensors().size(), 1u);
  EXPECT_THAT(model.at("b").shape, ElementsAre(2, 1));
  EXPECT_THAT(to_floats(model.at("b")), ElementsAre(1, 2));
  EXPECT_EQ(*model.text("special:model.yml"), "a: 1\n");
}

TEST_F(Npz, ComesBackFromTheWriter) {
  const std::vector<float> w = {1, -2.5F, 3, 4, 5, 6};
  const std::vector<std::uint16_t> half = {0x3c00};
  const std::vector<ForeignTensor> tensors = {
      row_major_tensor("W", NumberType::f32, {2, 3}, bytes_of(w)),
      row_major_tensor("h", NumberType::f16, {1}, bytes_of(half)),
      row_major_tensor("one", NumberType::f16, {}, bytes_of(half))};
  write_npz(path("m.npz"), tensors, {{"special:model.yml", "type: transformer\n"}});
  const TensorFile model = read_npz(path("m.npz"));
  EXPECT_EQ(to_floats(model.at("W")), w);
  EXPECT_THAT(model.at("W").shape, ElementsAre(2, 3));
  EXPECT_THAT(to_floats(model.at("h")), ElementsAre(1));
  EXPECT_TRUE(model.at("one").shape.empty());
  EXPECT_EQ(*model.text("special:model.yml"), "type: transformer\n");
}

TEST_F(Npz, HeadersAreThoseOfNumpyToTheByte) {
  const std::string header = npy_header(NumberType::f32, std::vector<std::int64_t>{1, 64});
  EXPECT_EQ(header.size(), 128u);
  EXPECT_EQ(header.substr(0, 10), std::string("\x93NUMPY\1\0\x76\0", 10));
  EXPECT_EQ(header.substr(10, 61), "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 64), } ");
  EXPECT_EQ(header.back(), '\n');
  EXPECT_THAT(npy_header(NumberType::i8, std::vector<std::int64_t>{5}),
              HasSubstr("'descr': '|i1', 'fortran_order': False, 'shape': (5,), }"));
  EXPECT_THAT(npy_header(NumberType::f16, {}), HasSubstr("'shape': (), }"));
  EXPECT_EQ(npy_header(NumberType::bf16, {}), "");
}

TEST_F(Npz, ReadsArraysAsOthersWriteThem) {
  // In Fortran order, with blanks and double quotes, and sizes of Python 2.
  const ForeignTensor fortran =
      array(npy("{\"shape\":(2L,2L),\"fortran_order\":True ,'descr':'<i2'}",
                ByteMaker().u16(1).u16(2).u16(3).u16(4).all()));
  EXPECT_THAT(to_integers(fortran), ElementsAre(1, 3, 2, 4));
  const ForeignTensor truth =
      array(npy("{'descr': '|b1', 'fortran_order': False, 'shape': (2,)}", std::string("\0\1", 2)));
  EXPECT_EQ(truth.type, NumberType::boolean);
  const std::string text = "{'descr': '<f4', 'fortran_order': False, 'shape': ()}";
  const std::string second = ByteMaker()
                                 .text("\x93NUMPY")
                                 .u8(2)
                                 .u8(0)
                                 .u32(static_cast<std::uint32_t>(text.size()))
                                 .text(text)
                                 .f32(7)
                                 .all();
  EXPECT_THAT(to_floats(array(second)), ElementsAre(7));
}

TEST_F(Npz, OtherArraysAreRefused) {
  EXPECT_EQ(array_refusal("{'descr': '>f4', 'fortran_order': False, 'shape': (2,)}").fix,
            "save it in little-endian order");
  for (const char* type : {">f4", "|O", "<U3", "<c8", "|S4", "<f3", "=f4"})
    EXPECT_EQ(
        array_refusal(format("{{'descr': '{}', 'fortran_order': False, 'shape': (2,)}}", type))
            .what,
        format("the numpy type '{}' is not read", type));
  EXPECT_EQ(array_refusal("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,)}").what,
            "an array of records is not read");
  for (const char* header :
       {"", "{", "{}", "{'descr': '<f4', 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': False}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2 2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': 1}",
        "{'descr': '<f4', 'fortran_order': 1, 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}"})
    EXPECT_EQ(array_refusal(header).what, "its numpy header is damaged") << header;
  EXPECT_EQ(array_refusal("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}").what,
            "the shape [3] of f32 has 12 bytes, the file keeps 8");
  EXPECT_EQ(array_refusal("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}").what,
            "its shape is too large: [-2]");
  EXPECT_EQ(error_of([] { array("text, not an array"); }).what, "it is no array of numpy");
  EXPECT_EQ(error_of([] { array(std::string("\x93NUMPY\4\0", 8)); }).what,
            "version 4 of numpy's format is not read");
}

TEST_F(Npz, DeflatedArraysAreUnpacked) {
  const std::string content = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
                                  ByteMaker().f32(5).f32(6).all());
  const std::string zip = zip_of({{"x.npy", content, deflated(content), 0, 8}});
  EXPECT_THAT(to_floats(read_npz("z", bytes_in_memory(zip)).at("x")), ElementsAre(5, 6));
  std::string wrong = deflated(content);
  wrong.resize(wrong.size() - 1);
  EXPECT_EQ(zip_refusal(zip_of({{"x.npy", content, wrong, 0, 8}})).what,
            "the zip archive is damaged: the file has another checksum");
  EXPECT_THROW(member(zip_of({{"x", content, deflated(content + "y"), 0, 8}}), "x"), Error);
  EXPECT_THROW(member(zip_of({{"x", content, deflated("y"), 0, 8}}), "x"), Error);
  EXPECT_EQ(text_of(member(zip_of({{"x", "", deflated(""), 0, 8}}), "x")), "");
}

TEST_F(Npz, AFileOfAnArchiveIsFoundBehindItsComment) {
  const std::string zip =
      zip_of({{"folder/", ""}, {"folder/x", "text"}}, "a comment, PK\5\6 and all");
  const ZipFile file("z", bytes_in_memory(zip));
  EXPECT_THAT(file.names(), ElementsAre("folder/x"));
  EXPECT_EQ(text_of(file.read("folder/x")), "text");
  EXPECT_EQ(error_of([&] { file.read("y"); }).where, "z:y");
}

TEST_F(Npz, ArchivesWithSizesOf64BitsAreRead) {
  // One file; all that has 32 bits says that it stands elsewhere.
  const std::uint32_t checksum = crc32_of(std::as_bytes(std::span<const char>("text", 4)));
  ByteMaker made;
  made.u32(0x04034b50).u16(45).u16(0).u16(0).u32(0).u32(checksum).u32(~0U).u32(~0U).u16(1).u16(20);
  made.text("x").u16(1).u16(16).u64(4).u64(4).text("text");
  const auto directory = made.all().size();
  made.u32(0x02014b50).u16(45).u16(45).u16(0).u16(0).u32(0).u32(checksum).u32(~0U).u32(~0U);
  made.u16(1).u16(32).u16(0).u16(0).u16(0).u32(0).u32(~0U).text("x");
  made.u16(0x9999).u16(0).u16(1).u16(24).u64(4).u64(4).u64(0);
  const auto end = made.all().size();
  made.u32(0x06064b50).u64(44).u16(45).u16(45).u32(0).u32(0).u64(1).u64(1);
  made.u64(end - directory).u64(directory);
  made.u32(0x07064b50).u32(0).u64(end).u32(1);
  made.u32(0x06054b50).u32(0).u16(0xffff).u16(0xffff).u32(~0U).u32(~0U).u16(0);
  EXPECT_EQ(text_of(member(made.all(), "x")), "text");
}

TEST_F(Npz, ArchivesThatAreNoneOrDamagedAreRefused) {
  EXPECT_EQ(zip_refusal("").what, "it is no zip archive");
  EXPECT_EQ(zip_refusal(std::string(100, 'x')).what,
            "it is no zip archive, or one that is cut off");
  EXPECT_EQ(zip_refusal(zip_of({{"x", "text", "", 1}})).what, "it is encrypted");
  EXPECT_EQ(zip_refusal(zip_of({{"x", "text", "text", 0, 12}})).what,
            "it is packed by method 12, which is not read");
  EXPECT_EQ(zip_refusal(zip_of({{"x", "text"}, {"x", "text"}})).what,
            "two files of the archive have this name");
  std::string changed = zip_of({{"x", "text"}});
  changed.replace(changed.find("text"), 1, "T");
  EXPECT_EQ(zip_refusal(changed).what, "the zip archive is damaged: the file has another checksum");
}

// What would come out of a few bytes is bounded before memory is taken.
TEST_F(Npz, ArchivesThatWouldFillTheMemoryAreRefused) {
  const std::string zeros(1 << 25, '\0');
  EXPECT_THAT(zip_refusal(zip_of({{"x", zeros, deflated(zeros), 0, 8}})).what,
              HasSubstr("33554432 bytes would come out of"));
  // The list says that y lies within x.
  const std::string inner = zip_of({{"y", "text"}}).substr(0, 35);
  std::string zip = zip_of({{"x", inner}, {"y", "text"}});
  EXPECT_EQ(text_of(member(zip, "y")), "text");
  zip.replace(zip.rfind("PK\x01\x02") + 42, 4, std::string("\x1f\0\0\0", 4));
  EXPECT_EQ(zip_refusal(zip).what,
            "the zip archive is damaged: two of its files share their bytes");
}

TEST_F(Npz, EveryCutIsRefused) {
  const std::string whole = sample_npz();
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_THROW(read_npz("m", bytes_in_memory(whole.substr(0, size))), Error) << size;
}

}  // namespace
}  // namespace nmt
