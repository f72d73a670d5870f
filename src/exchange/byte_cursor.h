// Goes through the bytes of a file from its start, and never past their end.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/format.h"
#include "exchange/refusal.h"

namespace nmt {

class ByteCursor {
 public:
  // `path` is for errors.
  ByteCursor(std::span<const std::byte> bytes, std::string path)
      : bytes_(bytes), path_(std::move(path)) {}

  // `what` is read, for errors: "its header".
  template <class Number>
  Number number(const char* what) {
    static_assert(std::endian::native == std::endian::little, "the formats are little-endian");
    Number number;
    std::memcpy(&number, take(sizeof number, what).data(), sizeof number);
    return number;
  }
  std::span<const std::byte> take(std::uint64_t count, const char* what) {
    if (count > left())
      refuse_file(path_, format("it is cut off: {} would have {} bytes, the file has {} for it",
                                what, count, left()));
    const auto taken = bytes_.subspan(position_, static_cast<std::size_t>(count));
    position_ += static_cast<std::size_t>(count);
    return taken;
  }
  std::string_view text(std::uint64_t count, const char* what) {
    const auto taken = take(count, what);
    return {reinterpret_cast<const char*>(taken.data()), taken.size()};
  }
  // A text of `count` bytes, of which the last is 0 and no other.
  std::string zero_ended(std::uint64_t count, const char* what) {
    const std::string_view all = text(count, what);
    if (all.find('\0') + 1 != all.size() || all.empty())
      refuse_file(path_, format("it is damaged: {} does not end with a zero byte", what));
    return std::string(all.substr(0, all.size() - 1));
  }
  void go_to(std::uint64_t position, const char* what) {
    if (position > bytes_.size())
      refuse_file(path_, format("it is damaged: {} would begin at byte {}, the file has {}", what,
                                position, bytes_.size()));
    position_ = static_cast<std::size_t>(position);
  }

  std::size_t position() const { return position_; }
  std::size_t left() const { return bytes_.size() - position_; }
  const std::string& path() const { return path_; }

 private:
  std::span<const std::byte> bytes_;
  std::string path_;
  std::size_t position_ = 0;
};

}  // namespace nmt
