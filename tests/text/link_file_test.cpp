#include "text/link_file.h"

#include "text/text_files.h"

namespace nmt {
namespace {

class LinkFileTest : public TextFilesTest {
 protected:
  CorpusSettings with_links(const std::string& links, const std::string& source = "a b\n\nc\n",
                            const std::string& target = "A\nB\nC D E\n") const {
    CorpusSettings settings = corpus(source, target);
    settings.alignment = {file("links", links)};
    return settings;
  }
};

TEST_F(LinkFileTest, GivesTheLinksOfEachPair) {
  const LinkFile links(path("cache"), with_links("1-0 0-0\n\n0-2\n"));
  ASSERT_EQ(links.pairs(), 3);
  EXPECT_EQ(links.pair(0).links, (WordLinks{{1, 0}, {0, 0}}));
  EXPECT_EQ(links.pair(0).source_words, 2);
  EXPECT_EQ(links.pair(0).target_words, 1);
  EXPECT_TRUE(links.pair(1).links.empty());
  EXPECT_EQ(links.pair(2).links, (WordLinks{{0, 2}}));
}

TEST_F(LinkFileTest, PairsThatAreNoTextKeepTheirNumbers) {
  const LinkFile links(path("cache"),
                       with_links("0-0\n0-0\n0-0\n0-0\n", "\xFF\na\n\xFF\nb\n", "A\nB\nC\nD\n"));
  EXPECT_TRUE(links.pair(0).links.empty());
  EXPECT_EQ(links.pair(1).links.size(), 1u);
  EXPECT_TRUE(links.pair(2).links.empty());
  EXPECT_EQ(links.pair(3).links.size(), 1u);
}

TEST_F(LinkFileTest, NamesTheLineThatIsWrong) {
  const auto error = [&](const std::string& links) {
    return error_of([&] { LinkFile(path("cache"), with_links(links)); });
  };
  EXPECT_EQ(error("0-0\n\n1-0\n").where, path("links") + ":3");
  EXPECT_EQ(error("0-0\n\n1-0\n").what,
            "the link 1-0 names a word that is not there: the source has 1 word(s)");
  EXPECT_EQ(error("0-1\n\n\n").what,
            "the link 0-1 names a word that is not there: the target has 1 word(s)");
  EXPECT_EQ(error("0-0\n0 0\n\n").where, path("links") + ":2");
  EXPECT_EQ(error("0-0\n\n").what, "2 line(s) of links for 3 sentence pairs");
  EXPECT_EQ(error("0-0\n\n\n\n").what, "4 line(s) of links for 3 sentence pairs");
}

class WordStartsTest : public TextFilesTest {};

TEST_F(WordStartsTest, EveryTokenOfAWordHasItsLinks) {
  const auto tokenizer = load_tokenizer(file("words",
                                             "nmt words 1\n\xE2\x96\x81go\nal\n\xE2\x96\x81"
                                             "in\n"));
  const WordStarts starts(*tokenizer);
  const std::vector<TokenId> ids = {3, 4, 5, kEnd};  // ▁go al ▁in
  const std::vector<int> words = starts.words(ids);
  EXPECT_EQ(words, (std::vector<int>{0, 2, 3}));
  const LinkFile::Pair pair = {.source_words = 2, .target_words = 2, .links = {{0, 1}, {1, 0}}};
  EXPECT_EQ(token_links(pair, words, words), (WordLinks{{0, 2}, {1, 2}, {2, 0}, {2, 1}}));
  // A word got lost between text and tokens.
  EXPECT_TRUE(
      token_links({.source_words = 3, .target_words = 2, .links = {{0, 1}}}, words, words).empty());
}

TEST_F(WordStartsTest, WithoutMarksATokenIsAWord) {
  const auto tokenizer = load_tokenizer(file("words", "nmt words 1\na\nb\n"));
  const std::vector<TokenId> ids = {3, 4, kUnknown, kEnd};
  EXPECT_EQ(WordStarts(*tokenizer).words(ids), (std::vector<int>{0, 1, 2, 3}));
}

}  // namespace
}  // namespace nmt
