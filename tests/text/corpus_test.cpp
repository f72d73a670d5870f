#include "text/corpus.h"

#include <sys/stat.h>

#include "text/text_files.h"

namespace nmt {
namespace {

class CorpusTest : public TextFilesTest {
 protected:
  static std::string read(const CorpusSettings& settings, InvalidUtf8 policy = InvalidUtf8::error) {
    std::string text;
    for (const TextPair& pair : read_pairs(settings, policy))
      text += pair.source + "|" + pair.target + "\n";
    return text;
  }
};

TEST_F(CorpusTest, JoinsFilesInOrderAndTellsPlaces) {
  const CorpusSettings settings{.source = {file("1.en", "a\nb\n"), gz_file("2.en.gz", "c\n")},
                                .target = {gz_file("1.de.gz", "A\nB\n"), file("2.de", "C\n")}};
  EXPECT_EQ(read(settings), "a|A\nb|B\nc|C\n");
  EXPECT_EQ(count_pairs(settings), 3);
  Corpus corpus(settings, InvalidUtf8::error);
  TextPair pair;
  while (corpus.next(pair)) {
  }
  EXPECT_EQ(corpus.number(), 2);
  EXPECT_EQ(corpus.place().text(settings), path("2.en.gz") + ":1");
}

TEST_F(CorpusTest, ReadsTablesPlainAndPacked) {
  const CorpusSettings settings{.tsv = {file("1.tsv", "a\tA\n\t\n"), gz_file("2.tsv.gz", "b\tB")}};
  EXPECT_EQ(read(settings), "a|A\n|\nb|B\n");
  EXPECT_EQ(count_pairs(settings), 3);
}

TEST_F(CorpusTest, RefusesOtherNumbersOfColumns) {
  const CorpusSettings three{.tsv = {file("three.tsv", "a\tA\na\tb\tc\n")}};
  const auto error = error_of([&] { read(three); });
  EXPECT_EQ(error.what, "3 column(s) where a table of pairs has 2");
  EXPECT_EQ(error.where, path("three.tsv") + ":2");
  const CorpusSettings one{.tsv = {file("one.tsv", "lonely\n")}};
  EXPECT_EQ(error_of([&] { read(one); }).what, "1 column(s) where a table of pairs has 2");
}

TEST_F(CorpusTest, RefusesUnequalNumbersOfLines) {
  const CorpusSettings settings = corpus("a\nb\nc\n", "A\nB\n");
  const std::string what = "unequal numbers of lines: " + path("train.source") + " has 3, " +
                           path("train.target") + " has 2";
  const auto counted = error_of([&] { count_pairs(settings); });
  EXPECT_EQ(counted.what, what);
  EXPECT_EQ(counted.where, path("train.source") + ":3");
  EXPECT_EQ(error_of([&] { read(settings); }).what, what);
  const CorpusSettings other = corpus("a\n", "A\nB\n");
  EXPECT_EQ(error_of([&] { count_pairs(other); }).where, path("train.target") + ":2");
}

TEST_F(CorpusTest, RefusesAnEmptyCorpus) {
  const CorpusSettings settings = corpus("", "");
  const auto error = error_of([&] { count_pairs(settings); });
  EXPECT_EQ(error.what, "the corpus is empty: no lines in its 2 file(s)");
  EXPECT_EQ(error.where, path("train.source"));
  EXPECT_EQ(error_of([&] { read(settings); }).what, error.what);
  EXPECT_EQ(error_of([&] { count_pairs({}); }).what, "no corpus files are given");
}

TEST_F(CorpusTest, RefusesWhatCannotBeReadTwice) {
  const CorpusSettings pipe{.source = {file("a", "a\n")}, .target = {path("pipe")}};
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  for (const auto& reading :
       {error_of([&] { read(pipe); }), error_of([&] { count_pairs(pipe); })}) {
    EXPECT_EQ(reading.what,
              "'" + path("pipe") + "' is a pipe or a device, but it is read several times");
    EXPECT_EQ(reading.where, path("pipe"));
  }
  EXPECT_EQ(error_of([&] { read({.tsv = {folder_}}); }).what,
            "'" + folder_ + "' is a folder, not a file");
}

TEST_F(CorpusTest, RefusesInvalidUtf8WithItsPlace) {
  const auto error = error_of([&] { read(corpus("a\nb\n", "A\nB\xE9\n")); });
  EXPECT_EQ(error.what, "invalid UTF-8: byte 0xE9 at byte 2 of the line");
  EXPECT_EQ(error.where, path("train.target") + ":2");
  EXPECT_NE(error.fix.find("data.invalid_utf8: skip"), std::string::npos);
}

TEST_F(CorpusTest, CountsBytesInTheWholeLineOfATable) {
  const CorpusSettings table{.tsv = {file("1.tsv", "abc\tA\xE9\n")}};
  const auto error = error_of([&] { read(table); });
  EXPECT_EQ(error.what, "invalid UTF-8: byte 0xE9 at byte 6 of the line");
  EXPECT_EQ(error.where, path("1.tsv") + ":1");
}

TEST_F(CorpusTest, RefusesASetWithoutOneValidPair) {
  const auto error = error_of([&] { read(corpus("\xE9\n", "A\n"), InvalidUtf8::skip); });
  EXPECT_EQ(error.what, "all 1 pairs have invalid UTF-8");
  EXPECT_EQ(error.where, path("train.source") + ":1");
}

TEST_F(CorpusTest, SkipsInvalidUtf8WhenTold) {
  const CorpusSettings settings = corpus("a\n\xFF\nc\nd\n", "A\nB\nC\xC3\nD\n");
  EXPECT_EQ(read(settings, InvalidUtf8::skip), "a|A\nd|D\n");
  Corpus corpus(settings, InvalidUtf8::skip);
  TextPair pair;
  while (corpus.next(pair)) {
  }
  EXPECT_EQ(corpus.number(), 3);
  EXPECT_EQ(corpus.invalid_utf8().count, 2);
  EXPECT_EQ(corpus.invalid_utf8().first.text(settings), path("train.source") + ":2");
}

TEST_F(CorpusTest, SettingsNeedFilesInPairs) {
  CorpusSettings settings{.source = {"a", "b"}, .target = {"c"}};
  EXPECT_EQ(error_of([&] { settings.validate("data.train"); }).what,
            "data.train.source has 2 file(s) but data.train.target has 1");
  settings = {.source = {"a"}, .target = {"b"}, .tsv = {"c"}};
  EXPECT_EQ(error_of([&] { settings.validate("data.valid"); }).what,
            "data.valid has both tsv and source or target");
  DataSettings data;
  data.valid.target = {"only"};
  EXPECT_EQ(error_of([&] { data.validate(); }).what,
            "data.valid.source has 0 file(s) but data.valid.target has 1");
}

}  // namespace
}  // namespace nmt
