#include "document/tmx.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document/fake_translations.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kMemory = R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
  <header creationtool="x" segtype="sentence" o-tmf="x" adminlang="en" srclang="en-US" datatype="plaintext"/>
  <body>
    <tu tuid="1">
      <tuv xml:lang="en-US"><seg>A house &amp; a tree.</seg></tuv>
      <tuv xml:lang="de"><seg>Ein Haus und ein Baum.</seg></tuv>
    </tu>
    <tu>
      <note>x</note>
      <tuv xml:lang="EN-us">
        <prop type="p">x</prop>
        <seg>A <bpt i="1">&lt;b&gt;</bpt>big<ept i="1">&lt;/b&gt;</ept> dog<ph x="1"/>.</seg>
      </tuv>
      <tuv xml:lang="fr"><seg>Un grand chien.</seg></tuv>
    </tu>
    <tu><tuv xml:lang="en"><seg>cat</seg></tuv><tuv xml:lang="de-AT"><seg/></tuv></tu>
    <tu><tuv xml:lang="en"><seg> </seg></tuv></tu>
  </body>
</tmx>
)";

TEST(Tmx, SegmentsWithoutATranslationAreTexts) {
  const auto document = read_document("tmx", kMemory, {.source = {}, .target = "de"});
  expect_sound(*document);
  EXPECT_THAT(texts_of(*document),
              ElementsAre("A <bpt i=\"1\">&lt;b&gt;</bpt>big<ept i=\"1\">&lt;/b&gt;</ept> dog"
                          "<ph x=\"1\"/>.",
                          "cat"));
  EXPECT_EQ(document->texts()[0].tags[0].partner, 1);
  EXPECT_EQ(document->texts()[0].place, "line 14");
}

TEST(Tmx, TranslationsAreAdded) {
  const DocumentLanguages languages{.source = {}, .target = "de"};
  const auto document = read_document("tmx", kMemory, languages);
  const std::string written = write_with(*document, in_capitals, languages);
  std::string expected = kMemory;
  const std::string after = "dog<ph x=\"1\"/>.</seg>\n      </tuv>";
  expected.insert(expected.find(after) + after.size(),
                  "\n      <tuv xml:lang=\"de\"><seg>A <bpt i=\"1\">&lt;b&gt;</bpt>BIG<ept i=\"1\">"
                  "&lt;/b&gt;</ept> DOG<ph x=\"1\"/>.</seg></tuv>");
  expected.replace(expected.find("<seg/>"), 6, "<seg>CAT</seg>");
  EXPECT_EQ(written, expected);
  // All is translated now.
  const auto again = read_document("tmx", written, languages);
  EXPECT_THAT(again->texts(), IsEmpty());
  EXPECT_EQ(again->write({}, languages), written);
}

TEST(Tmx, LanguagesHaveToBeKnown) {
  EXPECT_EQ(error_of([] { read_document("tmx", kMemory); }),
            "error: a TMX holds texts in several languages, and nobody has said which is the "
            "target language\n"
            "  at:  file:10\n"
            "  fix: set languages.target in the configuration of the model");
  // Where all that is translated is in one other language, that is it.
  const std::string turkish =
      "<tmx><header srclang='en'/><body><tu><tuv xml:lang='en'><seg>a</seg></tuv>"
      "<tuv xml:lang='tr'><seg>b</seg></tuv></tu><tu><tuv xml:lang='en'><seg>c</seg></tuv></tu>"
      "</body></tmx>";
  const auto document = read_document("tmx", turkish);
  EXPECT_THAT(write_with(*document, in_capitals),
              HasSubstr("<seg>c</seg></tuv><tuv xml:lang=\"tr\"><seg>C</seg></tuv></tu>"));
  EXPECT_THAT(error_of([] {
                read_document("tmx", "<tmx><header srclang='*all*'/><body><tu/></body></tmx>",
                              {.source = {}, .target = "de"});
              }),
              HasSubstr("nobody has said which is the source language"));
  EXPECT_EQ(error_of([] { read_document("tmx", "<html/>", {.source = {}, .target = "de"}); }),
            "error: its first element is <html>, and <tmx> was expected\n"
            "  at:  file:1\n"
            "  fix: say with --format_in which format it has");
}

TEST(Tmx, PairsAreReadOfALanguagePair) {
  EXPECT_THAT(read_tmx_pairs(kMemory, "a.tmx", {"en", "de"}),
              ElementsAre(TmxPair{"A house & a tree.", "Ein Haus und ein Baum."}));
  EXPECT_THAT(read_tmx_pairs(kMemory, "a.tmx", {.source = {}, .target = "fr"}),
              ElementsAre(TmxPair{"A big dog.", "Un grand chien."}));
  EXPECT_THAT(read_tmx_pairs(kMemory, "a.tmx", {"de", "en"}),
              ElementsAre(TmxPair{"Ein Haus und ein Baum.", "A house & a tree."}));
  EXPECT_THAT(read_tmx_pairs(kMemory, "a.tmx", {"tr", "de"}), IsEmpty());
  EXPECT_THAT(error_of([] { read_tmx_pairs(kMemory, "a.tmx", {}); }),
              HasSubstr("nobody has said which is the target language"));
  EXPECT_THAT(
      read_tmx_pairs("<tmx><header srclang='en'/><body><tu><tuv lang='en'><seg>a</seg></tuv>"
                     "<tuv lang='tr'><seg>b</seg></tuv></tu></body></tmx>",
                     "a.tmx", {}),
      ElementsAre(TmxPair{"a", "b"}));
}

// ASCII and characters of one unit.
std::string in_utf16(const std::string& text, bool big_endian) {
  std::string units(big_endian ? "\xfe\xff" : "\xff\xfe");
  for (const char c : text) {
    if (big_endian) units += '\0';
    units += c;
    if (!big_endian) units += '\0';
  }
  return units;
}

TEST(Tmx, IsReadAndWrittenInUtf16) {
  const DocumentLanguages languages{"en", "de"};
  std::string memory = kMemory;
  memory.replace(memory.find("UTF-8"), 5, "UTF-16");
  const auto expected = read_document("tmx", kMemory, languages);
  for (const bool big_endian : {false, true}) {
    const std::string content = in_utf16(memory, big_endian);
    const auto document = read_document("tmx", content, languages);
    EXPECT_EQ(texts_of(*document), texts_of(*expected));
    std::string written = write_with(*expected, in_capitals, languages);
    written.replace(written.find("UTF-8"), 5, "UTF-16");
    EXPECT_EQ(write_with(*document, in_capitals, languages), in_utf16(written, big_endian));
    EXPECT_THAT(read_tmx_pairs(content, "a.tmx", languages), testing::SizeIs(1));
  }
  EXPECT_EQ(error_of([] { read_document("tmx", std::string("\xff\xfe<\0\n\0\0\xd8", 8)); }),
            "error: half a character of UTF-16, which the document is in\n"
            "  at:  file:2\n"
            "  fix: mend it where it was made, or convert it to UTF-8");
  const std::string whole = in_utf16(memory, false);
  for (std::size_t size = 0; size < whole.size(); size += 3)
    read_hostile("tmx", whole.substr(0, size), languages);
}

TEST(Tmx, CharactersOfTwoUnitsAreWrittenSo) {
  const std::string emoji("\x3d\xd8\0\xde", 4);
  const std::string begin =
      in_utf16("<tmx><header srclang='en'/><body><tu><tuv lang='en'><seg>a", false);
  const std::string end = in_utf16("</seg></tuv></tu></body></tmx>", false).substr(2);
  const auto document = read_document("tmx", begin + emoji + end, {"en", "de"});
  EXPECT_THAT(texts_of(*document), ElementsAre("a😀"));
  EXPECT_THAT(write_with(*document, in_capitals, {"en", "de"}),
              HasSubstr(emoji + end.substr(0, 12)));
}

TEST(Tmx, DamagedFilesAreAnErrorOrRead) { read_damaged("tmx", kMemory, {"en", "de"}); }

}  // namespace
}  // namespace nmt
