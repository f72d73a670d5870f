// Weights of PyTorch: a pickle that names tensors and storages, and the numbers of the storages.
#include <algorithm>
#include <functional>
#include <utility>

#include "base/format.h"
#include "exchange/pickle.h"
#include "exchange/pytorch_storages.h"
#include "exchange/readers.h"
#include "exchange/refusal.h"
#include "exchange/split_file.h"
#include "exchange/tensor_checks.h"

namespace nmt {
namespace {

using Kind = PickleValue::Kind;

// The numbers of a storage from the tensor's first to its last. Strides of dimensions without a
// second index are not used, and may be anything.
ForeignTensor tensor_view(const std::string& path, const std::string& name,
                          const PickleValue& value, std::span<const std::byte> storage) {
  const std::size_t rank = value.sizes.size() / 2;
  const std::int64_t size = static_cast<std::int64_t>(size_of(value.type));
  ForeignTensor tensor;
  tensor.name = name;
  tensor.type = value.type;
  tensor.shape.assign(value.sizes.begin(), value.sizes.begin() + static_cast<std::ptrdiff_t>(rank));
  const std::uint64_t bytes = checked_byte_count(path, name, value.type, tensor.shape);
  std::int64_t first = value.number, last = value.number, reach = 0;
  bool fits = first >= 0 && bytes <= storage.size();
  for (std::size_t d = 0; d < rank && bytes > 0; ++d) {
    const std::int64_t count = tensor.shape[d], stride = count > 1 ? value.sizes[rank + d] : 1;
    tensor.strides.push_back(stride);
    fits = fits && stride >= 0 && !__builtin_mul_overflow(count - 1, stride, &reach) &&
           !__builtin_add_overflow(last, reach, &last);
  }
  if (bytes == 0) return row_major_tensor(name, value.type, tensor.shape, {});
  if (!fits || last >= static_cast<std::int64_t>(storage.size()) / size)
    refuse_tensor(path, name, "its numbers would lie outside of its storage");
  tensor.bytes = storage.subspan(static_cast<std::size_t>(first * size),
                                 static_cast<std::size_t>((last - first + 1) * size));
  return tensor;
}

// Goes through dictionaries in dictionaries. One that stands in two places counts once.
class TensorCollector {
 public:
  TensorCollector(const std::string& path, const Pickle& pickle, PytorchStorages& storages)
      : path_(path), pickle_(pickle), storages_(storages), seen_(pickle.values.size(), false) {}

  std::vector<ForeignTensor> collect() {
    if (pickle_.root().kind != Kind::dictionary)
      refuse_file(path_, "it is no dictionary of weights",
                  "save the weights alone: torch.save(model.state_dict(), FILE)");
    visit(pickle_.top, "");
    if (tensors_.empty()) refuse_file(path_, "there are no weights in it");
    return std::move(tensors_);
  }

 private:
  // Values may stand in many places of a pickle, each of which takes memory here.
  static constexpr std::size_t kLongestName = 1000, kMostTensors = 100'000;

  void visit(std::uint32_t dictionary, const std::string& prefix) {
    if (seen_[dictionary]) return;
    seen_[dictionary] = true;
    const std::vector<std::uint32_t>& items = pickle_.values[dictionary].items;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
      const PickleValue &key = pickle_.values[items[i]], &value = pickle_.values[items[i + 1]];
      if (key.kind != Kind::text && key.kind != Kind::integer) continue;
      const std::string name =
          prefix + (key.kind == Kind::text ? std::string(key.text) : std::to_string(key.number));
      if (name.size() > kLongestName || tensors_.size() > kMostTensors)
        refuse_file(path_, "it has more weights, or longer names, than any model");
      if (value.kind == Kind::dictionary) visit(items[i + 1], name + '.');
      if (value.kind != Kind::tensor) continue;
      const PickleValue& storage = pickle_.values[value.items.front()];
      tensors_.push_back(tensor_view(path_, name, value, storages_.bytes(storage)));
    }
  }

  const std::string& path_;
  const Pickle& pickle_;
  PytorchStorages& storages_;
  std::vector<bool> seen_;
  std::vector<ForeignTensor> tensors_;
};

}  // namespace

TensorFile read_pytorch(const std::string& path) {
  if (is_split_index(path))
    return read_split_file(path, [](const std::string& file) { return read_pytorch(file); });
  return read_pytorch(path, file_bytes(path));
}

TensorFile read_pytorch(const std::string& path, const FileBytes& file) {
  const std::unique_ptr<PytorchStorages> storages = open_pytorch(path, file);
  TensorFile::Contents contents{.kind = "PyTorch"};
  contents.tensors = TensorCollector(path, storages->pickle(), *storages).collect();
  contents.memory = storages->memory();
  return TensorFile(path, std::move(contents));
}

}  // namespace nmt
