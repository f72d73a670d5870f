#include "text/line_reader.h"

#include "text/text_files.h"

namespace nmt {
namespace {

using LineReaderTest = TextFilesTest;

std::vector<std::string> lines_of(const std::string& path) {
  LineReader reader(path);
  std::vector<std::string> lines;
  for (std::string line; reader.next(line);) {
    lines.push_back(line);
    EXPECT_EQ(reader.line_number(), static_cast<std::int64_t>(lines.size()));
  }
  EXPECT_EQ(count_lines(path), static_cast<std::int64_t>(lines.size()));
  return lines;
}

TEST_F(LineReaderTest, StripsLineEnds) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(lines_of(file("a", "one\ntwo\r\n\nfour")), (Lines{"one", "two", "", "four"}));
  EXPECT_EQ(lines_of(file("b", "one\n")), Lines{"one"});
  EXPECT_EQ(lines_of(file("c", "\n")), Lines{""});
  EXPECT_EQ(lines_of(file("d", "")), Lines{});
  EXPECT_EQ(lines_of(file("e", "\xEF\xBB\xBFmark\n\xEF\xBB\xBFno mark\n")),
            (Lines{"mark", "\xEF\xBB\xBFno mark"}));
  EXPECT_EQ(lines_of(file("f", std::string("a\0b\tc\n", 6))), Lines{std::string("a\0b\tc", 5)});
}

TEST_F(LineReaderTest, GzipGivesTheSameLines) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "line " + std::to_string(i * 7919) + "\n";
  text += std::string(300'000, 'x') + "\nlast";
  EXPECT_EQ(lines_of(gz_file("text.gz", text)), lines_of(file("text", text)));
  EXPECT_EQ(lines_of(file("plain.gz", "not packed\n")), std::vector<std::string>{"not packed"});
}

TEST_F(LineReaderTest, AnswersWhatCannotBeRead) {
  const auto missing = error_of([&] { LineReader{path("missing")}; });
  EXPECT_EQ(missing.what, "cannot open the file: No such file or directory");
  EXPECT_EQ(missing.where, path("missing"));
  EXPECT_EQ(missing.fix, "check the path and its permissions");
  const auto directory = error_of([&] { LineReader{folder_}; });
  EXPECT_EQ(directory.what, "'" + folder_ + "' is a folder, not a file");
  EXPECT_EQ(directory.where, folder_);
  EXPECT_EQ(directory.fix, "name the files in it");
}

TEST_F(LineReaderTest, AnswersDamagedGzip) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i * 7919) + "\n";
  const std::string packed = content(gz_file("whole.gz", text));

  const std::string cut = file("cut.gz", packed.substr(0, packed.size() / 2));
  const auto early = error_of([&] { count_lines(cut); });
  EXPECT_EQ(early.what, "the file is cut off: the gzip data ends too early");
  EXPECT_EQ(early.where, cut);

  std::string changed = packed;
  for (std::size_t i = packed.size() / 2; i < packed.size() / 2 + 64; ++i) changed[i] = '\x55';
  const std::string corrupt = file("corrupt.gz", changed);
  const auto error = error_of([&] { count_lines(corrupt); });
  EXPECT_TRUE(error.what.starts_with("the file is corrupt: ")) << error.what;
  EXPECT_EQ(error.what.find(corrupt), std::string::npos) << error.what;
  EXPECT_EQ(error.where, corrupt);
  EXPECT_NE(error.fix.find("gzip -t"), std::string::npos);
}

}  // namespace
}  // namespace nmt
