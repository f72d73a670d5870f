// Files that other programs made, which are not kept here: NMT_FOREIGN_FILES names them, with blanks
// between. Each is read, written in every format that has its numbers, and read again. Its weights
// stay behind in NMT_FOREIGN_OUT, where that is set, as FILE.npz for numpy to compare.
#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <iostream>
#include <sstream>

#include "base/file.h"
#include "exchange/byte_making.h"
#include "exchange/readers.h"
#include "exchange/writers.h"

namespace nmt {
namespace {

void expect_same(const TensorFile& model, const TensorFile& other) {
  EXPECT_EQ(model.tensors().size(), other.tensors().size());
  for (const ForeignTensor& tensor : model.tensors()) {
    ASSERT_TRUE(other.has(tensor.name)) << tensor.name;
    const ForeignTensor& same = other.at(tensor.name);
    EXPECT_EQ(tensor.shape, same.shape) << tensor.name;
    EXPECT_EQ(tensor.type, same.type) << tensor.name;
    EXPECT_TRUE(
        std::equal(tensor.bytes.begin(), tensor.bytes.end(), same.bytes.begin(), same.bytes.end()))
        << tensor.name;
  }
}

// Of version 6, what is written is what was read.
void expect_same_file(const std::string& path, const TensorFile& model, const std::string& copy) {
  std::map<std::string, std::string> aliases;
  for (const auto& [alias, name] : model.aliases())
    if (!alias.ends_with("_scale")) aliases[alias] = name;
  const Ctranslate2Kind kind = {*model.text("spec"), std::stoi(*model.text("revision"))};
  write_ctranslate2(copy, kind, model.tensors(), aliases);
  EXPECT_TRUE(read_file(path) == read_file(copy)) << path;
}

class RealFiles : public OwnFolderTest {};

TEST_F(RealFiles, ComeBackFromEveryWriter) {
  const char* files = std::getenv("NMT_FOREIGN_FILES");
  const char* out = std::getenv("NMT_FOREIGN_OUT");
  if (files == nullptr) GTEST_SKIP() << "NMT_FOREIGN_FILES names no files";
  std::istringstream names(files);
  int number = 0;
  for (std::string name; names >> name;) {
    const TensorFile model = read_tensor_file(name);
    std::deque<std::vector<float>> kept;
    std::vector<ForeignTensor> weights;
    std::int64_t count = 0;
    for (const ForeignTensor& tensor : model.tensors()) {
      kept.push_back(to_floats(tensor));
      count += tensor.count();
      weights.push_back(
          row_major_tensor(tensor.name, NumberType::f32, tensor.shape, bytes_of(kept.back())));
    }
    std::map<std::string, std::string> texts;
    for (const auto& [key, text] : model.contents().texts)
      if (key.starts_with("special:")) texts[key] = text;
    std::cout << name << ": " << model.kind() << ", " << model.tensors().size() << " tensors, "
              << count << " numbers\n";
    const std::string kept_in = out == nullptr ? folder_ : std::string(out);
    const std::string start = kept_in + "/" + std::to_string(++number);
    write_npz(start + ".npz", weights, texts);
    write_marian_bin(start + ".bin", weights, texts);
    write_huggingface_safetensors(start + ".safetensors", weights, {});
    write_ctranslate2(start + ".model", {}, weights, {});
    const TensorFile first = read_tensor_file(start + ".npz");
    expect_same(first, read_tensor_file(start + ".bin"));
    expect_same(first, read_tensor_file(start + ".safetensors"));
    expect_same(first, read_tensor_file(start + ".model"));
    if (model.kind() == "CTranslate2") expect_same_file(name, model, path("again"));
  }
}

}  // namespace
}  // namespace nmt
