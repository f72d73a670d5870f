// Reads the pickles in which PyTorch keeps weights. Of the instructions of Python's pickle those are
// known that PyTorch writes, and of Python's names those that a pickle of weights needs; what they
// stand for is done here, and nothing else can be called.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exchange/tensor_file.h"

namespace nmt {

struct PickleValue {
  enum class Kind {
    none,        // None, and what is of no use: an object's state, a float
    boolean,     // `number` is 0 or 1
    integer,     // `number`
    text,        // `text`; of a whole number above 64 bits its bytes
    global,      // `text`: "torch FloatStorage"
    list,        // `items`
    tuple,       // `items`
    dictionary,  // `items`: key, value, key, value ...
    storage,     // `text`: its key; `type`; `number`: how many
    tensor       // `items`: the storage; `number`: the first; `sizes`: the shape, then the strides
  };
  Kind kind = Kind::none;
  NumberType type = NumberType::f32;
  std::int64_t number = 0;
  std::string_view text = {};             // of the pickle
  std::vector<std::uint32_t> items = {};  // of Pickle::values
  std::vector<std::int64_t> sizes = {};
};

// Values refer to each other by their number, so that one may stand in many places, or in itself.
struct Pickle {
  std::vector<PickleValue> values;
  std::uint32_t top = 0;
  std::size_t bytes = 0;  // that it takes of those given

  const PickleValue& root() const { return values[top]; }
};

// One pickle from the begin of `bytes`, which must stay. `path` is for errors. Throws Error where it
// is damaged, or wants more than weights need.
Pickle read_pickle(std::span<const std::byte> bytes, const std::string& path);

}  // namespace nmt
