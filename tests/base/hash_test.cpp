#include "base/hash.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "base/error.h"

namespace nmt {
namespace {

TEST(Hash, IsXxh3With128Bits) {
  EXPECT_EQ(content_hash(""), "99aa06d3014798d86001c324468d497f");  // as printed by `xxhsum -H2`
}

TEST(Hash, PiecesFilesAndWholeAgree) {
  std::string bytes(1'000'003, 'x');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * i >> 3);
  const std::string expected = content_hash(bytes);

  ContentHasher hasher;
  for (std::size_t at = 0, size = 1; at < bytes.size(); at += size, size = size * 3 % 7919 + 1)
    hasher.update(std::string_view(bytes).substr(at, size));
  EXPECT_EQ(hasher.hex(), expected);

  const std::string path = testing::TempDir() + "/nmt_hash_test";
  std::ofstream(path, std::ios::binary) << bytes;
  EXPECT_EQ(file_hash(path), expected);
  std::remove(path.c_str());

  bytes[500'000] ^= 1;
  EXPECT_NE(content_hash(bytes), expected);
}

TEST(Hash, AMissingFileIsAnError) {
  try {
    file_hash("no/such/file");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what, "cannot read the file: No such file or directory");
    EXPECT_EQ(error.parts().where, "no/such/file");
    EXPECT_EQ(error.parts().fix, "check the path and its permissions");
  }
}

}  // namespace
}  // namespace nmt
