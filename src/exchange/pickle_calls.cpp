#include "exchange/pickle_calls.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace nmt {
namespace {

using Kind = PickleValue::Kind;

constexpr std::string_view kOrderedDict = "collections\nOrderedDict",
                           kRebuildTensor = "torch._utils\n_rebuild_tensor_v2",
                           kRebuildParameter = "torch._utils\n_rebuild_parameter";

struct StorageClass {
  std::string_view global;
  NumberType type;
};
constexpr StorageClass kStorageClasses[] = {
    {"torch\nFloatStorage", NumberType::f32},     {"torch\nHalfStorage", NumberType::f16},
    {"torch\nBFloat16Storage", NumberType::bf16}, {"torch\nDoubleStorage", NumberType::f64},
    {"torch\nLongStorage", NumberType::i64},      {"torch\nIntStorage", NumberType::i32},
    {"torch\nShortStorage", NumberType::i16},     {"torch\nCharStorage", NumberType::i8},
    {"torch\nByteStorage", NumberType::u8},       {"torch\nBoolStorage", NumberType::boolean},
};

std::optional<NumberType> storage_type(std::string_view global) {
  const auto* known = std::find_if(std::begin(kStorageClasses), std::end(kStorageClasses),
                                   [&](const StorageClass& c) { return c.global == global; });
  if (known == std::end(kStorageClasses)) return std::nullopt;
  return known->type;
}

// A tuple of whole numbers, appended to `numbers`; not more than a tensor has dimensions.
bool take_integers(const Pickle& pickle, std::uint32_t tuple, std::vector<std::int64_t>& numbers) {
  const PickleValue& value = pickle.values[tuple];
  constexpr std::size_t kMostDimensions = 64;
  if (value.kind != Kind::tuple || value.items.size() > kMostDimensions) return false;
  for (const std::uint32_t item : value.items) {
    const PickleValue& number = pickle.values[item];
    if (number.kind != Kind::integer) return false;
    numbers.push_back(number.number);
  }
  return true;
}

// (storage, first, shape, strides, requires_grad, hooks), and perhaps metadata.
std::optional<PickleValue> rebuilt_tensor(const Pickle& pickle,
                                          const std::vector<std::uint32_t>& arguments) {
  if (arguments.size() < 6) return std::nullopt;
  const PickleValue &storage = pickle.values[arguments[0]], &first = pickle.values[arguments[1]];
  PickleValue tensor{.kind = Kind::tensor, .type = storage.type, .number = first.number};
  tensor.items = {arguments[0]};
  if (storage.kind != Kind::storage || first.kind != Kind::integer ||
      !take_integers(pickle, arguments[2], tensor.sizes))
    return std::nullopt;
  const std::size_t dimensions = tensor.sizes.size();
  if (!take_integers(pickle, arguments[3], tensor.sizes) || tensor.sizes.size() != 2 * dimensions)
    return std::nullopt;
  return tensor;
}

std::uint32_t kept(Pickle& pickle, PickleValue value) {
  pickle.values.push_back(std::move(value));
  return static_cast<std::uint32_t>(pickle.values.size() - 1);
}

}  // namespace

bool is_known_global(std::string_view global) {
  return global == kOrderedDict || global == kRebuildTensor || global == kRebuildParameter ||
         storage_type(global).has_value();
}

PickleValue pickled_storage(const Pickle& pickle, std::uint32_t tuple, std::string& problem) {
  problem = "a storage in it has another form";
  const PickleValue& value = pickle.values[tuple];
  const std::vector<std::uint32_t>& items = value.items;
  if (value.kind != Kind::tuple || items.size() < 5 || items.size() > 6) return {};
  const auto item = [&](std::size_t i) -> const PickleValue& { return pickle.values[items[i]]; };
  const std::optional<NumberType> type = storage_type(item(1).text);
  if (item(0).kind != Kind::text || item(0).text != "storage" || item(1).kind != Kind::global ||
      !type || item(2).kind != Kind::text || item(4).kind != Kind::integer || item(4).number < 0)
    return {};
  if (items.size() == 6 && item(5).kind != Kind::none) {
    problem = "a storage in it is a part of another";
    return {};
  }
  problem.clear();
  return {.kind = Kind::storage, .type = *type, .number = item(4).number, .text = item(2).text};
}

std::uint32_t pickled_call(Pickle& pickle, std::uint32_t function, std::uint32_t arguments,
                           std::string& problem) {
  problem = "a call in it has another form";
  const std::string_view name = pickle.values[function].text;
  if (pickle.values[function].kind != Kind::global || pickle.values[arguments].kind != Kind::tuple)
    return 0;
  const std::vector<std::uint32_t> items = pickle.values[arguments].items;
  std::optional<PickleValue> made;
  if (name == kOrderedDict && items.empty()) made = PickleValue{.kind = Kind::dictionary};
  if (name == kRebuildTensor) made = rebuilt_tensor(pickle, items);
  const bool is_parameter = name == kRebuildParameter && !items.empty() &&
                            pickle.values[items.front()].kind == Kind::tensor;
  if (!made && !is_parameter) return 0;
  problem.clear();
  return is_parameter ? items.front() : kept(pickle, std::move(*made));
}

}  // namespace nmt
