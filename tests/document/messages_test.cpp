// Java's properties and Apple's strings: which of them are messages, and how they are written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document/format_checks.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kProperties =
    "# A comment = one\n! another\n"
    "title=My app\r\n"
    "  key\\ with\\=marks :  A text, \\\n"
    "      which goes on\\n and on\n"
    "escapes = caf\\u00e9 \\uD83D\\uDE00 \\\"x\\\" \\\\\n"
    "format = It''s {0} of {1}\n"
    "number = 12\nempty =\nword\n";

TEST(JavaProperties, ValuesAreTexts) {
  EXPECT_THAT(texts_of("properties", kProperties),
              ElementsAre("My app", "A text, which goes on", "and on", "café 😀 \"x\" \\",
                          "It's {0} of {1}"));
}

TEST(JavaProperties, AllElseStays) {
  EXPECT_EQ(translated("properties", kProperties, in_capitals),
            "# A comment = one\n! another\n"
            "title=MY APP\r\n"
            "  key\\ with\\=marks :  A TEXT, WHICH GOES ON\\n AND ON\n"
            "escapes = CAF\\u00e9 \\ud83d\\ude00 \"X\" \\\\\n"
            "format = IT''S {0} OF {1}\n"
            "number = 12\nempty =\nword\n");
  // Where there are other characters, the file is UTF-8.
  EXPECT_EQ(translated("properties", "a = é \\u00e9 b", in_capitals), "a = é é B");
}

TEST(JavaProperties, ApostrophesAreDoubledWhereMessageFormatReadsThem) {
  const auto as = [](const std::string& content, const std::string& words) {
    return document_of("properties", content)
        ->write(std::vector{TranslatedText{.text = words}}, {});
  };
  EXPECT_EQ(as("a=The app {0}", "L'app {0}"), "a=L''app {0}");
  EXPECT_EQ(as("a=The app", "L'app"), "a=L'app");
  // Nobody has doubled this one.
  EXPECT_EQ(as("a=It's {0}", "C'est {0}"), "a=C'est {0}");
}

TEST(JavaProperties, BearsWhateverItIsGiven) {
  EXPECT_THAT(texts_of("properties", ""), IsEmpty());
  expect_all_borne("properties", kProperties);
}

TEST(JavaProperties, TakesTimeInProportion) {
  expect_fast("properties", kProperties);
  for (const char* part : {"a", "a=b", "\\", "\\\n", "\\u0041", "{0}", "''", "= ", "#"})
    expect_fast("properties", part, "a=");
}

const std::string kStrings =
    "/* A comment \"x\" = \"y\"; */\n"
    "\"title\" = \"My \\\"app\\\"\";\n"
    "// another\n"
    "key = \"A text\\nof two lines\" ;\r\n"
    "\"emoji\"=\"\\U00e9 \\UD83D\\UDE00 %@\";\n"
    "\"alone\"; other = word; \"empty\" = \"\";\n";

TEST(AppleStrings, ValuesAreTexts) {
  EXPECT_THAT(texts_of("strings", kStrings),
              ElementsAre("My \"app\"", "A text", "of two lines", "é 😀 %@"));
}

TEST(AppleStrings, AllElseStays) {
  EXPECT_EQ(translated("strings", kStrings, in_capitals),
            "/* A comment \"x\" = \"y\"; */\n"
            "\"title\" = \"MY \\\"APP\\\"\";\n"
            "// another\n"
            "key = \"A TEXT\\nOF TWO LINES\" ;\r\n"
            "\"emoji\"=\"\\U00e9 \\UD83D\\UDE00 %@\";\n"
            "\"alone\"; other = word; \"empty\" = \"\";\n");
  EXPECT_EQ(translated("strings", "a = \"\\U00e9 b\";", in_capitals), "a = \"é B\";");
}

TEST(AppleStrings, WhatIsNoneIsRefused) {
  const auto words = [](const std::string& content) -> std::string {
    try {
      document_of("strings", content);
    } catch (const Error& error) {
      return error.what();
    }
    return {};
  };
  const std::string fix = "\n  at:  file:2\n  fix: write entries as \"key\" = \"value\";";
  EXPECT_EQ(words("\n/* a"), "error: a comment has no end" + fix);
  EXPECT_EQ(words("\n= \"a\""), "error: a key is expected" + fix);
  EXPECT_EQ(words("\na \"b\""), "error: `=` is expected behind a key" + fix);
  EXPECT_EQ(words("\na = ;"), "error: a string is expected behind `=`" + fix);
  EXPECT_EQ(words("\na = \"b\""), "error: `;` is expected behind a string" + fix);
  EXPECT_EQ(words("\na = \"b;"), "error: a string has no end" + fix);
  // As Xcode once wrote them.
  EXPECT_THAT(words(std::string("\xFF\xFE\x22\x00", 4)), HasSubstr("UTF-16"));
}

TEST(AppleStrings, BearWhateverTheyAreGiven) {
  EXPECT_THAT(texts_of("strings", ""), IsEmpty());
  expect_all_borne("strings", kStrings);
}

TEST(AppleStrings, TakeTimeInProportion) {
  expect_fast("strings", kStrings);
  for (const char* part : {"a", "\\", "\\U00e9", "/*", "//", "\"", "a;", "/**/"}) {
    expect_fast("strings", part, "a = \"", "\";");
    expect_fast("strings", part);
  }
}

}  // namespace
}  // namespace nmt
