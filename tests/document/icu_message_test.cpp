// The texts of messages that choose, and that what chooses stays as it is.
#include "document/icu_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document/format_checks.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string quoted(const std::string& message) { return "[\"" + message + "\"]"; }

TEST(IcuMessage, BranchesAreTexts) {
  const std::string message =
      "{count, plural, offset:1 =0 {No files} one {# file} other {# {kind} files}}";
  EXPECT_THAT(texts_of("json", quoted(message)),
              ElementsAre("No files", "[#] file", "[#] [{kind}] files"));
  EXPECT_EQ(translated("json", quoted(message), in_capitals),
            quoted("{count, plural, offset:1 =0 {NO FILES} one {# FILE} other {# {kind} FILES}}"));
}

TEST(IcuMessage, WhatStandsAroundAChoiceIsATextToo) {
  const std::string message = "{who} has {n, plural, one {a dog} other {{n, number} dogs}} today.";
  EXPECT_THAT(texts_of("json", quoted(message)),
              ElementsAre("[{who}] has [{n, plural, one {a dog} other {{n, number} dogs}}] today.",
                          "a dog", "[{n, number}] dogs"));
  EXPECT_EQ(translated("json", quoted(message), backwards),
            quoted("today. {n, plural, one {dog a} other {dogs {n, number}}} has {who}"));
}

TEST(IcuMessage, ChoicesWithinChoices) {
  const std::string message =
      "{sex, select, female {{n, plural, other {She # times}}} other {They '{'quoted'}' it}}";
  EXPECT_THAT(texts_of("json", quoted(message)),
              ElementsAre("She [#] times", "They ['{']quoted['}'] it"));
  EXPECT_EQ(translated("json", quoted(message), in_capitals),
            quoted("{sex, select, female {{n, plural, other {SHE # TIMES}}} other {THEY "
                   "'{'QUOTED'}' IT}}"));
}

TEST(IcuMessage, ATextWithTagsIsOneLine) {
  const std::string message = "{n, plural, one {A\\nfile} other {# of\\nthese}}";
  EXPECT_THAT(texts_of("json", quoted(message)), ElementsAre("A\nfile", "[#] of these"));
  const auto document = document_of("json", quoted(message));
  const std::vector<TranslatedText> translations = {{.text = "Eine"},
                                                    unchanged(document->texts()[1])};
  EXPECT_EQ(document->write(translations, {}),
            quoted("{n, plural, one {Eine} other {# of\\nthese}}"));
}

TEST(IcuMessage, OtherBracesAreNone) {
  EXPECT_EQ(icu_message("{name} and {n, number}"), nullptr);
  EXPECT_EQ(icu_message("{n, plural, one {a}"), nullptr);
  EXPECT_EQ(icu_message("{n, plural, one a}"), nullptr);
  EXPECT_EQ(icu_message("} {n, plural, one {a}}"), nullptr);
  EXPECT_EQ(icu_message("{{n}}"), nullptr);
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "{n, plural, a {";
  EXPECT_EQ(icu_message(deep), nullptr);
}

TEST(IcuMessage, BearsWhateverItIsGiven) {
  expect_all_borne("json",
                   quoted("{a, select, b {c {d} '{e'} f {{n, plural, one {# g} other {h}}}} i"));
  for (const char* part : {"{n, plural, one {a}} ", "{a} ", "'{", "#", "{n, plural, "})
    expect_fast("json", part, "[\"{n, plural, one {a}} ", "\"]");
}

}  // namespace
}  // namespace nmt
