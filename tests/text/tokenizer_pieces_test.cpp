#include "text/tokenizer_pieces.h"

#include "text/text_files.h"
#include "text/tokenizer.h"

namespace nmt {
namespace {

class PieceSplitterTest : public TextFilesTest {
 protected:
  // A model of the words below and of no other character.
  std::string model() const {
    std::string text;
    for (int i = 0; i < 60; ++i) text += i % 2 ? "lamps and lanterns\n" : "a lamp on sand\n";
    TokenizerSettings settings{.vocab_size = 20, .byte_fallback = false};
    make_tokenizers(settings, {.train = corpus(text, text)}, {}).source->save(path("a.model"));
    return path("a.model");
  }
};

TEST_F(PieceSplitterTest, GivesThePiecesOfTheModel) {
  const PieceSplitter splitter(model());
  const auto tokenizer = load_tokenizer(path("a.model"));
  const std::string text = "lanterns on a lamp";
  std::string expected;
  for (const TokenId id : tokenizer->encode(text)) {
    expected += (expected.empty() ? "" : " ") + tokenizer->piece(id);
  }
  EXPECT_EQ(splitter.split(text), expected);
  EXPECT_EQ(splitter.split(""), "");
  EXPECT_EQ(splitter.hash(), tokenizer->hash());
}

TEST_F(PieceSplitterTest, KeepsWhatTheModelDoesNotKnow) {
  const std::string pieces = PieceSplitter(model()).split("lamp 漢字");
  EXPECT_TRUE(pieces.ends_with("▁ 漢字") || pieces.ends_with("▁漢字")) << pieces;
}

TEST_F(PieceSplitterTest, RefusesOtherFiles) {
  const std::string other = file("other.model", "no model");
  const Error::Parts error = error_of([&] { PieceSplitter{other}; });
  EXPECT_EQ(error.what, "these 8 bytes are not a SentencePiece model");
  EXPECT_EQ(error.where, other);
  EXPECT_EQ(error_of([&] { PieceSplitter(path("none")); }).where, path("none"));
}

}  // namespace
}  // namespace nmt
