#include "exchange/text_tensor.h"

#include "base/error.h"
#include "base/format.h"
#include "exchange/refusal.h"

namespace nmt {

ForeignTensor text_tensor(const std::string& name, const std::string& text) {
  const std::size_t size = text.size() + 1;  // c_str() has the zero byte
  return row_major_tensor(name, NumberType::i8, {static_cast<std::int64_t>(size)},
                          std::as_bytes(std::span(text.c_str(), size)));
}

void refuse_written_type(const std::string& path, const ForeignTensor& tensor) {
  throw Error({.what = format("this format keeps no numbers of type {}", name_of(tensor.type)),
               .where = format("{}, tensor {}", path, shown_name(tensor.name)),
               .fix = "write f32",
               .kind = Error::Kind::runtime});
}

}  // namespace nmt
