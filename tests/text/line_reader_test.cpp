#include "text/line_reader.h"

#include <cstdlib>

#include "text/text_files.h"
#include "text/unpacker.h"

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

// The memory of the process cannot be read at its beginning.
TEST_F(LineReaderTest, AnswersADiskThatFails) {
  const Error::Parts parts = error_of([] { BlockReader("/proc/self/mem").next(); });
  EXPECT_EQ(parts.what, "cannot read the file: Input/output error");
  EXPECT_EQ(parts.where, "/proc/self/mem");
  EXPECT_EQ(parts.fix, "check the disk that it is on");
  EXPECT_EQ(parts.kind, Error::Kind::runtime);
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

// Packs by the program of that name.
class PackedTest : public LineReaderTest, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    LineReaderTest::SetUp();
    if (readable_packings().find(GetParam()) == std::string::npos)
      GTEST_SKIP() << "built without " << GetParam();
    if (std::system((std::string(GetParam()) + " --version >/dev/null 2>&1 </dev/null").c_str()) !=
        0)
      GTEST_SKIP() << "there is no program " << GetParam();
  }
  std::string packed(const std::string& name, const std::string& text) const {
    const std::string plain = file(name, text);
    const std::string command =
        std::string(GetParam()) + " -c '" + plain + "' > '" + plain + ".packed'";
    EXPECT_EQ(std::system((command + " 2>/dev/null").c_str()), 0);
    return plain + ".packed";
  }
};
INSTANTIATE_TEST_SUITE_P(Programs, PackedTest, testing::Values("zstd", "xz", "bzip2"));

std::string many_lines() {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "line " + std::to_string(i * 7919) + "\n";
  return text + std::string(300'000, 'x') + "\nlast";
}

TEST_P(PackedTest, GivesTheSameLines) {
  const std::string text = many_lines();
  const std::string whole = packed("text", text);
  EXPECT_EQ(lines_of(whole), lines_of(file("plain", text)));
  EXPECT_FALSE(LineReader(whole).is_plain());
  EXPECT_EQ(lines_of(packed("empty", "")), std::vector<std::string>{});
  // One packed file behind the other, as those who pack in parallel write them.
  const std::string twice = file("twice", content(whole) + content(whole));
  EXPECT_EQ(lines_of(twice), lines_of(file("plain", text + text)));
}

TEST_P(PackedTest, AnswersDamage) {
  const std::string bytes = content(packed("text", many_lines()));
  for (const std::size_t size : {kPackingBytes, bytes.size() / 2, bytes.size() - 1}) {
    const std::string cut = file("cut", bytes.substr(0, size));
    const auto error = error_of([&] { count_lines(cut); });
    EXPECT_EQ(error.what,
              "the file is cut off: the " + std::string(GetParam()) + " data ends too early");
    EXPECT_EQ(error.where, cut);
  }
  std::string changed = bytes;
  for (std::size_t i = bytes.size() / 2; i < bytes.size() / 2 + 64; ++i) changed[i] = '\x55';
  const std::string corrupt = file("corrupt", changed);
  const auto error = error_of([&] { count_lines(corrupt); });
  EXPECT_TRUE(error.what.starts_with("the file is corrupt: ")) << error.what;
  EXPECT_EQ(error.where, corrupt);
  EXPECT_NE(error.fix.find(std::string(GetParam()) + " -t"), std::string::npos);
}

TEST_F(LineReaderTest, KnowsPackedFilesByTheirBytes) {
  EXPECT_EQ(packing_of("BZh is how this line begins, and it is no packed file"), "");
  EXPECT_EQ(packing_of(""), "");
  EXPECT_EQ(packing_of("\x28\xB5\x2F\xFD"), "zstd");
  EXPECT_EQ(packing_of("BZh91AY&SY"), "bzip2");
  const std::string zip = file("text.zip", "PK\x03\x04 and what follows");
  const auto error = error_of([&] { LineReader{zip}; });
  EXPECT_EQ(error.what, "the file is an archive of zip, not a text");
  EXPECT_EQ(error.where, zip);
  EXPECT_EQ(error.fix, "unpack it: unzip " + zip);
}

TEST_F(LineReaderTest, TellsUtf16AsUtf16) {
  for (const std::string& text : {std::string("\xFF\xFE"
                                              "a\0b\0",
                                              6),
                                  std::string("\xFE\xFF\0a\0b", 6), std::string("a\0b\0\n\0", 6),
                                  std::string("\0a\0b\0\n", 6)}) {
    const std::string wide = file("wide", text);
    const auto error = error_of([&] { count_lines(wide); });
    EXPECT_EQ(error.what, "the text is UTF-16 or UTF-32, not UTF-8");
    EXPECT_EQ(error.where, wide);
    EXPECT_EQ(error.fix, "convert it: iconv -f UTF-16 -t UTF-8 " + wide + " > " + wide + ".utf8");
  }
}

}  // namespace
}  // namespace nmt
