// Weights in several files, as Hugging Face divides large models: FILE.index.json says which tensor
// is in which.
#pragma once

#include <functional>
#include <string>

#include "exchange/tensor_file.h"

namespace nmt {

bool is_split_index(const std::string& path);

// Reads the index and, by `read`, the files that it names, which lie beside it. Throws Error where
// it has another form, or a tensor is not where it says.
TensorFile read_split_file(const std::string& path,
                           const std::function<TensorFile(const std::string&)>& read);

}  // namespace nmt
