#include <algorithm>
#include <iterator>
#include <utility>

#include "base/format.h"
#include "exchange/readers.h"
#include "exchange/refusal.h"
#include "exchange/safetensors_types.h"
#include "exchange/split_file.h"
#include "exchange/tensor_checks.h"
#include "seq2seq/safetensors.h"

namespace nmt {
namespace {

NumberType type_of(const SafetensorsFile& file, const SafetensorsFile::Entry& entry) {
  const auto* known =
      std::find_if(std::begin(kSafetensorsTypes), std::end(kSafetensorsTypes),
                   [&](const SafetensorsType& type) { return type.name == entry.type; });
  if (known != std::end(kSafetensorsTypes)) return known->type;
  refuse_tensor(file.path(), entry.name, format("the number type {} is not read", entry.type),
                "save it as F32, F16 or BF16");
}

}  // namespace

TensorFile read_huggingface_safetensors(const std::string& path) {
  if (is_split_index(path)) return read_split_file(path, read_huggingface_safetensors);
  const SafetensorsFile file(path);
  const std::shared_ptr<const MappedFile> map = file.map();
  TensorFile::Contents contents{.kind = "safetensors", .texts = file.metadata(), .memory = {map}};
  for (const SafetensorsFile::Entry& entry : file.entries()) {
    const std::span<const std::byte> all(map->data(), map->size());
    const auto bytes = all.subspan(static_cast<std::size_t>(file.position_of(entry)),
                                   static_cast<std::size_t>(entry.end - entry.begin));
    contents.tensors.push_back(
        checked_tensor(path, entry.name, type_of(file, entry), entry.shape, bytes));
  }
  return TensorFile(path, std::move(contents));
}

}  // namespace nmt
