// The words of each tokenizer; expected values computed once with sacreBLEU 2.6.0.
#include "eval/tokenizers.h"

#include "base/hash.h"
#include "text/text_files.h"
#include "text/tokenizer.h"
#include "text/tokenizer_pieces.h"

namespace nmt {
namespace {

std::string tokenized(const std::string& name, std::string line) {
  metric_tokenizer(name).tokenize(line);
  std::vector<std::string_view> words;
  split_words(line, words);
  std::string joined;
  for (const std::string_view word : words) joined.append(joined.empty() ? "" : " ").append(word);
  return joined;
}

struct Case {
  const char *line, *v13a, *intl, *zh;
};

const Case kCases[] = {
    {"1..2 1...2 a..b .5 5. a.5,b", "1 . . 2 1 . . .2 a . . b . 5 5 . a . 5 , b",
     "1 . . 2 1 . . .2 a . . b . 5 5 . a . 5 , b", "1 . . 2 1 . . .2 a . . b . 5 5 . a . 5 , b"},
    {"2-3 a-b 10--20", "2 - 3 a-b 10 - -20", "2-3 a - b 10 - - 20", "2 - 3 a-b 10 - -20"},
    {"don't (stop) [it] {a|b}~ ^_^ `x` \\ /", "don't ( stop ) [ it ] { a | b } ~ ^ _ ^ ` x ` \\ /",
     "don ' t ( stop ) [ it ] { a | b } ~ ^ _ ^ ` x ` \\ /",
     "don't ( stop ) [ it ] { a | b } ~ ^ _ ^ ` x ` \\ /"},
    {"<skipped>a&lt;b&gt; &amp;lt; &amp;quot;", "a < b > < & quot ;",
     "< skipped > a & lt ; b & gt ; & amp ; lt ; & amp ; quot ;",
     "< skipped > a & lt ; b & gt ; & amp ; lt ; & amp ; quot ;"},
    {"“Hé,” 3,5 €5 +a 1. x。y…z ½,", "“Hé , ” 3,5 €5 + a 1 . x。y…z ½ ,",
     "“ Hé , ” 3,5 € 5 + a 1 . x 。 y … z ½,", "“ Hé , ” 3,5 € 5 + a 1 . x 。 y … z ½ ,"},
    {"wo‐rd\u00a0a\u3000b–c 5–6 a!!b 1!!2", "wo‐rd a b–c 5–6 a ! ! b 1 ! ! 2",
     "wo ‐ rd a b – c 5–6 a ! ! b 1 ! ! 2", "wo ‐ rd a b – c 5 – 6 a ! ! b 1 ! ! 2"},
    {"測試ABC,測試1.5。 ① ‘a’", "測試ABC , 測試1.5。 ① ‘a’", "測試ABC , 測試1.5 。 ① ‘ a ’",
     "測 試 ABC , 測 試 1.5 。 ① ‘ a ’"},
};

TEST(MetricTokenizers, GiveTheWordsOfSacreBleu) {
  for (const Case& c : kCases) {
    EXPECT_EQ(tokenized("13a", c.line), c.v13a);
    EXPECT_EQ(tokenized("intl", c.line), c.intl);
    EXPECT_EQ(tokenized("zh", c.line), c.zh);
  }
}

TEST(MetricTokenizers, CharTakesEveryCharacterButSpaces) {
  EXPECT_EQ(tokenized("char", "İyi gün 好"), "İ y i g ü n 好");
}

TEST(MetricTokenizers, NoneOnlySplits) {
  EXPECT_EQ(tokenized("none", "  a.b\t,c\u2003d \u0085"), "a.b ,c d");
}

TEST(MetricTokenizers, TakeEmptyLines) {
  for (const char* name : {"13a", "intl", "zh", "char", "none"}) {
    EXPECT_EQ(tokenized(name, ""), "") << name;
    EXPECT_EQ(metric_tokenizer(name).signature, name);
  }
}

TEST(MetricTokenizers, NameTheNearestForAnUnknownName) {
  const auto fix_of = [](const std::string& name) {
    const Error::Parts error = error_of([&] { metric_tokenizer(name); });
    EXPECT_EQ(error.what, "unknown tokenizer '" + name + "' for BLEU");
    return error.fix;
  };
  EXPECT_EQ(fix_of("13b"), "did you mean '13a'?");
  EXPECT_EQ(fix_of("ja-mecap"), "did you mean 'ja-mecab'?");
  EXPECT_EQ(fix_of("flores20:a/model"), "did you mean 'flores200:FILE'?");
  EXPECT_EQ(fix_of("moses"),
            "use one of: 13a, intl, zh, char, none, ja-mecab, ja-mecab:FOLDER, ko-mecab, "
            "ko-mecab:FOLDER, spm:FILE, flores101:FILE, flores200:FILE, spBLEU-1K:FILE");
  EXPECT_EQ(fix_of("13a:x"), "did you mean '13a'?");
}

class PieceTokenizersTest : public TextFilesTest {};

TEST_F(PieceTokenizersTest, AreSignedWithTheirModel) {
  const std::string text = "one line\nanother line\n";
  const TokenizerSettings settings{.type = "bpe", .vocab_size = 20, .byte_fallback = false};
  make_tokenizers(settings, {.train = corpus(text, text)}, {}).source->save(path("a.model"));
  const MetricTokenizer named = metric_tokenizer("flores200:" + path("a.model"));
  EXPECT_EQ(named.signature, "flores200");
  const MetricTokenizer unnamed = metric_tokenizer("spm:" + path("a.model"));
  EXPECT_EQ(unnamed.signature, "spm-" + file_hash(path("a.model")).substr(0, 8));
  EXPECT_EQ(tokenized("spm:" + path("a.model"), "one line"),
            PieceSplitter(path("a.model")).split("one line"));
}

TEST_F(PieceTokenizersTest, NeedAModel) {
  for (const std::string name : {"spm", "flores101", "flores200:", "spBLEU-1K"}) {
    const Error::Parts error = error_of([&] { metric_tokenizer(name); });
    const std::string word = name.substr(0, name.find(':'));
    EXPECT_EQ(error.what, "the tokenizer " + word + " needs its SentencePiece model");
    EXPECT_EQ(error.fix,
              "write " + word + ":FILE; sacreBLEU keeps such files in ~/.sacrebleu/models");
  }
}

}  // namespace
}  // namespace nmt
