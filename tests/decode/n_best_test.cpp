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

TEST(NBest, KeepsTheAlignment) {
  for (const std::string alignment : {"0-0 2-1", "0.5,0.25 1e-05,1", ""}) {
    const std::string line = "12 ||| ein Hund ||| F0= -1.5 ||| -0.3 ||| " + alignment;
    const NBestEntry entry = parse_n_best(line, "x:1");
    EXPECT_EQ(entry.text, "ein Hund");
    EXPECT_EQ(entry.features, "F0= -1.5");
    EXPECT_EQ(entry.score, "-0.3");
    EXPECT_EQ(entry.alignment, alignment);
    EXPECT_EQ(entry.to_line(), line);
  }
  EXPECT_EQ(parse_n_best("1 ||| a ||| F0= -1 B= -inf ||| -inf ||| 0-0", "x:1").alignment, "0-0");
  // Bars of a text, as another program may have left them.
  const NBestEntry bars = parse_n_best("0 ||| a ||| 0-0 ||| F0= -1 ||| -2", "x:1");
  EXPECT_EQ(bars.alignment, std::nullopt);
  EXPECT_EQ(bars.text, "a ||| 0-0");
}

TEST(NBest, WhateverATextHoldsIsReadAgain) {
  for (const std::string text : {"",
                                 " ",
                                 " a ",
                                 "|||",
                                 "||||",
                                 "|||||||",
                                 "a || b",
                                 "||",
                                 "a|",
                                 "|a",
                                 "&#124;",
                                 "&amp;#124;",
                                 "&amp;amp;#124; &#124;|||&#124;&#124;",
                                 "&",
                                 "&amp;",
                                 "&&#124;",
                                 "&#124",
                                 "#124;",
                                 "0-0",
                                 "a ||| F0= -1 ||| -2 ||| 0-0",
                                 "a &#124;&#124;&#124; b"}) {
    NBestEntry entry = {.line = 3, .text = text, .features = "F0= -1", .score = "-2"};
    EXPECT_EQ(parse_n_best(entry.to_line(), "x:1").text, text) << entry.to_line();
    entry.alignment = "0-0";
    EXPECT_EQ(parse_n_best(entry.to_line(), "x:1").text, text) << entry.to_line();
    EXPECT_EQ(parse_n_best(entry.to_line(), "x:1").alignment, "0-0");
  }
  EXPECT_EQ((NBestEntry{.text = "a ||| b", .features = "f"}).to_line(),
            "0 ||| a &#124;&#124;&#124; b ||| f");
  // As Moses escapes a single one.
  EXPECT_EQ(parse_n_best("0 ||| a &#124; b ||| f ||| 1", "x:1").text, "a | b");
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
