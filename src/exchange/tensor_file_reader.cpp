// Which of the formats a file has.
#include <algorithm>
#include <cstring>
#include <string_view>

#include "exchange/readers.h"
#include "exchange/refusal.h"
#include "exchange/split_file.h"
#include "exchange/zip_file.h"

namespace nmt {
namespace {

template <class Number>
Number first_number(std::span<const std::byte> bytes) {
  Number number = 0;
  if (bytes.size() >= sizeof number) std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

TensorFile read_archive(const std::string& path, const FileBytes& file) {
  const ZipFile archive(path, file);
  const auto any = [&](std::string_view ending) {
    return std::any_of(archive.names().begin(), archive.names().end(),
                       [&](const std::string& name) { return name.ends_with(ending); });
  };
  if (any("data.pkl")) return read_pytorch(path, file);
  if (any(".npy")) return read_npz(path, file);
  refuse_file(path, "the zip archive holds no arrays of numpy and no weights of PyTorch",
              "unpack it, and give the file of the weights in it");
}

}  // namespace

TensorFile read_tensor_file(const std::string& path) {
  if (is_split_index(path))
    return path.find("safetensors") != std::string::npos ? read_huggingface_safetensors(path)
                                                         : read_pytorch(path);
  constexpr std::size_t kSafetensorsHeader = sizeof(std::uint64_t);
  constexpr std::uint64_t kMarianNewest = 2;
  constexpr std::uint32_t kCtranslate2Newest = 6;
  const FileBytes file = file_bytes(path);
  const std::string_view bytes(reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size());
  const auto version = first_number<std::uint64_t>(file.bytes);
  if (bytes.starts_with("PK")) return read_archive(path, file);
  if (bytes.starts_with('\x80')) return read_pytorch(path, file);
  if (version >= 1 && version <= kMarianNewest) return read_marian_bin(path, file);
  if (bytes.substr(0, kSafetensorsHeader + 1).ends_with('{') && bytes.size() > kSafetensorsHeader)
    return read_huggingface_safetensors(path);
  const auto binary_version = first_number<std::uint32_t>(file.bytes);
  if (binary_version >= 1 && binary_version <= kCtranslate2Newest)
    return read_ctranslate2(path, file);
  refuse_file(
      path, "it is no file of weights that is known",
      "give a .npz or .bin of Marian, a .safetensors, a pytorch_model.bin or a model.bin of "
      "CTranslate2");
}

}  // namespace nmt
