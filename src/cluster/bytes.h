// Numbers, texts and lists of numbers as the bytes of a message, for processes of the same program.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/error.h"

namespace nmt {

class ByteWriter {
 public:
  template <class T>
  ByteWriter& number(T value) {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  ByteWriter& text(std::string_view value) {
    number<std::uint64_t>(value.size());
    bytes_.append(value);
    return *this;
  }
  template <class T>
  ByteWriter& numbers(std::span<const T> values) {
    static_assert(std::is_arithmetic_v<T>);
    return text({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Reads in the order of writing. Throws Error (runtime) where the message is too short. The bytes
// must outlive the reader.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  T number() {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
    T value;
    std::memcpy(&value, next(sizeof value).data(), sizeof value);
    return value;
  }
  std::string text() { return std::string(next(number<std::uint64_t>())); }
  template <class T>
  std::vector<T> numbers() {
    static_assert(std::is_arithmetic_v<T>);
    const std::string_view bytes = next(number<std::uint64_t>());
    std::vector<T> values(bytes.size() / sizeof(T));
    if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
    return values;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view next(std::uint64_t count) {
    if (count > rest_.size())
      throw Error({.what = "a message between the ranks is cut off",
                   .fix = "start the same nmt on every machine",
                   .kind = Error::Kind::runtime});
    const std::string_view bytes = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return bytes;
  }
  std::string_view rest_;
};

}  // namespace nmt
