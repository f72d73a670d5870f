#include <utility>

#include "base/file.h"
#include "exchange/marian_types.h"
#include "exchange/text_tensor.h"
#include "exchange/writers.h"

namespace nmt {
namespace {

// Numbers begin at multiples of this.
constexpr std::uint64_t kMarianLine = 256;

std::uint64_t whole_lines(std::uint64_t bytes) {
  return (bytes + kMarianLine - 1) / kMarianLine * kMarianLine;
}

template <class Number>
void append_as(std::string& bytes, std::uint64_t value) {
  const auto number = static_cast<Number>(value);
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

// A text is not filled up, and comes last.
std::uint64_t kept_bytes(const ForeignTensor& tensor) {
  return is_marian_text(tensor) ? tensor.bytes.size() : whole_lines(tensor.bytes.size());
}

std::string marian_header(const std::string& path, std::span<const ForeignTensor> tensors) {
  std::string header, names, shapes;
  append_as<std::uint64_t>(header, 1);
  append_as<std::uint64_t>(header, tensors.size());
  for (const ForeignTensor& tensor : tensors) {
    const MarianType* type = marian_type(tensor.type);
    if (type == nullptr) refuse_written_type(path, tensor);
    append_as<std::uint64_t>(header, tensor.name.size() + 1);
    append_as<std::uint64_t>(header, type->code);
    append_as<std::uint64_t>(header, tensor.shape.size());
    append_as<std::uint64_t>(header, kept_bytes(tensor));
    names += tensor.name + '\0';
    for (const std::int64_t size : tensor.shape)
      append_as<std::int32_t>(shapes, static_cast<std::uint64_t>(size));
  }
  header += names + shapes;
  const std::uint64_t begin = header.size() + sizeof(std::uint64_t);
  append_as<std::uint64_t>(header, whole_lines(begin) - begin);
  header.resize(whole_lines(begin), '\0');
  return header;
}

}  // namespace

void write_marian_bin(const std::string& path, std::span<const ForeignTensor> tensors,
                      const std::map<std::string, std::string>& texts) {
  std::vector<ForeignTensor> all(tensors.begin(), tensors.end());
  for (const auto& [name, text] : texts) all.push_back(text_tensor(name, text));
  const std::string header = marian_header(path, all);
  std::uint64_t size = header.size();
  for (const ForeignTensor& tensor : all) size += kept_bytes(tensor);
  AtomicFile file(path, size);
  file.write(header.data(), header.size());
  const std::string padding(kMarianLine, '\0');
  for (const ForeignTensor& tensor : all) {
    file.write(tensor.bytes.data(), tensor.bytes.size());
    file.write(padding.data(), static_cast<std::size_t>(kept_bytes(tensor) - tensor.bytes.size()));
  }
  file.commit();
}

}  // namespace nmt
