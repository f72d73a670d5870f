// What writers share.
#pragma once

#include <string>

#include "exchange/tensor_file.h"

namespace nmt {

// A text with its zero byte as int8, which is how Marian keeps it; the text must stay.
ForeignTensor text_tensor(const std::string& name, const std::string& text);

// Throws Error: a format has no such numbers.
[[noreturn]] void refuse_written_type(const std::string& path, const ForeignTensor& tensor);

}  // namespace nmt
