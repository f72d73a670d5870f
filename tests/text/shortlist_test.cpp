#include "text/shortlist.h"

#include <cstring>

#include "base/hash.h"
#include "text/text_files.h"

namespace nmt {
namespace {

using Ids = std::vector<TokenId>;
class ShortlistTest : public TextFilesTest {};

// Source token 3 becomes 70, 5; token 4 becomes 9; the frequent token is 64.
Shortlist example() {
  return {{.source = 6, .target = 100, .source_hash = "aa", .target_hash = "bb"},
          {64, 64},
          std::vector<Ids>{{}, {}, {}, {70, 5, 70, kBegin}, {9}}};
}

TEST_F(ShortlistTest, JoinsTheTranslationsOfTheTokens) {
  const Shortlist shortlist = example();
  EXPECT_EQ(shortlist.candidates(Ids{}), (Ids{kUnknown, kEnd, 64}));
  EXPECT_EQ(shortlist.candidates(Ids{3, kEnd}), (Ids{kUnknown, kEnd, 5, 64, 70}));
  EXPECT_EQ(shortlist.candidates(Ids{4, 3, 4, kEnd}), (Ids{kUnknown, kEnd, 5, 9, 64, 70}));
  EXPECT_EQ(shortlist.entries(), 3u);
}

TEST_F(ShortlistTest, ASourceTokenWithoutTranslationsAddsNothing) {
  EXPECT_EQ(example().candidates(Ids{5, 99, -1}), (Ids{kUnknown, kEnd, 64}));
}

TEST_F(ShortlistTest, ComesBackFromAFile) {
  example().save(path("s.bin"));
  const Shortlist loaded = Shortlist::load(path("s.bin"));
  EXPECT_EQ(loaded.candidates(Ids{3, 4}), example().candidates(Ids{3, 4}));
  EXPECT_EQ(loaded.vocabularies().source, 6);
  EXPECT_EQ(loaded.vocabularies().target_hash, "bb");
}

TEST_F(ShortlistTest, ATokenBeyondTheVocabularyIsRefused) {
  EXPECT_EQ(error_of([] {
              Shortlist({1, 5, "", ""}, {5}, {});
            }).what,
            "a shortlist of 5 target tokens cannot hold token 5");
}

TEST_F(ShortlistTest, OtherFilesAreRefused) {
  const auto refused = [&](const std::string& bytes) {
    const Error::Parts parts = error_of([&] { Shortlist::load(file("s.bin", bytes)); });
    EXPECT_EQ(parts.where, path("s.bin"));
    EXPECT_EQ(parts.fix, "make the shortlist again: nmt shortlist --help");
    return parts.what;
  };
  EXPECT_EQ(refused(""), "the file is no shortlist");
  EXPECT_EQ(refused("some text\nand more\n"), "the file is no shortlist");
  EXPECT_EQ(refused("nmt-shortlist 9 1 1\n"),
            "the shortlist has format 9; this program reads format 1");
  EXPECT_EQ(refused("nmt-shortlist 1 5 x\n"), "the first line of the shortlist is damaged");
  EXPECT_EQ(error_of([&] { Shortlist::load(path("none")); }).where, path("none"));
}

TEST_F(ShortlistTest, ADamagedFileIsRefusedWhereverItIsDamaged) {
  example().save(path("s.bin"));
  const std::string whole = content(path("s.bin"));
  const std::size_t body = whole.find('\n') + 1;
  for (std::size_t at = body; at < whole.size(); ++at) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x40);
    EXPECT_THROW(Shortlist::load(file("s.bin", bytes)), Error);
  }
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_THROW(Shortlist::load(file("s.bin", whole.substr(0, size))), Error);
}

// The first line belongs to the numbers behind it, but they are no tokens, or not in their order.
TEST_F(ShortlistTest, NumbersThatCannotBeAreRefused) {
  example().save(path("s.bin"));
  const std::string whole = content(path("s.bin"));
  const std::size_t body = whole.find('\n') + 1;
  const auto load_with = [&](std::size_t number, std::int32_t value) {
    std::string numbers = whole.substr(body);
    std::memcpy(numbers.data() + number * sizeof value, &value, sizeof value);
    const std::string header = whole.substr(0, whole.rfind(' ', body) + 1);
    Shortlist::load(file("s.bin", header + content_hash(numbers) + "\n" + numbers));
  };
  // One frequent token, the places of the translations of 6 source tokens and the end, 3 tokens.
  ASSERT_EQ(whole.size() - body, 11 * sizeof(std::int32_t));
  EXPECT_NO_THROW(load_with(0, 63));
  EXPECT_NO_THROW(load_with(10, 99));
  for (const auto& [number, value] : std::vector<std::pair<std::size_t, std::int32_t>>{
           {0, 100}, {0, -1}, {1, 1}, {1, -1}, {5, 4}, {7, 4}, {8, 100}, {10, -1}})
    EXPECT_EQ(error_of([&] { load_with(number, value); }).what,
              "the shortlist is damaged: it names tokens that do not exist")
        << number << ": " << value;
}

TEST_F(ShortlistTest, MustBelongToTheTokenizers) {
  const std::string words = "a b c d e f g h";
  const auto make = [&](const std::string& text, const std::string& other) {
    DataSettings data{.train = corpus(text + "\n", other + "\n")};
    TokenizerSettings settings;
    settings.type = "words";
    settings.shared = false;
    return make_tokenizers(settings, data, {});
  };
  const Tokenizers model = make(words, words + " x"), other = make(words, words + " y z");
  const Shortlist shortlist(Shortlist::vocabularies_of(other), {}, {});
  EXPECT_NO_THROW(shortlist.require(other, "decoding.shortlist"));
  const Error::Parts parts = error_of([&] { shortlist.require(model, "decoding.shortlist"); });
  EXPECT_EQ(parts.what.find("the shortlist was made for another target vocabulary: 13 tokens"), 0u)
      << parts.what;
  EXPECT_EQ(parts.where, "decoding.shortlist");
  EXPECT_EQ(parts.fix, "make one for this model: nmt shortlist --help");
}

}  // namespace
}  // namespace nmt
