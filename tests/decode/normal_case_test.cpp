// Sentences in capitals: what the model reads of them, and how its translation is written.
#include "decode/normal_case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "decode/fake_models.h"
#include "decode/translator.h"
#include "text/words.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using Lines = std::vector<std::string>;

constexpr TokenId kFirstByte = 3, kFirstWord = kFirstByte + 256;
const Lines kWords = {"The", "farmer", "sees",  "London", "NATO",    "and", "the", "horse", "i",
                      "I",   "from",   "Horse", "ışık",   "Ispanak", "iş",  "Iş",  "of"};

// One token for each word that it knows, one for each byte of another.
class KnownWords : public Tokenizer {
 public:
  explicit KnownWords(bool is_small = false) : Tokenizer("known words"), is_small_(is_small) {}
  std::vector<TokenId> encode(std::string_view text) const override {
    const std::string small = is_small_ ? LetterCase("").in_small(text) : std::string(text);
    std::vector<TokenId> ids;
    for (const std::string_view word : words_of(small)) {
      const auto found = std::find(kWords.begin(), kWords.end(), word);
      if (found != kWords.end()) {
        ids.push_back(kFirstWord + static_cast<TokenId>(found - kWords.begin()));
      } else {
        ids.push_back(kFirstByte + ' ');
        for (const char byte : word) ids.push_back(kFirstByte + static_cast<unsigned char>(byte));
      }
    }
    return ids;
  }
  std::string decode(std::span<const TokenId> ids) const override {
    std::string text;
    for (const TokenId id : ids) {
      if (id >= kFirstWord) text += " " + kWords[static_cast<std::size_t>(id - kFirstWord)];
      if (id >= kFirstByte && id < kFirstWord) text += static_cast<char>(id - kFirstByte);
    }
    return std::string(trimmed(text));
  }
  int vocabulary_size() const override { return kFirstWord + static_cast<int>(kWords.size()); }
  std::string piece(TokenId id) const override { return decode({&id, 1}); }

 private:
  bool is_small_;
};

Tokenizers known_words(bool is_small = false) {
  const auto words = std::make_shared<KnownWords>(is_small);
  return {words, words, true};
}

// What the model reads of a sentence.
std::string read_of(std::string_view sentence, const std::string& mode = "auto",
                    const LearnedText& learned = {}) {
  const NormalCase normal(mode, learned, known_words());
  std::string read;
  for (const SourcePiece& piece : normal.split(sentence, 100))
    read += KnownWords().decode(std::span(piece.ids).first(piece.ids.size() - 1));
  return read;
}

TEST(NormalCase, AWordIsReadInTheFormWithTheFewestTokens) {
  EXPECT_EQ(read_of("THE FARMER SEES LONDON AND NATO"), "The farmer sees London and NATO");
  EXPECT_EQ(read_of("FARMER AND HORSE"), "Farmer and horse");  // the first begins with a capital
  EXPECT_EQ(read_of("NATO SEES THE HORSE"), "NATO sees the horse");
  EXPECT_EQ(read_of("THE “FARMER” SEES"), "The “farmer” sees");
}

TEST(NormalCase, ATitleKeepsWhatTheTokenizerKnowsSo) {
  EXPECT_EQ(read_of("The Farmer Sees The Horse From London"),
            "The farmer sees the Horse from London");
}

TEST(NormalCase, ISaysTheLanguage) {
  EXPECT_EQ(read_of("THE FARMER AND I"), "The farmer and I");
  EXPECT_EQ(read_of("THE FARMER AND I", "auto", {.language = "nl"}), "The farmer and i");
  EXPECT_EQ(read_of("FARMER IŞIK İŞ", "auto", {.language = "tr"}), "Farmer ışık iş");
}

TEST(NormalCase, OtherSentencesAreReadAsTheyAre) {
  for (const char* text : {"The farmer sees NATO", "NATO", "the FARMER sees", "42", ""})
    EXPECT_EQ(read_of(text), text);
}

TEST(NormalCase, TheSettingAndWhatTheModelLearnedDecide) {
  const std::string capitals = "THE FARMER SEES", title = "The Farmer Sees London Horse";
  EXPECT_EQ(read_of(capitals, "keep"), capitals);
  EXPECT_EQ(read_of(capitals, "auto", {.capital_lines = 0.01}), capitals);
  EXPECT_EQ(read_of(capitals, "auto", {.capital_lines = 0.001}), "The farmer sees");
  EXPECT_EQ(read_of(capitals, "restore", {.capital_lines = 0.01}), "The farmer sees");
  EXPECT_EQ(read_of(title, "auto", {.capital_lines = 0.01}), "The farmer sees London Horse");
  EXPECT_EQ(read_of(title, "auto", {.title_lines = 0.01}), title);
}

TEST(NormalCase, ATokenizerThatKnowsNoCapitalsNeedsNothing) {
  const NormalCase normal("auto", {}, known_words(true));
  const std::vector<SourcePiece> pieces = normal.split("THE FARMER SEES", 100);
  ASSERT_EQ(pieces.size(), 1u);
  EXPECT_EQ(pieces[0].capitals, Capitals::normal);
}

TEST(NormalCase, PiecesHaveTheirPlacesInTheSentence) {
  const NormalCase normal("auto", {.language = "tr"}, known_words());
  // What is read has fewer bytes: İ is i.
  const std::string sentence = "İŞ İŞ İŞ, İŞ İŞ İŞ İŞ.";
  const std::vector<SourcePiece> pieces = normal.split(sentence, 16);
  ASSERT_GT(pieces.size(), 1u);
  std::string all;
  std::size_t end = 0;
  for (const SourcePiece& piece : pieces) {
    EXPECT_GE(piece.text.begin, end);
    EXPECT_EQ(LetterCase("tr").in_small(trimmed(in_range(sentence, piece.text))),
              LetterCase("tr").in_small(trimmed(piece.normal)));
    end = piece.text.end;
  }
  EXPECT_EQ(end, sentence.size());
}

// Says what it reads.
Translation copied(const std::string& line, DecodingSettings settings,
                   const LearnedText& learned = {}) {
  const FakeModel model = copy_model(KnownWords().vocabulary_size());
  settings.threads = 1;
  return Translator(model, known_words(), settings, learned).translate(Lines{line})[0];
}

TEST(Capitals, OfTheSourceAreThoseOfTheTranslation) {
  EXPECT_EQ(copied("THE FARMER SEES THE HORSE", {}).text(), "THE FARMER SEES THE HORSE");
  EXPECT_EQ(copied("THE FARMER SEES THE HORSE", {}).candidates[0].ids,
            KnownWords().encode("The farmer sees the horse"));
  EXPECT_EQ(copied("THE FARMER SEES THE HORSE", {.capitals = "keep"}).candidates[0].ids,
            KnownWords().encode("THE FARMER SEES THE HORSE"));
  EXPECT_EQ(copied("The Farmer Sees the Horse of London", {}).text(),
            "The Farmer Sees the Horse of London");
  EXPECT_EQ(copied("IŞIK İŞ SEES", {}, {.language = "tr", .target_language = "tr"}).text(),
            "IŞIK İŞ SEES");
}

TEST(Capitals, BelongToTheSentence) {
  EXPECT_EQ(copied("The farmer sees. THE HORSE SEES! NATO sees.", {}).text(),
            "The farmer sees. THE HORSE SEES! NATO sees.");
}

TEST(Capitals, LeaveWhatIsKeptAsItIs) {
  const Translation kept = copied("THE {name} SEES <b>THE</b> HORSE",
                                  {.keep = {"placeholder", "tag"}, .confidence = true});
  EXPECT_EQ(kept.text(), "THE {name} SEES <b>THE</b> HORSE");
  Lines words;
  for (const WordConfidence& word : kept.candidates[0].words.value()) words.push_back(word.word);
  EXPECT_THAT(words, ElementsAre("THE", "{name}", "SEES", "THE", "HORSE"));
}

TEST(Capitals, HaveTheTermsOfTheGlossary) {
  const std::string path = testing::TempDir() + "nmt_capitals_terms.tsv";
  std::ofstream(path) << "farmer\thorse\n";
  const Translation said = copied("THE FARMER SEES NATO", {.glossary = path});
  std::remove(path.c_str());
  EXPECT_EQ(said.text(), "THE HORSE SEES NATO");
}

}  // namespace
}  // namespace nmt
