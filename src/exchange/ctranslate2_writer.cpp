#include <algorithm>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "exchange/ctranslate2_types.h"
#include "exchange/refusal.h"
#include "exchange/text_tensor.h"
#include "exchange/writers.h"

namespace nmt {
namespace {

constexpr std::uint32_t kBinaryVersion = 6;

template <class Number>
void append_field(std::string& bytes, Number number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void append_string(std::string& bytes, const std::string& text) {
  append_field(bytes, static_cast<std::uint16_t>(text.size() + 1));
  bytes.append(text.c_str(), text.size() + 1);
}

std::string variable_header(const std::string& path, const ForeignTensor& tensor) {
  const auto type = std::find(kCtranslate2Types.begin(), kCtranslate2Types.end(), tensor.type);
  if (type == kCtranslate2Types.end()) refuse_written_type(path, tensor);
  constexpr std::uint64_t kLimit = std::numeric_limits<std::uint32_t>::max();
  if (tensor.bytes.size() > kLimit)
    throw Error({.what = "the matrix is larger than CTranslate2 keeps, which is 4 GiB",
                 .where = format("{}, tensor {}", path, shown_name(tensor.name)),
                 .fix = "write f16 or int8",
                 .kind = Error::Kind::runtime});
  std::string header;
  append_string(header, tensor.name);
  append_field(header, static_cast<std::uint8_t>(tensor.shape.size()));
  for (const std::int64_t size : tensor.shape)
    append_field(header, static_cast<std::uint32_t>(size));
  append_field(header, static_cast<std::uint8_t>(type - kCtranslate2Types.begin()));
  append_field(header, static_cast<std::uint32_t>(tensor.bytes.size()));
  return header;
}

}  // namespace

void write_ctranslate2(const std::string& path, const Ctranslate2Kind& kind,
                       std::span<const ForeignTensor> tensors,
                       const std::map<std::string, std::string>& aliases) {
  std::vector<ForeignTensor> sorted(tensors.begin(), tensors.end());
  std::sort(
      sorted.begin(), sorted.end(),
      [](const ForeignTensor& left, const ForeignTensor& right) { return left.name < right.name; });
  std::string begin, end;
  append_field(begin, kBinaryVersion);
  append_string(begin, kind.spec);
  append_field(begin, static_cast<std::uint32_t>(kind.revision));
  append_field(begin, static_cast<std::uint32_t>(sorted.size()));
  append_field(end, static_cast<std::uint32_t>(aliases.size()));
  for (const auto& [alias, name] : aliases) {
    append_string(end, alias);
    append_string(end, name);
  }
  std::uint64_t size = begin.size() + end.size();
  for (const ForeignTensor& tensor : sorted) size += tensor.bytes.size();
  AtomicFile file(path, size);
  file.write(begin.data(), begin.size());
  for (const ForeignTensor& tensor : sorted) {
    const std::string header = variable_header(path, tensor);
    file.write(header.data(), header.size());
    file.write(tensor.bytes.data(), tensor.bytes.size());
  }
  file.write(end.data(), end.size());
  file.commit();
}

}  // namespace nmt
