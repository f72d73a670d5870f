#include "exchange/marian_shortlist.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <sstream>

#include "base/file.h"
#include "base/format.h"
#include "exchange/sample_files.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::Pair;

class MarianShortlistTest : public OwnFolderTest {
 protected:
  Error::Parts refusal(const std::string& bytes) const {
    return error_of([&] { read_marian_shortlist("lex.bin", bytes_in_memory(bytes)); });
  }
  // With a right checksum.
  Error::Parts refusal(std::uint64_t offsets, std::uint64_t entries, const ByteMaker& rest) const {
    return refusal(shortlist_with_checksum(
        ByteMaker().u64(50).u64(2).u64(offsets).u64(entries).text(rest.all()).all()));
  }
};

TEST_F(MarianShortlistTest, ReadsAndWritesTheSameBytes) {
  const MarianShortlist list = read_marian_shortlist(file("lex.bin", sample_shortlist()));
  EXPECT_EQ(list.first, 50u);
  EXPECT_EQ(list.best, 2u);
  EXPECT_EQ(list.source_size(), 3u);
  EXPECT_THAT(list.offsets, ElementsAre(0, 0, 2, 3));
  EXPECT_THAT(list.entries, ElementsAre(7, 60, 9));
  write_marian_shortlist(path("again.bin"), list);
  std::ifstream in(path("again.bin"), std::ios::binary);
  EXPECT_EQ(std::string((std::istreambuf_iterator<char>(in)), {}), sample_shortlist());
}

// Of other programs, which are not kept here: NMT_FOREIGN_SHORTLISTS names them, with blanks between.
TEST_F(MarianShortlistTest, RealFilesComeBackToTheByte) {
  const char* files = std::getenv("NMT_FOREIGN_SHORTLISTS");
  if (files == nullptr) GTEST_SKIP() << "NMT_FOREIGN_SHORTLISTS names no files";
  std::istringstream names(files);
  for (std::string name; names >> name;) {
    const MarianShortlist list = read_marian_shortlist(name);
    EXPECT_GT(list.entries.size(), 0u);
    write_marian_shortlist(path("again"), list);
    EXPECT_TRUE(read_file(name) == read_file(path("again"))) << name;
  }
}

TEST_F(MarianShortlistTest, DamageIsNamed) {
  EXPECT_EQ(refusal(std::string(48, 'x')).what, "it is no binary shortlist of Marian");
  EXPECT_EQ(refusal("x").what,
            "it is cut off: its header would have 48 bytes, the file has 1 for it");
  std::string changed = sample_shortlist();
  changed[60] ^= 1;
  EXPECT_EQ(refusal(changed).what, "the shortlist is damaged: it has another checksum");
  EXPECT_EQ(refusal(sample_shortlist() + "x").what,
            "the shortlist is damaged: 1 bytes are too many");
  const std::string rise =
      "the shortlist is damaged: its offsets do not rise from the first entry to the last";
  const auto offsets = [](const std::vector<std::uint64_t>& values) {
    return ByteMaker().numbers(values).u32(1).u32(2);
  };
  EXPECT_EQ(refusal(0, 0, ByteMaker()).what, rise);
  EXPECT_EQ(refusal(2, 2, offsets({1, 2})).what, rise);
  EXPECT_EQ(refusal(2, 2, offsets({0, 1})).what, rise);
  EXPECT_EQ(refusal(2, 2, offsets({0, 3})).what, rise);
  EXPECT_EQ(refusal(4, 2, offsets({0, 2, 1, 2})).what, rise);
  EXPECT_THAT(refusal(1ULL << 61, 0, ByteMaker().zeros(16)).what,
              testing::StartsWith("it is cut off: its offsets"));
  EXPECT_THAT(refusal(1, 1ULL << 62, ByteMaker().zeros(16)).what,
              testing::StartsWith("it is cut off: its entries"));
}

TEST_F(MarianShortlistTest, EveryChangedByteIsRefused) {
  const std::string whole = sample_shortlist();
  // The last entry is half a word, which the checksum leaves out.
  for (std::size_t at = 0; at + 4 < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x40);
    EXPECT_THROW(read_marian_shortlist("l", bytes_in_memory(changed)), Error) << at;
  }
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_THROW(read_marian_shortlist("l", bytes_in_memory(whole.substr(0, size))), Error) << size;
}

TEST_F(MarianShortlistTest, AWrongListIsNotWritten) {
  EXPECT_THROW(write_marian_shortlist(path("l"), {.offsets = {0, 1}}), Error);
  EXPECT_FALSE(std::filesystem::exists(path("l")));
}

TEST_F(MarianShortlistTest, LexicalTablesGiveTheLikeliestWords) {
  const std::string text =
      "haus house 0.7\nheim house 0.2\nhaus home 0.25\n\nheim home 0.5\nhütte house 0.3\n"
      "NULL house 0.9\nhaus NULL 1\nhaus\thouse\t1e-3\r\n";
  const auto table = read_lexical_table(file("lex.s2t", text), 2);
  EXPECT_THAT(table, ElementsAre(Pair("home", ElementsAre("heim", "haus")),
                                 Pair("house", ElementsAre("haus", "hütte"))));
}

TEST_F(MarianShortlistTest, OtherLinesOfALexicalTableAreRefused) {
  for (const char* line : {"haus house", "haus house x", "haus house 0.1 more", "haus house nan"}) {
    const Error::Parts parts =
        error_of([&] { read_lexical_table(file("lex", format("a b 1\n{}\n", line)), 10); });
    EXPECT_EQ(parts.where, path("lex") + ":2") << line;
    EXPECT_EQ(parts.what, "the line is not \"target source probability\"");
  }
}

}  // namespace
}  // namespace nmt
