#include "document/xliff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document/fake_translations.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const DocumentLanguages kGerman{"en", "de"};

std::string with(std::string text, std::string_view old, std::string_view now) {
  const std::size_t at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return at == std::string::npos ? text : text.replace(at, old.size(), now);
}

constexpr const char* kFirst = R"(<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
  <file original="a" source-language="en" datatype="plaintext">
    <body>
      <trans-unit id="1">
        <source>Press <g id="1">the &quot;big&quot; button</g><x id="2" ctype="lb"/>now.</source>
        <note>x</note>
      </trans-unit>
      <trans-unit id="2"><source>done</source><target>fertig</target></trans-unit>
      <trans-unit id="3"><source>new</source><target state="needs-translation" x="1">new</target></trans-unit>
      <trans-unit id="4"><source>empty
         line</source><target/></trans-unit>
      <group translate="no"><trans-unit id="5"><source>NAME</source></trans-unit></group>
      <trans-unit id="6" xml:space="preserve"><source>two
lines</source><alt-trans><target>x</target></alt-trans></trans-unit>
      <trans-unit id="7"><source>a <bpt id="1">&lt;b></bpt>b<ept id="1">&lt;/b></ept> <mrk mtype="protected">c</mrk> <it id="2" pos="open">i</it></source></trans-unit>
      <trans-unit id="8"><source>One. Two.</source>
        <seg-source><mrk mtype="seg" mid="1">One.</mrk> <mrk mtype="seg" mid="2">Two.</mrk></seg-source></trans-unit>
      <trans-unit id="9"><source><x id="1"/></source></trans-unit>
    </body>
  </file>
</xliff>
)";

TEST(Xliff1, SourcesWithoutATranslationAreTexts) {
  const auto document = read_document("xliff", kFirst);
  expect_sound(*document);
  EXPECT_THAT(texts_of(*document),
              ElementsAre("Press <g id=\"1\">the \"big\" button</g><x id=\"2\" ctype=\"lb\"/>now.",
                          "new", "empty line", "two\nlines",
                          "a <bpt id=\"1\">&lt;b></bpt>b<ept id=\"1\">&lt;/b></ept> <mrk "
                          "mtype=\"protected\">c</mrk> <it id=\"2\" pos=\"open\">i</it>",
                          "One.", "Two."));
  const auto& tags = document->texts()[0].tags;
  ASSERT_EQ(tags.size(), 3u);
  EXPECT_EQ(tags[0].partner, 1);
  EXPECT_TRUE(tags[2].divides);
  EXPECT_EQ(document->texts()[4].tags[0].partner, 1);
  EXPECT_EQ(document->texts()[4].tags[3].partner, -1);
}

TEST(Xliff1, TargetsAreFilled) {
  std::string expected = kFirst;
  expected = with(expected, "<file ", "<file target-language=\"de\" ");
  expected = with(expected, "now.</source>",
                  "now.</source>\n        <target state=\"translated\">PRESS <g id=\"1\">THE "
                  "\"BIG\" BUTTON</g><x id=\"2\" ctype=\"lb\"/>NOW.</target>");
  expected = with(expected, "\"needs-translation\" x=\"1\">new<", "\"translated\" x=\"1\">NEW<");
  expected = with(expected, "<target/>", "<target state=\"translated\">EMPTY LINE</target>");
  expected = with(expected, "two\nlines</source>",
                  "two\nlines</source><target state=\"translated\">TWO\nLINES</target>");
  expected = with(expected, "open\">i</it></source>",
                  "open\">i</it></source><target state=\"translated\">A <bpt id=\"1\">&lt;b></bpt>"
                  "B<ept id=\"1\">&lt;/b></ept> <mrk mtype=\"protected\">c</mrk> <it id=\"2\" "
                  "pos=\"open\">i</it></target>");
  expected = with(expected, "</seg-source>",
                  "</seg-source>\n        <target state=\"translated\"><mrk mtype=\"seg\" "
                  "mid=\"1\">ONE.</mrk> <mrk mtype=\"seg\" mid=\"2\">TWO.</mrk></target>");
  const auto document = read_document("xliff", kFirst);
  const std::string written = write_with(*document, in_capitals, kGerman);
  EXPECT_EQ(written, expected);
  const auto again = read_document("xliff", written);
  EXPECT_THAT(again->texts(), IsEmpty());
  EXPECT_EQ(again->write({}, kGerman), written);
}

TEST(Xliff1, TagsMove) {
  const auto document = read_document("xliff", kFirst);
  EXPECT_THAT(write_with(*document, turned_around, kGerman),
              HasSubstr("<target state=\"translated\">now.<x id=\"2\" ctype=\"lb\"/>"
                        "<g id=\"1\">the \"big\" button</g>Press </target>"));
}

constexpr const char* kSecond =
    R"(<x:xliff xmlns:x="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en">
 <x:file id="f">
  <x:unit id="1">
   <x:originalData><x:data id="d">&lt;br></x:data></x:originalData>
   <x:segment id="s1">
    <x:source>A <x:pc id="1">big</x:pc> <x:sc id="2"/>dog<x:ec startRef="2"/><x:ph id="3" subType="xlf:lb"/>runs.</x:source>
   </x:segment>
   <x:ignorable><x:source> </x:source></x:ignorable>
   <x:segment state="translated"><x:source>cat</x:source><x:target>Katze</x:target></x:segment>
   <x:segment state="initial" id="3"><x:source>bird</x:source><x:target>bird</x:target></x:segment>
  </x:unit>
  <x:unit id="2" translate="no"><x:segment><x:source>NAME</x:source></x:segment></x:unit>
 </x:file>
</x:xliff>
)";

TEST(Xliff2, TargetsOfSegmentsAreFilled) {
  const auto document = read_document("xliff", kSecond);
  expect_sound(*document);
  ASSERT_EQ(texts_of(*document).size(), 2u);
  EXPECT_EQ(document->texts()[0].tags[2].partner, 3);
  std::string expected = kSecond;
  expected = with(expected, "<x:xliff", "<x:xliff trgLang=\"de\"");
  expected = with(expected, "<x:segment id=\"s1\">", "<x:segment state=\"translated\" id=\"s1\">");
  expected = with(expected, "runs.</x:source>",
                  "runs.</x:source>\n    <x:target>A <x:pc id=\"1\">BIG</x:pc> <x:sc id=\"2\"/>DOG"
                  "<x:ec startRef=\"2\"/><x:ph id=\"3\" subType=\"xlf:lb\"/>RUNS.</x:target>");
  expected = with(expected, "\"initial\"", "\"translated\"");
  expected = with(expected, "<x:target>bird<", "<x:target>BIRD<");
  EXPECT_EQ(write_with(*document, in_capitals, kGerman), expected);
}

TEST(Xliff2, TheTargetLanguageHasToBeKnown) {
  const auto document = read_document("xliff", kSecond);
  EXPECT_EQ(error_of([&] { write_with(*document, unchanged); }),
            "error: an XLIFF 2 with targets has to name their language, and nobody has said it\n"
            "  at:  file:1\n"
            "  fix: write trgLang=\"CODE\" into its <xliff>, or set languages.target in the "
            "configuration of the model");
}

TEST(Xliff, OthersAreRefused) {
  EXPECT_EQ(error_of([] { read_document("xliff", "<a/>"); }),
            "error: its first element is <a>, and <xliff> was expected\n"
            "  at:  file:1\n"
            "  fix: say with --format_in which format it has");
  EXPECT_EQ(error_of([] { read_document("xliff", "<xliff version='3'/>"); }),
            "error: XLIFF of version \"3\" is not known\n"
            "  at:  file:1\n"
            "  fix: give one of version 1.0 to 1.2, or 2.0 to 2.2");
}

TEST(Xliff, DamagedFilesAreAnErrorOrRead) {
  read_damaged("xliff", kFirst, kGerman);
  read_damaged("xliff", kSecond, kGerman);
}

}  // namespace
}  // namespace nmt
