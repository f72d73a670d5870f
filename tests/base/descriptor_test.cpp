#include "base/descriptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>

namespace nmt {
namespace {

struct Pipe {
  explicit Pipe(int flags = O_CLOEXEC) {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe2(ends.data(), flags), 0);
    reading = Descriptor(ends[0]);
    writing = Descriptor(ends[1]);
  }
  Descriptor reading, writing;
};

std::string all_of(const Descriptor& reading) {
  std::string text;
  char block[4096];
  for (ssize_t count; (count = read(reading.number(), block, sizeof block)) > 0;)
    text.append(block, static_cast<std::size_t>(count));
  return text;
}

bool is_open_number(int number) { return fcntl(number, F_GETFD) >= 0; }

TEST(Descriptor, IsClosedOnceHoweverItMoves) {
  Pipe pipe;
  const int number = pipe.reading.number();
  {
    Descriptor moved = std::move(pipe.reading);
    EXPECT_FALSE(pipe.reading.is_open());
    EXPECT_TRUE(is_open_number(number));
    moved = std::move(pipe.writing);  // takes what was there along
    EXPECT_TRUE(is_open_number(number));
  }
  EXPECT_TRUE(is_open_number(number));
  pipe.writing.close();
  EXPECT_FALSE(is_open_number(number));
}

TEST(Descriptor, SaysWhyNothingIsOpen) {
  const Descriptor none = open_descriptor("/no/such/file", O_RDONLY);
  const int error = errno;
  EXPECT_FALSE(none.is_open());
  EXPECT_EQ(error, ENOENT);
}

TEST(WriteAll, WaitsForAReaderOfAPipeThatDoesNotBlock) {
  Pipe pipe(O_CLOEXEC | O_NONBLOCK);
  fcntl(pipe.reading.number(), F_SETFL, 0);
  const std::string large(1 << 20, 'x');
  std::thread writer([&] {
    EXPECT_EQ(write_all(pipe.writing.number(), large), 0);
    pipe.writing.close();
  });
  EXPECT_EQ(all_of(pipe.reading), large);
  writer.join();
}

TEST(WriteAll, TellsThatTheReaderHasGone) {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  Pipe pipe;
  pipe.reading.close();
  EXPECT_EQ(write_all(pipe.writing.number(), "x"), EPIPE);
  EXPECT_EQ(write_all(pipe.writing.number(), ""), 0);
  std::signal(SIGPIPE, before);
  EXPECT_EQ(write_all(-1, "x"), EBADF);
}

TEST(SyncToDisk, IsNoFailureWhereThereIsNoDisk) {
  const Pipe pipe;
  EXPECT_EQ(sync_to_disk(pipe.writing), 0);
  EXPECT_EQ(sync_to_disk(Descriptor()), EBADF);
}

TEST(TakeLock, KeepsASecondHolderOut) {
  const std::string path = testing::TempDir() + "nmt_descriptor_" + std::to_string(getpid());
  const Descriptor first = open_descriptor(path, O_RDWR | O_CREAT);
  const Descriptor second = open_descriptor(path, O_RDWR);
  EXPECT_TRUE(take_lock(first, LockWait::no));
  EXPECT_FALSE(take_lock(second, LockWait::no));
  EXPECT_TRUE(is_named(first, path));
  std::filesystem::remove(path);
  EXPECT_FALSE(is_named(first, path));
}

}  // namespace
}  // namespace nmt
