#include "text/tokenizer.h"

#include <sentencepiece_trainer.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <thread>
#include <unordered_map>

#include "text/isolated.h"
#include "text/text_files.h"
#include "text/tokenizer_making.h"

namespace nmt {
namespace {

constexpr const char* kEmoji = "\xF0\x9F\x98\x80";

TEST_F(TokenizerTest, SubwordsRoundTrip) {
  for (const std::string type : {"unigram", "bpe"}) {
    const Tokenizers made = subwords(type);
    const Tokenizer& tokenizer = *made.source;
    EXPECT_TRUE(made.shared);
    EXPECT_EQ(tokenizer.vocabulary_size(), 305);
    EXPECT_EQ(tokenizer.piece(kUnknown), "<unk>");
    EXPECT_EQ(tokenizer.piece(kBegin), "<s>");
    EXPECT_EQ(tokenizer.piece(kEnd), "</s>");
    const std::string text = "lamps mountain riveren.";
    const std::vector<TokenId> ids = tokenizer.encode(text);
    EXPECT_LT(ids.size(), text.size());
    EXPECT_EQ(tokenizer.decode(ids), text);
    EXPECT_TRUE(tokenizer.encode("").empty());
    EXPECT_EQ(tokenizer.decode({}), "");
  }
}

TEST_F(TokenizerTest, BytesKeepWhatTheCorpusNeverHad) {
  for (const std::string type : {"unigram", "bpe"}) {
    const Tokenizers made = subwords(type);
    const std::string text = std::string("lamp ") + kEmoji + " \xE4\xB8\xAD Z";
    EXPECT_EQ(made.source->decode(made.source->encode(text)), text);
  }
  const Tokenizers without =
      make({.type = "bpe", .vocab_size = 60, .byte_fallback = false}, data());
  const std::vector<TokenId> ids = without.source->encode(kEmoji);
  EXPECT_NE(std::find(ids.begin(), ids.end(), kUnknown), ids.end());
}

// Wide letters and a ligature; then capitals.
TEST_F(TokenizerTest, NormalizationSaysWhatIsTheSame) {
  const auto read = [&](const std::string& normalization, const std::string& text) {
    const Tokenizers made =
        make({.type = "bpe", .vocab_size = 305, .normalization = normalization}, data());
    return made.source->decode(made.source->encode(text));
  };
  const std::string wide = "\uff4c\uff41\uff4d\uff50 \ufb01 LAMP";
  EXPECT_EQ(read("identity", wide), wide);
  EXPECT_EQ(read("nmt_nfkc", wide), "lamp fi LAMP");
  EXPECT_EQ(read("nfkc", wide), "lamp fi LAMP");
  EXPECT_EQ(read("nmt_nfkc_cf", wide), "lamp fi lamp");
  EXPECT_EQ(read("nfkc_cf", wide), "lamp fi lamp");
}

TEST_F(TokenizerTest, CharacterCoverageLeavesOutTheRarest) {
  const std::string rare = "\u0107", text = sentences(200, "s");
  const DataSettings with = {.train = corpus(text + rare + "\n", text + "lamp\n")};
  const auto knows = [&](double coverage) {
    const Tokenizers made = make(
        {.type = "bpe", .vocab_size = 60, .byte_fallback = false, .character_coverage = coverage},
        with);
    const std::vector<TokenId> ids = made.source->encode(rare);
    return std::find(ids.begin(), ids.end(), kUnknown) == ids.end();
  };
  EXPECT_TRUE(knows(1));
  EXPECT_FALSE(knows(0.98));
}

TEST_F(TokenizerTest, AwkwardTextSurvives) {
  const Tokenizers made = subwords("unigram");
  const Tokenizer& tokenizer = *made.source;
  for (const std::string& text :
       {std::string("\xE2\x96\x81"), std::string("a\0b", 3), std::string("\t\t"),
        std::string("</s> <s> <unk>"), std::string(100'000, 'x'), std::string("\xE2\x96\x85"),
        std::string("bad \xFF\xC3 bytes"), std::string(5'000, ' ')}) {
    const std::vector<TokenId> ids = tokenizer.encode(text);
    for (const TokenId id : ids) EXPECT_TRUE(id >= 0 && id < 305 && id != kBegin && id != kEnd);
    tokenizer.decode(ids);
  }
}

TEST_F(TokenizerTest, DecodingGivesOneLineWithoutMarks) {
  const Tokenizers made = subwords("unigram");
  const Tokenizer& tokenizer = *made.source;
  std::vector<TokenId> ids = tokenizer.encode("lamp");
  for (TokenId id = 0; id < tokenizer.vocabulary_size(); ++id)
    if (tokenizer.piece(id) == "<0x0A>" || tokenizer.piece(id) == "<0x0D>") ids.push_back(id);
  ids.insert(ids.begin(), kBegin);
  ids.push_back(kEnd);
  EXPECT_EQ(ids.size(), tokenizer.encode("lamp").size() + 4);
  EXPECT_EQ(tokenizer.decode(ids), "lamp  ");
}

// Bytes that are one character together, and line breaks, are no beginnings of the whole.
TEST_F(TokenizerTest, BeginningsAreWhatTheTokensUpToThereSay) {
  for (const std::string type : {"unigram", "bpe", "words"}) {
    const Tokenizers made =
        make({.type = type, .vocab_size = type == "words" ? 10 : 305, .user_symbols = {"<2de>"}},
             data());
    const auto tagged = with_tag(made.source, "<2de>", "tag");
    const Tokenizer& tokenizer = *tagged;
    for (const std::string& text :
         {std::string(), std::string("lamps mountain riveren."), std::string("<2de> lamp <2de>"),
          std::string("  two  blanks "), std::string("lamp ") + kEmoji + " \xE4\xB8\xAD Z",
          std::string("a\nb\r"), std::string("\xE2\x96\x81")}) {
      std::vector<TokenId> ids = tokenizer.encode(text);
      ids.insert(ids.begin() + static_cast<std::ptrdiff_t>(ids.size() / 2), {kUnknown, kEnd});
      ids.insert(ids.begin(), kBegin);
      EXPECT_EQ(tokenizer.decode_beginnings(ids), tokenizer.Tokenizer::decode_beginnings(ids))
          << type << ": " << text;
    }
  }
}

TEST_F(TokenizerTest, UserSymbolsStayWhole) {
  for (const std::string type : {"unigram", "bpe", "words"}) {
    const Tokenizers made = make({.type = type,
                                  .vocab_size = type == "words" ? 10 : 305,
                                  .user_symbols = {"<2de>", "[a,b]"}},
                                 data());
    for (const std::string symbol : {"<2de>", "[a,b]"}) {
      int found = 0;
      for (const TokenId id : made.source->encode(symbol + " lamp"))
        found += made.source->piece(id) == symbol;
      EXPECT_EQ(found, 1) << type << " " << symbol;
    }
  }
}

TEST_F(TokenizerTest, SeparateTokenizersDiffer) {
  const Tokenizers made = make({.vocab_size = 290, .shared = false}, data());
  EXPECT_FALSE(made.shared);
  EXPECT_NE(made.source->hash(), made.target->hash());
}

TEST_F(TokenizerTest, TrainingIsDeterministic) {
  for (const std::string type : {"unigram", "bpe", "words"})
    EXPECT_EQ(make({.type = type, .vocab_size = 305}, data()).source->hash(),
              make({.type = type, .vocab_size = 305}, data()).source->hash());
}

TEST_F(TokenizerTest, TrainingTakesASampleOfTheLines) {
  EXPECT_NE(
      make({.type = "bpe", .vocab_size = 300, .training_sentences = 40}, data()).source->hash(),
      make({.type = "bpe", .vocab_size = 300}, data()).source->hash());
}

TEST_F(TokenizerTest, SavedModelsLoadTheSame) {
  for (const std::string type : {"unigram", "bpe", "words"}) {
    const Tokenizers made = make({.type = type, .vocab_size = 305}, data());
    made.source->save(path("model"));
    EXPECT_EQ(content(path("model")), made.source->bytes());
    const auto loaded = load_tokenizer(path("model"));
    EXPECT_EQ(loaded->hash(), made.source->hash());
    EXPECT_EQ(loaded->encode("lamps river"), made.source->encode("lamps river"));
  }
}

TEST_F(TokenizerTest, GivenModelsAreNotTrained) {
  subwords("bpe").source->save(path("joint.model"));
  const DataSettings none;
  EXPECT_TRUE(make({.model = path("joint.model")}, none).shared);
  EXPECT_TRUE(make({.source = path("joint.model"), .target = path("joint.model")}, none).shared);
  const Tokenizers mixed = make({.vocab_size = 290, .source = path("joint.model")}, data());
  EXPECT_FALSE(mixed.shared);
  EXPECT_EQ(mixed.target->vocabulary_size(), 290);
}

// A model with the ids of T5: <pad> 0, </s> 1, <unk> 2 and no <s>.
TEST_F(TokenizerTest, GivenModelsWithOtherIdsAreRenumbered) {
  class Lines : public sentencepiece::SentenceIterator {
   public:
    bool done() const override { return left_ == 0; }
    void Next() override { --left_; }
    const std::string& value() const override { return text_; }
    sentencepiece::util::Status status() const override { return {}; }

   private:
    int left_ = 10;
    std::string text_ = "lamps in the garden by the river";
  } lines;
  const std::unordered_map<std::string, std::string> options = {
      {"vocab_size", "20"}, {"model_type", "bpe"}, {"minloglevel", "4"}, {"pad_id", "0"},
      {"eos_id", "1"},      {"unk_id", "2"},       {"bos_id", "-1"}};
  std::string bytes;
  ASSERT_TRUE(sentencepiece::SentencePieceTrainer::Train(options, &lines, &bytes).ok());
  const auto tokenizer = load_tokenizer(file("t5.model", bytes));
  EXPECT_EQ(tokenizer->vocabulary_size(), 21);  // <s> has come in
  EXPECT_EQ(tokenizer->piece(kUnknown), "<unk>");
  EXPECT_EQ(tokenizer->piece(kBegin), "<s>");
  EXPECT_EQ(tokenizer->piece(kEnd), "</s>");
  EXPECT_EQ(tokenizer->piece(3), "<pad>");
  std::vector<TokenId> ids = tokenizer->encode("lamps in the river");
  EXPECT_EQ(std::count(ids.begin(), ids.end(), kEnd), 0);
  ids.push_back(kEnd);
  EXPECT_EQ(tokenizer->decode(ids), "lamps in the river");
  EXPECT_EQ(tokenizer->encode("X").back(), kUnknown);
  EXPECT_EQ(tokenizer->bytes(), bytes);
}

TEST_F(TokenizerTest, ThreadsEncodeAtOnce) {
  const Tokenizers made = subwords("unigram");
  const std::string text = "lamps rivers mountainen kitchen.";
  const std::vector<TokenId> expected = made.source->encode(text);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i)
        wrong += made.source->encode(text) != expected || made.source->decode(expected) != text;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(TokenizerTest, WordsTakeTheMostFrequent) {
  const DataSettings few{.train = corpus("b a\tc a\n<unk> </s> a b\n", "x\nx\n")};
  const Tokenizers made = make({.type = "words", .vocab_size = 6, .shared = false}, few);
  EXPECT_EQ(made.source->bytes(), "nmt words 1\na\nb\nc\n");
  EXPECT_EQ(made.target->vocabulary_size(), 4);
  EXPECT_EQ(made.source->encode(" a  b\tz </s> "), (std::vector<TokenId>{3, 4, 0, 0}));
  EXPECT_EQ(made.source->decode(std::vector<TokenId>{kBegin, 3, 0, 5, kEnd}), "a <unk> c");
  EXPECT_EQ(make({.type = "words", .vocab_size = 5, .shared = false}, few).source->bytes(),
            "nmt words 1\na\nb\n");
}

TEST_F(TokenizerTest, EncodesPairsWithEndMarks) {
  const Tokenizers made =
      make({.type = "words", .vocab_size = 9, .shared = false}, {.train = corpus("a\n", "x\n")});
  const PairBatch batch = encode_pairs(std::vector<TextPair>{{"a a", "x"}, {"", "x x"}}, made);
  EXPECT_EQ(batch.source.ids, (std::vector<TokenId>{3, 3, kEnd, kEnd}));
  EXPECT_EQ(batch.target.offsets, (std::vector<int>{0, 2, 5}));
  EXPECT_EQ(batch.pairs, (std::vector<std::int64_t>{0, 1}));
}

TEST_F(TokenizerTest, ErrorsOfTheCorpusComeThrough) {
  const auto error =
      error_of([&] { make({.vocab_size = 300}, {.train = corpus("a\xFF\n", "b\n")}); });
  EXPECT_EQ(error.what, "invalid UTF-8: byte 0xFF at byte 2 of the line");
  EXPECT_EQ(error.where, path("train.source") + ":1");
}

TEST_F(TokenizerTest, AnswersFilesThatAreNoModel) {
  const std::string text = file("words.txt", "the\na\n");
  const auto error = error_of([&] { load_tokenizer(text); });
  EXPECT_EQ(error.what, "these 6 bytes are neither a SentencePiece model nor a words vocabulary");
  EXPECT_EQ(error.where, text);
  EXPECT_EQ(error_of([&] { load_tokenizer(file("empty", "")); }).where, path("empty"));
  EXPECT_EQ(error_of([&] { load_tokenizer(path("missing")); }).where, path("missing"));
}

TEST_F(TokenizerTest, AnswersMalformedWordLists) {
  const auto twice = error_of([&] { load_tokenizer(file("twice", "nmt words 1\na\na\n")); });
  EXPECT_EQ(twice.what, "'a' is there twice");
  EXPECT_EQ(twice.where, path("twice") + ":3");
  EXPECT_EQ(error_of([&] { load_tokenizer(file("two", "nmt words 1\na b\n")); }).what,
            "'a b' is not one word");
  EXPECT_EQ(error_of([&] { load_tokenizer(file("special", "nmt words 1\n</s>\n")); }).what,
            "'</s>' is in every vocabulary already");
}

TEST_F(TokenizerTest, SettingsAreChecked) {
  const auto what = [](const TokenizerSettings& settings) {
    return error_of([&] { settings.validate(); }).what;
  };
  EXPECT_EQ(
      what({.vocab_size = 200}),
      "tokenizer.vocab_size 200 leaves no room beside 259 special symbols (256 of them bytes)");
  EXPECT_EQ(what({.type = "words", .vocab_size = 4, .user_symbols = {"x"}}),
            "tokenizer.vocab_size 4 leaves no room beside 4 special symbols");
  EXPECT_EQ(what({.model = "m", .source = "s"}),
            "tokenizer.model is given together with tokenizer.source or tokenizer.target");
  EXPECT_EQ(what({.user_symbols = {"a", "a"}}), "tokenizer.user_symbols has 'a' twice");
  EXPECT_EQ(what({.user_symbols = {""}}), "tokenizer.user_symbols has '', which is empty");
  EXPECT_EQ(what({.user_symbols = {"a b"}}),
            "tokenizer.user_symbols has 'a b', with white space or a quotation mark in it");
  EXPECT_EQ(what({.user_symbols = {"</s>"}}),
            "tokenizer.user_symbols has '</s>', which every tokenizer has already");
  EXPECT_EQ(what({.user_symbols = {"\xE2\x96\x81x"}}),
            "tokenizer.user_symbols has '\xE2\x96\x81x', with a character that SentencePiece keeps "
            "for itself (U+2581, U+2585)");
  EXPECT_EQ(what({.user_symbols = {"\xFF"}}),
            "tokenizer.user_symbols has '\xFF', which is not valid UTF-8");
}

const IsolatedTask kTask = {.purpose = "working", .where = "place", .fix = "a way out"};

TEST(Isolated, ReturnsResultsAndErrors) {
  EXPECT_EQ(run_isolated(kTask, [] { return std::string("a\0b", 3); }), std::string("a\0b", 3));
  const auto error = error_of([] {
    run_isolated(kTask, []() -> std::string {
      throw Error({.what = "w", .where = "", .fix = "f", .kind = Error::Kind::runtime});
    });
  });
  EXPECT_EQ(error.what, "w");
  EXPECT_EQ(error.where, "");
  EXPECT_EQ(error.fix, "f");
  EXPECT_EQ(error.kind, Error::Kind::runtime);
  EXPECT_EQ(error_of([] {
              run_isolated(kTask, []() -> std::string { throw std::runtime_error("odd"); });
            }).what,
            "odd");
}

TEST(Isolated, AnErrorArrivesWithAllThatProgramsLookAt) {
  const auto error = error_of([] {
    run_isolated(kTask, []() -> std::string {
      throw Error({.what = "w",
                   .keys = {"tokenizer.vocab_size", "data.train"},
                   .code = Error::Code::large_vocabulary,
                   .limit = 1'000'000'000'000});
    });
  });
  EXPECT_EQ(error.keys, (std::vector<std::string>{"tokenizer.vocab_size", "data.train"}));
  EXPECT_EQ(error.where, "tokenizer.vocab_size");
  EXPECT_EQ(error.kind, Error::Kind::input);
  EXPECT_EQ(error.code, Error::Code::large_vocabulary);
  EXPECT_EQ(error.limit, 1'000'000'000'000);
}

TEST(Isolated, ADeadChildIsAnError) {
  const auto exited = error_of([] {
    run_isolated(kTask, []() -> std::string {
      std::fputs("last words\n\n", stderr);
      _exit(3);
    });
  });
  EXPECT_EQ(exited.what, "working failed: it exited with code 3: last words");
  EXPECT_EQ(exited.where, "place");
  EXPECT_EQ(exited.fix, "a way out");
  EXPECT_EQ(exited.kind, Error::Kind::runtime);
  const auto killed = error_of([] {
    run_isolated(kTask, []() -> std::string {
      std::raise(SIGKILL);
      return "";
    });
  });
  EXPECT_EQ(killed.what, "working failed: it was stopped by Killed");
}

}  // namespace
}  // namespace nmt
