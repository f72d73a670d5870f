// Files are recognised by their content, packed or not.
#include <gmock/gmock.h>

#include "exchange/gzip_file.h"
#include "exchange/pickle_making.h"
#include "exchange/readers.h"
#include "exchange/sample_files.h"

namespace nmt {
namespace {

class TensorFileReader : public OwnFolderTest {
 protected:
  std::string kind(const std::string& name, const std::string& bytes) const {
    return read_tensor_file(file(name, bytes)).kind();
  }
  std::string packed(const std::string& name, const std::string& bytes) const {
    write_gzip(path(name), bytes);
    return path(name);
  }
};

TEST_F(TensorFileReader, KnowsEachFormat) {
  EXPECT_EQ(kind("a", sample_npz()), "Marian .npz");
  EXPECT_EQ(kind("b", sample_marian_bin()), "Marian .bin");
  EXPECT_EQ(kind("c", sample_ctranslate2()), "CTranslate2");
  EXPECT_EQ(kind("d", sample_safetensors()), "safetensors");
  EXPECT_EQ(kind("e", pytorch_zip(sample_pickle())), "PyTorch");
  EXPECT_EQ(kind("f", pytorch_old(sample_pickle(true))), "PyTorch");
  EXPECT_EQ(kind("model.safetensors.index.json", R"({"weight_map":{"a":"d"}})"), "safetensors");
  EXPECT_EQ(kind("pytorch_model.bin.index.json", R"({"weight_map":{"a":"e"}})"), "PyTorch");
}

TEST_F(TensorFileReader, OthersAreRefused) {
  const auto what = [&](const std::string& bytes) {
    return error_of([&] { read_tensor_file(file("x", bytes)); }).what;
  };
  EXPECT_EQ(what(""), "it is no file of weights that is known");
  EXPECT_EQ(what("some text of more than eight bytes"), "it is no file of weights that is known");
  EXPECT_EQ(what(zip_of({{"x", ""}})),
            "the zip archive holds no arrays of numpy and no weights of PyTorch");
  EXPECT_EQ(what(ByteMaker().u32(1).u32(1).zeros(20).all()),
            "it is no model of CTranslate2 of a binary version from 2 to 6");
  EXPECT_EQ(error_of([&] { read_tensor_file(path("none")); }).where, path("none"));
  EXPECT_EQ(error_of([&] { read_tensor_file(folder_); }).where, folder_);
}

TEST_F(TensorFileReader, PackedFilesAreUnpacked) {
  const TensorFile model = read_tensor_file(packed("m.bin.gz", sample_marian_bin()));
  EXPECT_EQ(model.kind(), "Marian .bin");
  EXPECT_EQ(to_floats(model.at("b")), (std::vector<float>{0.5F, -1}));
}

TEST_F(TensorFileReader, WhatUnpacksWithoutEndIsRefused) {
  const Error::Parts parts = error_of([&] {
    read_tensor_file(packed("m.bin.gz", sample_marian_bin() + std::string(20 << 20, '\0')));
  });
  EXPECT_THAT(parts.what, testing::HasSubstr("bytes come out of"));
}

}  // namespace
}  // namespace nmt
