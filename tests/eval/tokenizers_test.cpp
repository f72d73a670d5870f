// The words of each tokenizer; expected values computed once with sacreBLEU 2.6.0.
#include "eval/tokenizers.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace nmt {
namespace {

std::string tokenized(const std::string& name, std::string line) {
  metric_tokenizer(name)(line);
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
  for (const std::string& name : metric_tokenizer_names())
    EXPECT_EQ(tokenized(name, ""), "") << name;
}

TEST(MetricTokenizers, NameTheNearestForAnUnknownName) {
  try {
    metric_tokenizer("13b");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what, "unknown tokenizer '13b' for BLEU");
    EXPECT_NE(error.parts().fix.find("13a"), std::string::npos);
  }
}

}  // namespace
}  // namespace nmt
