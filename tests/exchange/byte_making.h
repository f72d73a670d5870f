// What the tests of this folder share: files made byte by byte, and the numbers of a tensor.
#pragma once

#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "caught_error.h"
#include "exchange/file_bytes.h"
#include "exchange/tensor_file.h"
#include "own_folder.h"

namespace nmt {

// Bytes that follow each other, little-endian.
class ByteMaker {
 public:
  template <class Number>
  ByteMaker& number(std::type_identity_t<Number> value) {
    all_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  ByteMaker& u8(std::uint8_t value) { return number<std::uint8_t>(value); }
  ByteMaker& u16(std::uint16_t value) { return number<std::uint16_t>(value); }
  ByteMaker& u32(std::uint32_t value) { return number<std::uint32_t>(value); }
  ByteMaker& u64(std::uint64_t value) { return number<std::uint64_t>(value); }
  ByteMaker& f32(float value) { return number<float>(value); }
  ByteMaker& text(std::string_view text) {
    all_ += text;
    return *this;
  }
  ByteMaker& zeros(std::size_t count) {
    all_.append(count, '\0');
    return *this;
  }
  template <class Number>
  ByteMaker& numbers(const std::vector<Number>& values) {
    for (const Number value : values) number<Number>(value);
    return *this;
  }
  const std::string& all() const { return all_; }

 private:
  std::string all_;
};

// A copy of its own, of exactly this size: a sanitizer sees what reads past it.
inline FileBytes bytes_in_memory(std::string_view bytes) {
  auto [file, room] = new_bytes(bytes.size());
  if (!bytes.empty()) std::memcpy(room.data(), bytes.data(), bytes.size());
  return file;
}

template <class Number>
std::span<const std::byte> bytes_of(const std::vector<Number>& numbers) {
  return std::as_bytes(std::span(numbers));
}

}  // namespace nmt
