#include "base/file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
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
  EXPECT_FALSE(std::filesystem::exists(path("a.nmt.tmp")));
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
  EXPECT_FALSE(std::filesystem::exists(path("a.nmt.tmp")));
}

TEST_F(FileTest, TakesOverWhatAKilledRunLeft) {
  std::ofstream(path("a.nmt.tmp")) << "half of a much longer file";
  write_file_atomically(path("a"), "new");
  EXPECT_EQ(read_file(path("a")), "new");
  EXPECT_FALSE(std::filesystem::exists(path("a.nmt.tmp")));
}

TEST_F(FileTest, LeavesAUsersOwnTemporaryFileAlone) {
  std::ofstream(path("a.tmp")) << "mine";
  write_file_atomically(path("a"), "new");
  { AtomicFile dropped(path("a")); }
  EXPECT_EQ(read_file(path("a.tmp")), "mine");
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
  EXPECT_FALSE(std::filesystem::exists(path("a.nmt.tmp")));
}

TEST_F(FileTest, NamesWhatCannotBeWritten) {
  auto parts = error_of([&] { write_file_atomically(path("no/such/folder"), "x"); });
  EXPECT_EQ(parts.what, "cannot write the file: No such file or directory");
  EXPECT_EQ(parts.where, path("no/such/folder"));
  EXPECT_EQ(parts.fix, "choose a folder that exists");
  EXPECT_EQ(parts.kind, Error::Kind::runtime);
  parts = error_of([&] { write_file_atomically(folder_, "x"); });
  EXPECT_EQ(parts.what, "cannot write the file: Is a directory");
  EXPECT_EQ(parts.fix, "name a file in it");
}

TEST_F(FileTest, FollowsLinksAndKeepsThem) {
  namespace fs = std::filesystem;
  write_file_atomically(path("real"), "old");
  fs::create_directory(path("below"));
  fs::create_symlink("../link", path("below/far"));
  fs::create_symlink("real", path("link"));
  write_file_atomically(path("below/far"), "new");
  EXPECT_EQ(read_file(path("real")), "new");
  EXPECT_TRUE(fs::is_symlink(path("below/far")) && fs::is_symlink(path("link")));
  EXPECT_FALSE(fs::is_symlink(path("real")));

  fs::create_symlink("not_there_yet", path("dangling"));
  write_file_atomically(path("dangling"), "x");
  EXPECT_TRUE(fs::is_symlink(path("dangling")));
  EXPECT_EQ(read_file(path("not_there_yet")), "x");

  fs::create_symlink("circle", path("circle"));
  const auto parts = error_of([&] { write_file_atomically(path("circle"), "x"); });
  EXPECT_EQ(parts.what, "cannot write the file: Too many levels of symbolic links");
  EXPECT_EQ(parts.where, path("circle"));
  EXPECT_EQ(parts.fix, "write to another file");
}

TEST_F(FileTest, WritesToPipesAndDevicesWithoutReplacingThem) {
  namespace fs = std::filesystem;
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  const int reader = open(path("pipe").c_str(), O_RDONLY | O_NONBLOCK);
  write_file_atomically(path("pipe"), "through");
  char text[16] = {};
  EXPECT_EQ(read(reader, text, sizeof text), 7);
  EXPECT_STREQ(text, "through");
  const auto parts = error_of([&] {
    AtomicFile file(path("pipe"));
    close(reader);
    const auto old_handler = std::signal(SIGPIPE, SIG_IGN);
    try {
      file.write("x", 1);
    } catch (...) {
      std::signal(SIGPIPE, old_handler);
      throw;
    }
  });
  EXPECT_EQ(parts.what, "cannot write the file: Broken pipe");
  EXPECT_EQ(parts.where, path("pipe"));
  EXPECT_TRUE(fs::is_fifo(path("pipe")));
  EXPECT_FALSE(fs::exists(path("pipe.nmt.tmp")));
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
  EXPECT_EQ(parts.fix, "check the path and its permissions");
  parts = error_of([&] { read_file(folder_); });
  EXPECT_EQ(parts.what, "cannot read the file: Is a directory");
}

TEST_F(FileTest, ReadsTheStartOfWhatHasNoEnd) {
  EXPECT_EQ(read_file_start("/dev/zero", 200'000), std::string(200'000, '\0'));
  write_file_atomically(path("a"), "abc");
  EXPECT_EQ(read_file_start(path("a"), 2), "ab");
  EXPECT_EQ(read_file_start(path("a"), 4), "abc");
}

TEST_F(FileTest, TellsWhatCannotBeReadTwice) {
  write_file_atomically(path("a"), "x");
  std::filesystem::create_symlink("a", path("link"));
  require_regular_file(path("a"));
  require_regular_file(path("link"));
  auto parts = error_of([&] { require_regular_file(path("missing")); });
  EXPECT_EQ(parts.what, "there is no file '" + path("missing") + "'");
  EXPECT_EQ(parts.where, path("missing"));
  EXPECT_EQ(parts.fix, "check the path");
  EXPECT_EQ(error_of([] { require_regular_file("nowhere.txt"); }).fix,
            "check the path; it starts from the current folder, " +
                std::filesystem::current_path().string());
  parts = error_of([&] { require_regular_file(folder_); });
  EXPECT_EQ(parts.what, "'" + folder_ + "' is a folder, not a file");
  EXPECT_EQ(parts.fix, "name the files in it");
  parts = error_of([] { require_regular_file("/dev/null"); });
  EXPECT_EQ(parts.what, "'/dev/null' is a pipe or a device, but it is read several times");
  EXPECT_EQ(parts.fix, "save its text as a file first, and name that");
  EXPECT_EQ(parts.kind, Error::Kind::input);
  if (geteuid() == 0) return;  // who may read everything
  std::filesystem::permissions(path("a"), std::filesystem::perms::none);
  EXPECT_EQ(error_of([&] { require_regular_file(path("a")); }).what,
            "cannot read the file: Permission denied");
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
  EXPECT_FALSE(std::filesystem::exists(path("a.nmt.tmp")));
  EXPECT_EQ(error_of([&] { free_disk_bytes(path("missing")); }).where, path("missing"));
}

}  // namespace
}  // namespace nmt
