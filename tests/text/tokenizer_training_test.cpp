// Tokenizers that cannot be trained, and text that is awkward to train them on.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/utf8.h"
#include "text/corpus_check.h"
#include "text/tokenizer_making.h"
#include "text/tokenizer_sentencepiece.h"

namespace nmt {
namespace {

using TokenizerTrainingTest = TokenizerTest;

TEST_F(TokenizerTrainingTest, NamesTheLargestVocabulary) {
  for (const std::string type : {"unigram", "bpe"}) {
    const auto error = error_of([&] { make({.type = type, .vocab_size = 50'000}, data()); });
    EXPECT_TRUE(error.what.starts_with("a vocabulary of 50000 is more than the ")) << error.what;
    EXPECT_EQ(error.where, "tokenizer.vocab_size");
    const std::size_t at = error.fix.find("at most ") + 8;
    const int most = std::stoi(error.fix.substr(at));
    EXPECT_EQ(make({.type = type, .vocab_size = most}, data()).source->vocabulary_size(), most);
  }
}

TEST_F(TokenizerTrainingTest, AnswersTooSmallAVocabulary) {
  const auto error = error_of([&] { make({.vocab_size = 262}, data()); });
  EXPECT_TRUE(error.what.starts_with("a vocabulary of 262 is less than the ")) << error.what;
  EXPECT_EQ(error.where, "tokenizer.vocab_size");
}

TEST_F(TokenizerTrainingTest, AnswersTextThatHasNothingToLearn) {
  const DataSettings blank{.train = corpus(" \n\t\n", "\n \n")};
  for (const std::string type : {"unigram", "bpe", "words"}) {
    const auto error = error_of([&] { make({.type = type}, blank); });
    EXPECT_EQ(error.what, "there is no text to train the tokenizer on: every line is blank");
    EXPECT_EQ(error.where, path("train.source"));
  }
}

TEST_F(TokenizerTrainingTest, NamesTheSideThatIsBlank) {
  const DataSettings blank{.train = corpus("a\nb\n", " \n\r\n")};
  for (const std::string type : {"unigram", "bpe", "words"})
    EXPECT_EQ(
        error_of([&] { make({.type = type, .vocab_size = 262, .shared = false}, blank); }).where,
        path("train.target"));
}

TEST_F(TokenizerTrainingTest, SaysThatTheLinesDrawnAreBlank) {
  const DataSettings mostly{.train =
                                corpus("a\n" + std::string(5000, '\n'), std::string(5001, '\n'))};
  const auto error = error_of([&] { make({.vocab_size = 300, .training_sentences = 2}, mostly); });
  EXPECT_EQ(error.what,
            "there is no text to train the tokenizer on: all lines that were drawn are blank");
  EXPECT_EQ(error.where, "tokenizer.training_sentences");
}

// Also bpe, of which SentencePiece names a largest vocabulary that no setting allows.
TEST_F(TokenizerTrainingTest, SaysThatNormalisationLeavesNothing) {
  for (const std::string text : {"\u200b\n", "\ufeff\ufeff\n", "\x01\n", "\u00a0\u3000\n"})
    for (const std::string type : {"unigram", "bpe"})
      for (const bool byte_fallback : {true, false}) {
        const auto error = error_of([&] {
          make({.type = type, .byte_fallback = byte_fallback}, {.train = corpus(text, text)});
        });
        EXPECT_EQ(error.what,
                  "nothing of this text is left to train a tokenizer on, once it is normalised "
                  "(nmt_nfkc)");
        EXPECT_EQ(error.where, "data.train");
      }
}

// Nothing is printed that only who knows SentencePiece's source understands.
TEST_F(TokenizerTrainingTest, SaysInItsOwnWordsWhyThereIsNoTokenizer) {
  const std::string texts[] = {
      "\xE2\x80\x8B\n",  // invisible: normalisation leaves nothing
      "\xE2\x96\x81\n",  // what SentencePiece keeps for itself
      "\xE2\x96\x85\n", "\x01\x02\n", "a\n", "\xF0\x9F\x98\x80\n", "\xEF\xBB\xBF\xEF\xBB\xBF\n",
      "a\rb\n"};
  for (const std::string& text : texts)
    for (const std::string type : {"unigram", "bpe"})
      for (const std::string normalization : {"nmt_nfkc", "identity"})
        for (const int vocab_size : {8, 300, 9000})
          for (const bool byte_fallback : {true, false}) {
            const TokenizerSettings settings = {.type = type,
                                                .vocab_size = vocab_size,
                                                .byte_fallback = byte_fallback,
                                                .normalization = normalization};
            if (byte_fallback && vocab_size < 262) continue;
            try {
              make(settings, {.train = corpus(text, text)});
            } catch (const Error& error) {
              const std::string said = error.what();
              EXPECT_EQ(said.find(".cc"), std::string::npos) << said;
              EXPECT_EQ(said.find('['), std::string::npos) << said;
              EXPECT_EQ(said.find("_."), std::string::npos) << said;
              EXPECT_FALSE(error.parts().where.empty()) << said;
              EXPECT_FALSE(error.parts().fix.empty()) << said;
            }
          }
}

TEST_F(TokenizerTrainingTest, RefusesSymbolsThatItHas) {
  const auto refused = [&](const std::string& symbol, bool byte_fallback) {
    return error_of([&] {
      TokenizerSettings{.type = "bpe",
                        .vocab_size = 300,
                        .byte_fallback = byte_fallback,
                        .user_symbols = {symbol}}
          .validate();
    });
  };
  const auto error = refused("<0x41>", true);
  EXPECT_EQ(error.what,
            "tokenizer.user_symbols has '<0x41>', which tokenizer.byte_fallback has already, for a "
            "byte");
  EXPECT_EQ(error.where, "tokenizer.user_symbols");
  for (const std::string symbol : {"<s>", "</s>", "<unk>", "", "a b", "a\tb", "\"", "\xE2\x96\x81"})
    EXPECT_FALSE(refused(symbol, true).what.empty()) << symbol;
  // What is no byte, and a byte where there are none, is a symbol like another.
  for (const std::string symbol : {"<0x4>", "<0xZZ>", "<0x4g>", "<2de>", "0x41"})
    TokenizerSettings{.vocab_size = 300, .user_symbols = {symbol}}.validate();
  const Tokenizers made =
      make({.vocab_size = 50, .byte_fallback = false, .user_symbols = {"<0x41>", "a,b", "<pad>"}},
           data());
  for (const std::string symbol : {"<0x41>", "a,b", "<pad>"})
    EXPECT_TRUE(find_token(*made.source, symbol)) << symbol;
}

TEST_F(TokenizerTrainingTest, RefusesTagsThatDoNotFit) {
  const auto tagged = [&](const std::string& tag, const std::string& other) {
    DataSettings settings = data();
    settings.train.parts.front().tag = tag;
    settings.train.parts.push_back(settings.train.parts.front());
    settings.train.parts.back().tag = other;
    return settings;
  };
  const auto byte = error_of([&] { make({.vocab_size = 300}, tagged("<a>", "<0x41>")); });
  EXPECT_EQ(byte.what,
            "data.train[2].tag is '<0x41>', which tokenizer.byte_fallback has already, for a byte");
  EXPECT_EQ(byte.where, "data.train[2].tag");
  make({.type = "words", .vocab_size = 50}, tagged("<a>", "<0x41>"));
  // The tags take room, too.
  for (const std::string type : {"words", "bpe"}) {
    const TokenizerSettings small = {.type = type, .vocab_size = 5, .byte_fallback = false};
    EXPECT_EQ(error_of([&] { make(small, tagged("<a>", "<b>")); }).what,
              "tokenizer.vocab_size 5 leaves no room beside 5 special symbols");
  }
  EXPECT_EQ(
      make({.type = "words", .vocab_size = 6}, tagged("<a>", "<b>")).source->vocabulary_size(), 6);
}

// SentencePiece leaves out lines with U+2585.
TEST_F(TokenizerTrainingTest, LearnsFromLinesWithReservedCharacters) {
  std::string text = "ab \u2585\u2585\u00df\u2585cd\n";
  for (int i = 0; i < 20; ++i) text += "ab abcd cdab\n";
  for (const std::string type : {"unigram", "bpe"})
    for (const std::string normalization : {"nmt_nfkc", "identity"}) {
      const Tokenizers made = make({.type = type,
                                    .vocab_size = 10,
                                    .byte_fallback = false,
                                    .character_coverage = 1,
                                    .normalization = normalization},
                                   {.train = corpus(text, text)});
      const std::vector<TokenId> ids = made.source->encode("\u00df");
      EXPECT_EQ(std::count(ids.begin(), ids.end(), kUnknown), 0) << type << ' ' << normalization;
    }
}

// SentencePiece leaves out lines of more than 4,192 bytes.
TEST_F(TokenizerTrainingTest, LearnsFromLinesOfAnyLength) {
  std::string blanks, none;
  while (blanks.size() < 20'000) blanks += "ab cd ";
  while (none.size() < 20'000) none += "\u65e5\u672c";
  const std::string text = blanks + "\u00df\n" + none + "\u00e6\n";
  for (const std::string type : {"unigram", "bpe"}) {
    const Tokenizers made =
        make({.type = type, .vocab_size = 16, .byte_fallback = false, .character_coverage = 1},
             {.train = corpus(text, text)});
    for (const std::string letter : {"a", "d", "\u65e5", "\u00df", "\u00e6"}) {
      const std::vector<TokenId> ids = made.source->encode(letter);
      EXPECT_EQ(std::count(ids.begin(), ids.end(), kUnknown), 0) << type << ' ' << letter;
    }
  }
}

TEST(TrainingPart, EndsAtABlankOrBehindACharacter) {
  EXPECT_EQ(training_part("a b"), "a b");
  EXPECT_EQ(training_part(""), "");
  const std::string words = std::string(4000, 'a') + " " + std::string(4000, 'b');
  EXPECT_EQ(training_part(words), std::string(4000, 'a'));
  EXPECT_EQ(training_part(std::string(5000, 'a')).size(), 4192u);
  std::string wide = "a";
  while (wide.size() < 9000) wide += "\u65e5";
  for (std::string_view rest = wide; !rest.empty();) {
    const std::string_view part = training_part(rest);
    EXPECT_EQ(find_invalid_utf8(part), std::string::npos);
    rest.remove_prefix(part.size());
  }
}

// A carriage return within a line is white space, not a letter.
TEST_F(TokenizerTrainingTest, LearnsNoCarriageReturns) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "one\rtwo\rthree\n";
  for (const std::string normalization : {"nmt_nfkc", "identity"}) {
    const Tokenizers made = make(
        {.type = "bpe", .vocab_size = 16, .byte_fallback = false, .normalization = normalization},
        {.train = corpus(text, text)});
    for (TokenId id = 0; id < made.source->vocabulary_size(); ++id)
      EXPECT_EQ(made.source->piece(id).find('\r'), std::string::npos);
  }
}

TEST_F(TokenizerTrainingTest, SaysThatLinesEndInCarriageReturns) {
  const auto error =
      error_of([&] { make({.vocab_size = 300}, {.train = corpus("one\rtwo\rthree\r", "x\n")}); });
  EXPECT_EQ(error.what,
            "the whole file is one line: it has 3 carriage returns (CR) and no line feeds (LF) to "
            "end lines");
  EXPECT_EQ(error.where, path("train.source"));
  EXPECT_EQ(count_pairs(CorpusList(corpus("one\r\n", "a\rb\n"))), 1);
}

TEST_F(TokenizerTrainingTest, SaysSoOfEachFileOfACorpus) {
  const std::string words =
                        "the whole file is one line: it has 3 carriage returns (CR) and no line "
                        "feeds (LF) to end lines",
                    lines = "one\ntwo\nthree\n", returns = "one\rtwo\rthree\r";
  const CorpusSettings target = corpus(lines, returns);
  const CorpusSettings table = {.tsv = {file("table", "one\tx\rtwo\ty\rthree\tz\r")}};
  for (const CorpusSettings& settings : {target, table}) {
    const std::string place = settings.tsv.empty() ? path("train.target") : path("table");
    const auto counted = error_of([&] { count_pairs(settings); });
    EXPECT_EQ(counted.what, words);
    EXPECT_EQ(counted.where, place);
    EXPECT_EQ(error_of([&] { read_pairs(settings, InvalidUtf8::error); }).where, place);
  }
  EXPECT_EQ(error_of([&] { check_lines(target, InvalidUtf8::error, {}); }).what, words);
}

TEST_F(TokenizerTrainingTest, TinyTextsNeverEndTheProgram) {
  for (const std::string text :
       {"a\n", "a b c d e f g h\n", "aaaaaaaaaaaaaaaa\n", "\xE2\x96\x85\n"})
    for (const std::string type : {"unigram", "bpe"})
      for (const int vocab_size : {261, 262, 263, 270}) {
        try {
          make({.type = type, .vocab_size = vocab_size}, {.train = corpus(text, text)});
        } catch (const Error&) {
        }
      }
}

}  // namespace
}  // namespace nmt
