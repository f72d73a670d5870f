#include "exchange/tensor_file.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "exchange/refusal.h"
#include "seq2seq/safetensors.h"

namespace nmt {
namespace {

std::vector<std::int64_t> row_major_strides(std::span<const std::int64_t> shape) {
  std::vector<std::int64_t> strides(shape.size());
  std::int64_t stride = 1;
  for (std::size_t d = shape.size(); d-- > 0;) {
    strides[d] = stride;
    stride *= std::max<std::int64_t>(shape[d], 1);
  }
  return strides;
}

}  // namespace

std::size_t size_of(NumberType type) {
  switch (type) {
    case NumberType::f64:
    case NumberType::i64:
    case NumberType::u64:
      return 8;
    case NumberType::f32:
    case NumberType::i32:
    case NumberType::u32:
      return 4;
    case NumberType::f16:
    case NumberType::bf16:
    case NumberType::i16:
    case NumberType::u16:
      return 2;
    default:
      return 1;
  }
}

const char* name_of(NumberType type) {
  constexpr const char* kNames[] = {"f64", "f32", "f16", "bf16", "i64", "i32", "i16",
                                    "i8",  "u64", "u32", "u16",  "u8",  "bool"};
  return kNames[static_cast<std::size_t>(type)];
}

std::int64_t ForeignTensor::count() const {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) count *= size;
  return count;
}

bool ForeignTensor::is_row_major() const {
  const std::vector<std::int64_t> wanted = row_major_strides(shape);
  for (std::size_t d = 0; d < shape.size(); ++d)
    if (shape[d] > 1 && strides[d] != wanted[d]) return false;
  return true;
}

ForeignTensor row_major_tensor(std::string name, NumberType type, std::vector<std::int64_t> shape,
                               std::span<const std::byte> bytes) {
  ForeignTensor tensor;
  tensor.name = std::move(name);
  tensor.type = type;
  tensor.strides = row_major_strides(shape);
  tensor.shape = std::move(shape);
  tensor.bytes = bytes;
  return tensor;
}

TensorFile::TensorFile(std::string path, Contents contents)
    : path_(std::move(path)), contents_(std::move(contents)) {
  const std::vector<ForeignTensor>& tensors = contents_.tensors;
  for (std::size_t i = 0; i < tensors.size(); ++i)
    if (!places_.emplace(tensors[i].name, i).second)
      refuse_tensor(path_, tensors[i].name, "two tensors have this name");
  for (const auto& [alias, name] : contents_.aliases) {
    const auto found = places_.find(name);
    if (found == places_.end())
      refuse_tensor(path_, alias,
                    format("it stands for '{}', which is not there", shown_name(name)));
    if (!places_.emplace(alias, found->second).second)
      refuse_tensor(path_, alias, "two tensors have this name");
  }
}

const ForeignTensor* TensorFile::find(std::string_view name) const {
  const auto found = places_.find(name);
  return found == places_.end() ? nullptr : &contents_.tensors[found->second];
}

const ForeignTensor& TensorFile::at(std::string_view name) const {
  if (const ForeignTensor* tensor = find(name)) return *tensor;
  refuse_tensor(path_, name, format("the model has no such tensor ({})", kind()));
}

const ForeignTensor& TensorFile::at(std::string_view name,
                                    std::span<const std::int64_t> shape) const {
  const ForeignTensor& tensor = at(name);
  if (std::equal(shape.begin(), shape.end(), tensor.shape.begin(), tensor.shape.end()))
    return tensor;
  refuse_tensor(
      path_, name,
      format("the shape is {}; {} is wanted", shape_text(tensor.shape), shape_text(shape)));
}

const std::string* TensorFile::text(const std::string& name) const {
  const auto found = contents_.texts.find(name);
  return found == contents_.texts.end() ? nullptr : &found->second;
}

std::string TensorFile::place_of(std::string_view name) const {
  return format("{}, tensor {}", path_, shown_name(name));
}

}  // namespace nmt
