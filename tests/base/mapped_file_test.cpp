#include "base/mapped_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"

namespace nmt {
namespace {

class MappedFileTest : public testing::Test {
 protected:
  ~MappedFileTest() override { std::filesystem::remove(path_); }
  // The descriptor is closed at once: the map does not need it.
  std::unique_ptr<MappedFile> map(const std::string& bytes) const {
    write_file_atomically(path_, bytes);
    const int descriptor = open(path_.c_str(), O_RDONLY);
    auto file = std::make_unique<MappedFile>(descriptor, path_);
    close(descriptor);
    return file;
  }
  std::string path_ = testing::TempDir() + "nmt_mapped_" + std::to_string(getpid());
};

TEST_F(MappedFileTest, HoldsTheBytesOfTheFile) {
  const auto file = map("some bytes");
  ASSERT_EQ(file->size(), 10u);
  EXPECT_EQ(std::memcmp(file->data(), "some bytes", 10), 0);
}

TEST_F(MappedFileTest, MayBeEmpty) { EXPECT_EQ(map("")->size(), 0u); }

TEST_F(MappedFileTest, WhatIsForgottenIsReadAgain) {
  const std::string bytes(100'000, 'x');
  const auto file = map(bytes);
  EXPECT_EQ(std::memcmp(file->data(), bytes.data(), bytes.size()), 0);
  file->forget(file->data() + 1, file->size() - 1);
  EXPECT_EQ(std::memcmp(file->data(), bytes.data(), bytes.size()), 0);
}

TEST_F(MappedFileTest, StaysWhenTheFileIsReplaced) {
  const auto file = map("before");
  write_file_atomically(path_, "after!");
  EXPECT_EQ(std::memcmp(file->data(), "before", 6), 0);
}

TEST_F(MappedFileTest, ADescriptorThatIsNoneIsAnError) {
  try {
    MappedFile(-1, "gone");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().where, "gone");
    EXPECT_EQ(error.parts().kind, Error::Kind::runtime);
  }
}

}  // namespace
}  // namespace nmt
