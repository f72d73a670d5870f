#include "decode/lines.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
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

}  // namespace
}  // namespace nmt
