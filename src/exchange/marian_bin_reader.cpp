// Marian's binary format, version 1: counts, headers, names, shapes, padding, numbers.
#include <algorithm>
#include <optional>
#include <utility>

#include "base/format.h"
#include "exchange/byte_cursor.h"
#include "exchange/file_bytes.h"
#include "exchange/marian_types.h"
#include "exchange/readers.h"
#include "exchange/refusal.h"
#include "exchange/tensor_checks.h"

namespace nmt {
namespace {

constexpr std::uint64_t kItemHeader = 4 * sizeof(std::uint64_t);

struct MarianItem {
  std::uint64_t name_size = 0, type = 0, dimensions = 0, bytes = 0;  // the header
  std::string name;
  std::vector<std::int64_t> shape;
};

std::vector<MarianItem> read_items(ByteCursor& cursor) {
  const auto count = cursor.number<std::uint64_t>("the number of tensors");
  if (count > cursor.left() / kItemHeader)
    refuse_file(cursor.path(), format("it is damaged: it would have {} tensors", count));
  std::vector<MarianItem> items(static_cast<std::size_t>(count));
  for (MarianItem& item : items) {
    item.name_size = cursor.number<std::uint64_t>("a header");
    item.type = cursor.number<std::uint64_t>("a header");
    item.dimensions = cursor.number<std::uint64_t>("a header");
    item.bytes = cursor.number<std::uint64_t>("a header");
  }
  for (MarianItem& item : items) item.name = cursor.zero_ended(item.name_size, "a name");
  for (MarianItem& item : items) {
    if (item.dimensions > cursor.left() / sizeof(std::int32_t))
      refuse_tensor(cursor.path(), item.name,
                    format("it would have {} dimensions", item.dimensions));
    for (std::uint64_t d = 0; d < item.dimensions; ++d)
      item.shape.push_back(cursor.number<std::int32_t>("a shape"));
  }
  return items;
}

[[noreturn]] void refuse_marian_type(const std::string& path, const MarianItem& item) {
  const bool is_packed = is_marian_packing(item.type);
  refuse_tensor(path, item.name,
                format("the type 0x{:04x}{} is not read", item.type,
                       is_packed ? " (packed for one instruction set)" : ""),
                is_packed ? "give the .npz or .bin that Marian packed it from" : kGetFileAgain);
}

// The multiplier lies after the numbers, which are those of the transpose; but embeddings are kept as
// they are.
ForeignTensor quantised_tensor(const std::string& path, const MarianItem& item, NumberType type,
                               std::span<const std::byte> bytes) {
  const std::uint64_t size = checked_byte_count(path, item.name, type, item.shape);
  ForeignTensor tensor = checked_tensor(path, item.name, type, item.shape,
                                        bytes.first(static_cast<std::size_t>(size)));
  ByteCursor rest(bytes.subspan(static_cast<std::size_t>(size)), path);
  tensor.multipliers = {rest.number<float>("the multiplier of a tensor")};
  check_multipliers(path, tensor);
  if (item.name.find("Wemb") != std::string::npos) return tensor;
  if (item.shape.size() != 2)
    refuse_tensor(path, item.name,
                  format("quantised weights have 2 dimensions, these {}", item.shape.size()));
  tensor.strides = column_major_strides(item.shape);
  return tensor;
}

ForeignTensor tensor_of(const std::string& path, const MarianItem& item,
                        std::span<const std::byte> bytes) {
  const MarianType* known = marian_type(item.type);
  if (known == nullptr) refuse_marian_type(path, item);
  const std::uint64_t size = checked_byte_count(path, item.name, known->type, item.shape);
  const std::uint64_t wanted = size + (known->is_quantised ? sizeof(float) : 0);
  if (wanted > bytes.size())
    refuse_tensor(path, item.name,
                  format("its numbers need {} bytes, the file keeps {}", wanted, bytes.size()));
  if (known->is_quantised) return quantised_tensor(path, item, known->type, bytes);
  return checked_tensor(path, item.name, known->type, item.shape,
                        bytes.first(static_cast<std::size_t>(size)));
}

}  // namespace

TensorFile read_marian_bin(const std::string& path) {
  return read_marian_bin(path, file_bytes(path));
}

TensorFile read_marian_bin(const std::string& path, const FileBytes& file) {
  ByteCursor cursor(file.bytes, path);
  const auto version = cursor.number<std::uint64_t>("the version");
  if (version == 2)
    refuse_file(path, "Marian's binary format, version 2 (encrypted), is not read",
                "give the model that it was encrypted from");
  if (version != 1) refuse_file(path, "it is not of Marian's binary format, version 1");
  TensorFile::Contents contents{.kind = "Marian .bin", .memory = {file.memory}};
  const std::vector<MarianItem> items = read_items(cursor);
  cursor.take(cursor.number<std::uint64_t>("the padding"), "the padding");
  for (const MarianItem& item : items) {
    const auto bytes = cursor.take(item.bytes, "the numbers of a tensor");
    ForeignTensor tensor = tensor_of(path, item, bytes);
    if (is_marian_text(tensor))
      contents.texts[tensor.name] = marian_text(tensor);
    else
      contents.tensors.push_back(std::move(tensor));
  }
  return TensorFile(path, std::move(contents));
}

}  // namespace nmt
