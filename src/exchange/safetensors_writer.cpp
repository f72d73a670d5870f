#include <algorithm>
#include <iterator>

#include "exchange/safetensors_types.h"
#include "exchange/writers.h"
#include "seq2seq/safetensors.h"

namespace nmt {

void write_huggingface_safetensors(const std::string& path, std::span<const ForeignTensor> tensors,
                                   const std::map<std::string, std::string>& texts) {
  std::vector<NamedTensor> named;
  for (const ForeignTensor& tensor : tensors) {
    const auto* type =
        std::find_if(std::begin(kSafetensorsTypes), std::end(kSafetensorsTypes),
                     [&](const SafetensorsType& known) { return known.type == tensor.type; });
    named.push_back({tensor.name, std::string(type->name), tensor.shape, tensor.bytes});
  }
  write_typed_safetensors(path, texts, named);
}

}  // namespace nmt
