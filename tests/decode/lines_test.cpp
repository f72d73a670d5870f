#include "decode/lines.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "base/error.h"

namespace nmt {
namespace {

class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe(ends_), 0); }
  ~Pipe() {
    close(ends_[0]);
    close_writer();
  }
  int reader() const { return ends_[0]; }
  void write(const std::string& text) {
    EXPECT_EQ(::write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void close_writer() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  int ends_[2] = {-1, -1};
};

std::vector<std::string> all_of(LineSource& source) {
  std::vector<std::string> lines;
  for (std::string line; source.next(line);) lines.push_back(line);
  return lines;
}

TEST(Lines, ComeWithoutTheirEnds) {
  const std::string text =
      "\xef\xbb\xbf"
      "a\r\n\r\n\nb \r c\n\xef\xbb\xbf"
      "d\nlast";
  const std::vector<std::string> expected = {"a",
                                             "",
                                             "",
                                             "b \r c",
                                             "\xef\xbb\xbf"
                                             "d",
                                             "last"};
  Pipe pipe;
  pipe.write(text);
  pipe.close_writer();
  DescriptorLines from_pipe(pipe.reader());
  EXPECT_EQ(all_of(from_pipe), expected);
}

TEST(Lines, AnEmptyInputHasNone) {
  Pipe pipe;
  pipe.close_writer();
  DescriptorLines lines(pipe.reader());
  EXPECT_TRUE(lines.ready());
  EXPECT_TRUE(all_of(lines).empty());
  EXPECT_TRUE(all_of(lines).empty());
}

TEST(Lines, AFileThatEndsWithLfHasNoMoreLines) {
  Pipe pipe;
  pipe.write("a\n\n");
  pipe.close_writer();
  DescriptorLines lines(pipe.reader());
  EXPECT_EQ(all_of(lines), (std::vector<std::string>{"a", ""}));
}

TEST(Lines, AreReadyOnlyWhenWhole) {
  Pipe pipe;
  DescriptorLines lines(pipe.reader());
  EXPECT_FALSE(lines.ready());
  pipe.write("half");
  EXPECT_FALSE(lines.ready());
  pipe.write(" a line\nsecond\nthi");
  EXPECT_TRUE(lines.ready());
  std::string line;
  EXPECT_TRUE(lines.next(line));
  EXPECT_EQ(line, "half a line");
  EXPECT_TRUE(lines.ready());
  EXPECT_TRUE(lines.next(line));
  EXPECT_EQ(line, "second");
  EXPECT_FALSE(lines.ready());
  pipe.close_writer();
  EXPECT_TRUE(lines.ready());
  EXPECT_TRUE(lines.next(line));
  EXPECT_EQ(line, "thi");
  EXPECT_FALSE(lines.next(line));
}

TEST(Lines, MayBeLongerThanAnyBlock) {
  const std::string path = testing::TempDir() + "nmt_lines_" + std::to_string(getpid());
  const std::string first(200'000, 'x'), second(65'536, 'y');
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
  unlink(path.c_str());
  const std::string text = first + "\n" + second + "\n";
  EXPECT_EQ(write(file, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  lseek(file, 0, SEEK_SET);
  DescriptorLines lines(file);
  EXPECT_EQ(all_of(lines), (std::vector<std::string>{first, second}));
  close(file);
}

TEST(Lines, SayWhatCannotBeRead) {
  const int folder = open(testing::TempDir().c_str(), O_RDONLY | O_DIRECTORY);
  DescriptorLines lines(folder);
  std::string line;
  try {
    lines.next(line);
    ADD_FAILURE() << "no Error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what, "cannot read the input: Is a directory");
    EXPECT_EQ(error.parts().where, "standard input");
    EXPECT_EQ(error.parts().fix, "check the file, or the program that the input comes from");
  }
  close(folder);
}

TEST(Lines, StopWaitingWhenTold) {
  Pipe pipe;
  DescriptorLines lines(pipe.reader());
  pipe.write("half");
  lines.stop();
  std::string line;
  EXPECT_FALSE(lines.ready());
  EXPECT_FALSE(lines.next(line));
}

TEST(Sink, WritesWhatAPipeCannotHoldAtOnce) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_NONBLOCK), 0);
  const std::string text(1'000'000, 'x');
  std::string received;
  std::thread reader([&] {
    char block[10'000];
    while (received.size() < text.size()) {
      const ssize_t count = read(ends[0], block, sizeof block);
      if (count > 0) received.append(block, static_cast<std::size_t>(count));
    }
  });
  EXPECT_TRUE(DescriptorSink(ends[1], "out", "").write(text));
  reader.join();
  EXPECT_EQ(received, text);
  close(ends[0]);
  close(ends[1]);
}

TEST(Sink, SaysWhenTheReaderHasGone) {
  std::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  close(ends[0]);
  EXPECT_FALSE(DescriptorSink(ends[1], "out", "").write("a\n"));
  close(ends[1]);
}

TEST(Sink, SaysWhenTheDiskIsFull) {
  const int full = open("/dev/full", O_WRONLY);
  if (full < 0) GTEST_SKIP() << "there is no /dev/full here";
  try {
    DescriptorSink(full, "out.txt", "make room").write("a\n");
    ADD_FAILURE() << "no Error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what, "cannot write the translations: No space left on device");
    EXPECT_EQ(error.parts().where, "out.txt");
    EXPECT_EQ(error.parts().fix, "make room");
    EXPECT_EQ(error.parts().kind, Error::Kind::runtime);
  }
  close(full);
}

}  // namespace
}  // namespace nmt
