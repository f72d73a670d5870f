#include "text/text_writer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "text/line_reader.h"

namespace nmt {
namespace {

std::string folder() {
  const std::string path = testing::TempDir() + "text_writer";
  std::filesystem::create_directories(path);
  return path;
}

void write_lines(const std::string& path, const std::vector<std::string>& lines) {
  TextWriter writer(path);
  for (const std::string& line : lines) writer.write(line + "\n");
  writer.commit();
}

std::vector<std::string> lines_of(const std::string& path) {
  std::vector<std::string> lines;
  LineReader reader(path);
  for (std::string line; reader.next(line);) lines.push_back(line);
  return lines;
}

// Long, and not easily packed.
std::vector<std::string> many_lines() {
  std::vector<std::string> lines;
  std::uint32_t state = 1;
  for (int i = 0; i < 20000; ++i) {
    state = state * 1664525 + 1013904223;
    lines.push_back(std::to_string(state) + std::string(i % 40, 'x'));
  }
  return lines;
}

TEST(TextWriter, PacksByName) {
  const std::string plain = folder() + "/plain", packed = folder() + "/packed.gz";
  const std::vector<std::string> lines = many_lines();
  write_lines(plain, lines);
  write_lines(packed, lines);
  EXPECT_EQ(lines_of(plain), lines);
  EXPECT_EQ(lines_of(packed), lines);
  EXPECT_EQ(read_file(packed).substr(0, 2), "\x1f\x8b");
  EXPECT_LT(std::filesystem::file_size(packed), std::filesystem::file_size(plain) / 2);
}

TEST(TextWriter, GivesTheSameBytesForTheSameText) {
  const std::string one = folder() + "/one.gz", other = folder() + "/other.gz";
  write_lines(one, many_lines());
  write_lines(other, many_lines());
  EXPECT_EQ(read_file(one), read_file(other));
}

TEST(TextWriter, PacksNothingToo) {
  const std::string path = folder() + "/empty.gz";
  write_lines(path, {});
  EXPECT_GT(std::filesystem::file_size(path), 0u);
  EXPECT_TRUE(lines_of(path).empty());
}

TEST(TextWriter, LeavesTheOldFileUntilAllIsWritten) {
  const std::string path = folder() + "/old.gz";
  write_lines(path, {"old"});
  {
    TextWriter writer(path);
    writer.write("new\n");
  }
  EXPECT_EQ(lines_of(path), std::vector<std::string>{"old"});
  write_lines(path, {"new"});
  EXPECT_EQ(lines_of(path), std::vector<std::string>{"new"});
}

}  // namespace
}  // namespace nmt
