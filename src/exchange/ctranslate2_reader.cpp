// CTranslate2's model.bin: a header, variables with their numbers, aliases.
#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/format.h"
#include "exchange/byte_cursor.h"
#include "exchange/ctranslate2_types.h"
#include "exchange/file_bytes.h"
#include "exchange/readers.h"
#include "exchange/refusal.h"
#include "exchange/tensor_checks.h"

namespace nmt {
namespace {

constexpr std::uint32_t kOldest = 2, kNewest = 6;

std::string read_string(ByteCursor& cursor, const char* what) {
  return cursor.zero_ended(cursor.number<std::uint16_t>(what), what);
}

// Before version 4 only the bytes of a number were written down.
std::optional<NumberType> type_of_size(std::uint8_t size) {
  if (size == 4) return NumberType::f32;
  if (size == 2) return NumberType::i16;
  if (size == 1) return NumberType::i8;
  return std::nullopt;
}

std::optional<NumberType> type_of_code(std::uint8_t code) {
  if (code < kCtranslate2Types.size()) return kCtranslate2Types[code];
  return std::nullopt;
}

ForeignTensor read_variable(ByteCursor& cursor, std::uint32_t version) {
  constexpr const char* kWhat = "a variable";
  const bool has_types = version >= 4;
  const std::string name = read_string(cursor, "the name of a variable");
  std::vector<std::int64_t> shape(cursor.number<std::uint8_t>(kWhat));
  for (std::int64_t& size : shape) size = cursor.number<std::uint32_t>(kWhat);
  const auto code = cursor.number<std::uint8_t>(kWhat);
  const auto count = cursor.number<std::uint32_t>(kWhat);
  const std::optional<NumberType> type = has_types ? type_of_code(code) : type_of_size(code);
  if (!type)
    refuse_tensor(cursor.path(), name,
                  has_types ? format("the number type {} is not known", code)
                            : format("numbers of {} bytes are not known", code));
  const std::uint64_t bytes = has_types ? count : std::uint64_t{count} * size_of(*type);
  return checked_tensor(cursor.path(), name, *type, std::move(shape),
                        cursor.take(bytes, "the numbers of a variable"));
}

// An alias of a weight stands for its multipliers too, and may be that of another alias.
std::map<std::string, std::string> read_aliases(ByteCursor& cursor,
                                                std::set<std::string, std::less<>> names) {
  std::map<std::string, std::string> aliases;
  const auto count = cursor.number<std::uint32_t>("the number of aliases");
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string alias = read_string(cursor, "an alias");
    const std::string name = read_string(cursor, "the name of an alias");
    for (const char* ending : {"", "_scale"}) {
      const auto known = aliases.find(name + ending);
      const std::string target = known == aliases.end() ? name + ending : known->second;
      if (*ending != '\0' && (!names.contains(target) || names.contains(alias + ending))) continue;
      aliases.emplace(alias + ending, target);
    }
  }
  return aliases;
}

void take_multipliers(const std::string& path, std::vector<ForeignTensor>& tensors) {
  std::map<std::string, const ForeignTensor*, std::less<>> scales;
  for (const ForeignTensor& tensor : tensors)
    if (tensor.name.ends_with("_scale")) scales[tensor.name] = &tensor;
  for (ForeignTensor& tensor : tensors) {
    const auto found = scales.find(tensor.name + "_scale");
    const bool is_quantised = tensor.type == NumberType::i8 || tensor.type == NumberType::i16;
    if (found == scales.end() || !is_quantised) continue;
    const std::int64_t count = found->second->count();
    if (count != 1 && (tensor.shape.empty() || count != tensor.shape.front()))
      refuse_tensor(path, found->first, format("{} multipliers do not fit the weights", count));
    tensor.multipliers = to_floats(*found->second);
    check_multipliers(path, tensor);
  }
}

}  // namespace

TensorFile read_ctranslate2(const std::string& path) {
  return read_ctranslate2(path, file_bytes(path));
}

TensorFile read_ctranslate2(const std::string& path, const FileBytes& file) {
  ByteCursor cursor(file.bytes, path);
  const auto version = cursor.number<std::uint32_t>("the version");
  if (version < kOldest || version > kNewest)
    refuse_file(
        path,
        format("it is no model of CTranslate2 of a binary version from {} to {}", kOldest, kNewest),
        "convert the model again with CTranslate2");
  TensorFile::Contents contents{.kind = "CTranslate2", .memory = {file.memory}};
  contents.texts["binary_version"] = std::to_string(version);
  contents.texts["spec"] = read_string(cursor, "the name of its kind");
  contents.texts["revision"] = std::to_string(cursor.number<std::uint32_t>("the revision"));
  const auto count = cursor.number<std::uint32_t>("the number of variables");
  std::set<std::string, std::less<>> names;
  for (std::uint32_t i = 0; i < count; ++i) {
    contents.tensors.push_back(read_variable(cursor, version));
    names.insert(contents.tensors.back().name);
  }
  if (version >= 3) contents.aliases = read_aliases(cursor, std::move(names));
  take_multipliers(path, contents.tensors);
  return TensorFile(path, std::move(contents));
}

}  // namespace nmt
