#include "decode/n_best.h"

#include "text/text_files.h"

namespace nmt {
namespace {

TEST(NBest, ReadsFourColumnsAndThree) {
  const NBestEntry entry = parse_n_best("12 ||| ein Hund ||| F0= -1.5 ||| -0.3", "x:1");
  EXPECT_EQ(entry.line, 12);
  EXPECT_EQ(entry.text, "ein Hund");
  EXPECT_EQ(entry.features, "F0= -1.5");
  EXPECT_EQ(entry.score, "-0.3");
  EXPECT_EQ(entry.to_line(), "12 ||| ein Hund ||| F0= -1.5 ||| -0.3");
  EXPECT_EQ(parse_n_best("0 |||  ||| F0= -1.5", "x:1").text, "");
  EXPECT_EQ(parse_n_best("0 |||  ||| F0= -1.5", "x:1").score, "");
}

TEST(NBest, ATranslationMayHoldBars) {
  EXPECT_EQ(parse_n_best("0 ||| a ||| b ||| F0= -1 ||| -2", "x:1").text, "a ||| b");
}

TEST(NBest, RefusesOtherLines) {
  const Error::Parts columns = error_of([] { parse_n_best("0 ||| a", "list:4"); });
  EXPECT_EQ(columns.what, "2 column(s) where an n-best list has 4");
  EXPECT_EQ(columns.where, "list:4");
  for (const char* number : {"x", "-1", "1.5", ""})
    EXPECT_EQ(
        error_of([&] { parse_n_best(std::string(number) + " ||| a ||| f ||| 1", "l:1"); }).what,
        std::string("'") + number + "' is not the number of a source line");
}

}  // namespace
}  // namespace nmt
