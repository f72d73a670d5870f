#include "text/deflate.h"

#include <gtest/gtest.h>

#include <string>

namespace nmt {
namespace {

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span<const char>(text));
}

TEST(Deflate, TheChecksumIsThatOfZipArchives) {
  EXPECT_EQ(crc32_of(bytes_of("123456789")), 0xcbf43926U);
  EXPECT_EQ(crc32_of(bytes_of("6789"), crc32_of(bytes_of("12345"))), 0xcbf43926U);
  EXPECT_EQ(crc32_of({}), 0U);
}

TEST(Deflate, UnpacksWhatFillsTheRoomAndNothingElse) {
  // One block with fixed codes: 60 letters a, as "a" and a copy.
  const std::string packed("\x4b\x4c\x24\x1f\x00\x00", 6);
  std::string room(60, '\0');
  const auto to = [&](std::size_t size) {
    return std::as_writable_bytes(std::span(room)).first(size);
  };
  EXPECT_TRUE(inflate_all(bytes_of(packed), to(60)));
  EXPECT_EQ(room, std::string(60, 'a'));
  EXPECT_FALSE(inflate_all(bytes_of(packed), to(59)));
  EXPECT_FALSE(inflate_all(bytes_of(packed.substr(0, 4)), to(60)));
  EXPECT_FALSE(inflate_all(bytes_of(packed + "x"), to(60)));
  EXPECT_FALSE(inflate_all(bytes_of("\xff\xff\xff"), to(60)));
  EXPECT_FALSE(inflate_all({}, to(0)));
  EXPECT_TRUE(inflate_all(bytes_of(std::string("\x03\x00", 2)), {}));
}

}  // namespace
}  // namespace nmt
