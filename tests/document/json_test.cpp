// Which strings of a JSON text are messages, and that their escapes are as they were.
#include "document/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document/format_checks.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kJson = R"({
  "app": {"title": "My app", "version": 3, "on": true, "none": null},
  "list": ["One", "Two {name}", ["Three"], "12.5"],
  "escapes": "A \"quote\", a \\, a tab\tand \u00e9, \uD83D\uDE00",
  "lines": "\n  - One line.\nAnother line.\n",
  "empty": ""
}
)";

TEST(Json, StringsAreTexts) {
  EXPECT_THAT(texts_of("json", kJson),
              ElementsAre("My app", "One", "Two {name}", "Three",
                          "A \"quote\", a \\, a tab\tand é, 😀", "One line.", "Another line."));
  EXPECT_THAT(texts_of("json", "\"One\""), ElementsAre("One"));
  EXPECT_THAT(texts_of("json", "// a note\n{\"a\": /* \"b\" */ \"c\"}"), ElementsAre("c"));
}

TEST(Json, AllElseStays) {
  EXPECT_EQ(translated("json", kJson, in_capitals), R"({
  "app": {"title": "MY APP", "version": 3, "on": true, "none": null},
  "list": ["ONE", "TWO {NAME}", ["THREE"], "12.5"],
  "escapes": "A \"QUOTE\", A \\, A TAB\tAND \u00e9, \ud83d\ude00",
  "lines": "\n  - ONE LINE.\nANOTHER LINE.\n",
  "empty": ""
}
)");
}

TEST(Json, EscapesAreThoseOfTheFile) {
  EXPECT_EQ(translated("json", R"(["é \u00e9 a"])", in_capitals), R"(["é é A"])");
  EXPECT_EQ(translated("json", R"(["a\/b \u003cc>"])", in_capitals), R"(["A\/B \u003cC\u003e"])");
  EXPECT_EQ(translated("json", R"(["a/b <c>\u0001"])", in_capitals), R"(["A/B <C>\u0001"])");
}

TEST(Json, DescriptionsAreNoMessages) {
  // As in .arb files of Flutter.
  EXPECT_THAT(texts_of("json", R"({"@@locale": "en", "a": "A text", "@a": {"description": "a note",
                                   "placeholders": {"x": {"type": "String"}}}, "b": "B"})"),
              ElementsAre("A text", "B"));
  // As in messages.json of browser extensions.
  EXPECT_THAT(
      texts_of("json", R"({"a": {"description": "a note", "message": "A text", "placeholders":
                                   {"x": {"content": "$1", "example": "that"}}}, "b": {"c": "d"}})"),
      ElementsAre("A text", "d"));
}

TEST(Json, WhatIsNoneIsRefused) {
  try {
    document_of("json", "{\n\"a\": }\n");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "error: this is no JSON: syntax error while parsing value - unexpected '}'; expected "
        "'[', '{', or a literal\n  at:  file:2\n"
        "  fix: write it as JSON is written; only comments may be added");
  }
  EXPECT_THROW(document_of("json", ""), Error);
  EXPECT_THROW(document_of("json", R"("\ud83d")"), Error);
}

TEST(Json, BearsWhateverItIsGiven) {
  expect_all_borne("json", kJson);
  expect_all_borne("json", R"({"@a": [{"message": "b"}], "c": {"message": "d", "e": "f"}} // g)");
  EXPECT_THAT(texts_of("json", "{}"), IsEmpty());
}

TEST(Json, TakesTimeInProportion) {
  expect_fast("json", "{\"a\": \"The text.\"},", "[", "1]", 10'000'000);
  for (const char* part :
       {"[", "{\"a\":", "\"a\",", "\\n", "\\u00e9", "\\n- a", "/**/", "{\"@a\":{\"message\":"}) {
    expect_fast("json", part);
    expect_fast("json", part, "[\"", "\"]");
    expect_fast("json", part, "[", "1]");
  }
  // Deep, and closed again.
  std::string deep(1'000'000, '['), close(1'000'000, ']');
  expect_fast("json", "\"a\",", deep, "1" + close);
}

}  // namespace
}  // namespace nmt
