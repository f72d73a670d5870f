#include "base/file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "base/error.h"

namespace nmt {
namespace {

using testing::HasSubstr;

class FileTest : public testing::Test {
 protected:
  FileTest() { std::filesystem::create_directories(folder_); }
  ~FileTest() override { std::filesystem::remove_all(folder_); }
  std::string path(const std::string& name) const { return folder_ + "/" + name; }

  std::string folder_ = testing::TempDir() + "nmt_file_test_" + std::to_string(getpid());
};

template <class Act>
Error::Parts error_of(Act act) {
  try {
    act();
  } catch (const Error& error) {
    return error.parts();
  }
  ADD_FAILURE() << "no Error was thrown";
  return {};
}

TEST_F(FileTest, WritesAndReadsBackAnyBytes) {
  const std::string bytes("a\0b\r\n\xff", 6);
  write_file_atomically(path("a"), bytes);
  EXPECT_EQ(read_file(path("a")), bytes);
  write_file_atomically(path("a"), "");
  EXPECT_EQ(read_file(path("a")), "");
  const std::string large(300'000, 'x');
  write_file_atomically(path("a"), large);
  EXPECT_EQ(read_file(path("a")), large);
  EXPECT_FALSE(std::filesystem::exists(path("a.tmp")));
}

TEST_F(FileTest, WritesInTheFolderItIsIn) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_);
  write_file_atomically("bare", "x");
  std::filesystem::current_path(before);
  EXPECT_EQ(read_file(path("bare")), "x");
}

TEST_F(FileTest, WithoutCommitNothingHappens) {
  write_file_atomically(path("a"), "old");
  {
    AtomicFile file(path("a"));
    file.write("new", 3);
    EXPECT_EQ(read_file(path("a")), "old");
  }
  EXPECT_EQ(read_file(path("a")), "old");
  EXPECT_FALSE(std::filesystem::exists(path("a.tmp")));
}

TEST_F(FileTest, TakesOverWhatAKilledRunLeft) {
  std::ofstream(path("a.tmp")) << "half of a much longer file";
  write_file_atomically(path("a"), "new");
  EXPECT_EQ(read_file(path("a")), "new");
  EXPECT_FALSE(std::filesystem::exists(path("a.tmp")));
}

TEST_F(FileTest, RefusesToWriteWhatAnotherIsWriting) {
  AtomicFile first(path("a"));
  first.write("first", 5);
  const auto parts = error_of([&] { write_file_atomically(path("a"), "second"); });
  EXPECT_EQ(parts.what, "another process is writing the file");
  EXPECT_EQ(parts.where, path("a"));
  EXPECT_EQ(parts.kind, Error::Kind::runtime);
  first.commit();
  EXPECT_EQ(read_file(path("a")), "first");
}

TEST_F(FileTest, AFullDiskLeavesTheOldFile) {
  write_file_atomically(path("a"), "old");
  rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 1000;
  setrlimit(RLIMIT_FSIZE, &small);
  const auto parts = error_of([&] { write_file_atomically(path("a"), std::string(5000, 'x')); });
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_THAT(parts.what, HasSubstr("cannot write the file: File too large"));
  EXPECT_THAT(parts.fix, HasSubstr("make room on the disk"));
  EXPECT_EQ(parts.where, path("a"));
  EXPECT_EQ(parts.kind, Error::Kind::runtime);
  EXPECT_EQ(read_file(path("a")), "old");
  EXPECT_FALSE(std::filesystem::exists(path("a.tmp")));
}

TEST_F(FileTest, NamesWhatCannotBeWritten) {
  auto parts = error_of([&] { write_file_atomically(path("no/such/folder"), "x"); });
  EXPECT_EQ(parts.what, "cannot write the file: No such file or directory");
  EXPECT_EQ(parts.where, path("no/such/folder"));
  EXPECT_EQ(parts.fix, "choose a folder that exists");
  EXPECT_EQ(parts.kind, Error::Kind::runtime);
  parts = error_of([&] { write_file_atomically(folder_, "x"); });
  EXPECT_EQ(parts.what, "cannot write the file: Is a directory");
}

TEST_F(FileTest, NamesAFolderThatIsReadOnly) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  std::filesystem::permissions(folder_, std::filesystem::perms::owner_read);
  const auto parts = error_of([&] { write_file_atomically(path("a"), "x"); });
  std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
  EXPECT_EQ(parts.what, "cannot write the file: Permission denied");
  EXPECT_THAT(parts.fix, HasSubstr("choose a folder that you may write to"));
}

TEST_F(FileTest, NamesWhatCannotBeRead) {
  auto parts = error_of([&] { read_file(path("missing")); });
  EXPECT_EQ(parts.what, "cannot read the file: No such file or directory");
  EXPECT_EQ(parts.where, path("missing"));
  EXPECT_EQ(parts.kind, Error::Kind::input);
  parts = error_of([&] { read_file(folder_); });
  EXPECT_EQ(parts.what, "cannot read the file: Is a directory");
}

TEST_F(FileTest, MakesFolders) {
  make_folder(path("a/b/c"));
  make_folder(path("a/b/c"));
  EXPECT_TRUE(std::filesystem::is_directory(path("a/b/c")));
  write_file_atomically(path("file"), "x");
  auto parts = error_of([&] { make_folder(path("file")); });
  EXPECT_THAT(parts.what, HasSubstr("cannot make the folder: Not a directory"));
  EXPECT_EQ(parts.where, path("file"));
  parts = error_of([&] { make_folder(path("file/below")); });
  EXPECT_THAT(parts.what, HasSubstr("cannot make the folder: Not a directory"));
}

TEST_F(FileTest, ChecksTheRoomOnTheDisk) {
  EXPECT_GT(free_disk_bytes(folder_), 0u);
  require_disk_room(folder_, 1);
  constexpr std::uint64_t kExabyte = 1'000'000'000'000'000'000u;
  auto parts = error_of([&] { require_disk_room(folder_, kExabyte); });
  EXPECT_THAT(parts.what, HasSubstr("1000000000000 MB are needed on the disk, "));
  EXPECT_EQ(parts.where, folder_);
  EXPECT_EQ(parts.kind, Error::Kind::runtime);
  parts = error_of([&] { AtomicFile(path("a"), kExabyte); });
  EXPECT_EQ(parts.where, folder_);
  EXPECT_FALSE(std::filesystem::exists(path("a.tmp")));
  EXPECT_EQ(error_of([&] { free_disk_bytes(path("missing")); }).where, path("missing"));
}

}  // namespace
}  // namespace nmt
