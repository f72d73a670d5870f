#include "document/android_strings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document/fake_translations.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kStrings = R"(<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE resources [ <!ENTITY app "App"> ]>
<resources xmlns:xliff="urn:oasis:names:tc:xliff:document:1.2">
    <!-- shown first -->
    <string name="a">Don\'t stop\nnow,
        &app; &amp; \"you\"</string>
    <string name="b" translatable="false">NAME</string>
    <string name="c">Hello <xliff:g id="x" example="Ann">%1$s</xliff:g>, <b>good</b> day</string>
    <string name="d"><![CDATA[<b>Raw</b> text]]></string>
    <string name="e">&lt;i>an\u00e9 \uD83D\uDE00&lt;/i> end</string>
    <string name="f">@string/a</string>
    <string name="g">"  two  blanks"</string>
    <color name="x">#fff</color>
    <plurals name="h"><item quantity="one">one day</item><item quantity="other">%d days</item></plurals>
    <string-array name="i"><item>first</item><item>@string/c</item></string-array>
    <string-array name="j" translatable="false"><item>kept</item></string-array>
    <integer-array name="k"><item>12</item></integer-array>
    <string name="l">\@you</string>
</resources>
)";

TEST(AndroidStrings, AreReadAsAndroidReadsThem) {
  const auto document = read_document("android", kStrings);
  expect_sound(*document);
  EXPECT_THAT(texts_of(*document),
              ElementsAre("Don't stop<br/>now, &app; & \"you\"",
                          "Hello <xliff:g id=\"x\" example=\"Ann\">%1$s</xliff:g>, <b>good</b> day",
                          "<b>Raw</b> text", "<i>ané 😀</i> end", "  two  blanks", "one day",
                          "%d days", "first", "@you"));
  EXPECT_EQ(document->texts()[0].tags.size(), 2u);
  EXPECT_EQ(document->texts()[1].tags[1].partner, 2);
  EXPECT_EQ(document->texts()[2].tags[0].partner, 1);
  EXPECT_EQ(document->texts()[3].tags[0].partner, 1);
  EXPECT_EQ(write_with(*document, unchanged), kStrings);
}

TEST(AndroidStrings, AreWrittenWithEscapes) {
  const auto document = read_document("android", kStrings);
  const std::string written = write_with(*document, in_capitals);
  for (
      const std::string_view expected : {
          R"(<string name="a">DON\'T STOP\nNOW, &app; &amp; \"YOU\"</string>)",
          R"(<string name="c">HELLO <xliff:g id="x" example="Ann">%1$s</xliff:g>, <b>GOOD</b> DAY</string>)",
          R"(<string name="d"><![CDATA[<b>RAW</b> TEXT]]></string>)",
          R"(<string name="e">&lt;i&gt;ANé 😀&lt;/i&gt; END</string>)",
          R"(<string name="g"> \u0020TWO \u0020BLANKS</string>)",
          R"(<item quantity="other">%D DAYS</item>)",
          R"(<string name="l">\@YOU</string>)",
      })
    EXPECT_THAT(written, HasSubstr(std::string(expected)));
  const auto again = read_document("android", written);
  EXPECT_EQ(again->texts()[0].text, "DON'T STOP<br/>NOW, &app; & \"YOU\"");
  EXPECT_THAT(write_with(*document, turned_around), HasSubstr("<![CDATA[ text<b>Raw</b>]]>"));
}

TEST(AndroidStrings, EscapesAreReadAndWritten) {
  EXPECT_EQ(android_decoded(R"(a\\b\tc\?d\u12 \)"), "a\\b\tc?du12 \\");
  EXPECT_EQ(android_decoded(R"(\ud83d \ude00)"), "\uFFFD \uFFFD");
  EXPECT_EQ(android_decoded("a \n b \"c \n d\" e"), "a b c \n d e");
  for (const std::string text : {"", "?why", "@x", "a\\nb", "it's \"x\"\n\t", "a  b"})
    EXPECT_EQ(android_decoded(android_encoded(text)), text);
}

TEST(AndroidStrings, DamagedFilesAreAnErrorOrRead) {
  EXPECT_THAT(error_of([] { read_document("android", "<a/>"); }),
              HasSubstr("its first element is <a>, and <resources> was expected"));
  read_damaged("android", kStrings, {});
}

}  // namespace
}  // namespace nmt
