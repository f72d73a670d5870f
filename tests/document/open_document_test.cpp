#include "document/open_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document/fake_translations.h"
#include "document/zip_archive.h"
#include "document/zip_of.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string content_of(const std::string& body) {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"><office:automatic-styles><number:text>/</number:text></office:automatic-styles><office:body><office:text>)" +
         body + "</office:text></office:body></office:document-content>";
}

const std::string kBody =
    R"(<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:h>A title</text:h><text:p text:style-name="P1">Some <text:span text:style-name="T1">bold</text:span>
words<text:s text:c="2"/>here<text:tab/><text:a href="x">link</text:a> on <text:date>2026</text:date><text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>a note</text:p></text:note-body></text:note>.</text:p><text:p><draw:frame><svg:title>a picture</svg:title><draw:text-box><text:p>in a box</text:p></draw:text-box></draw:frame></text:p><text:p>x<office:annotation><dc:creator>Ann</dc:creator><text:p>a remark</text:p></office:annotation></text:p><text:list><text:list-item><text:p>an item</text:p></text:list-item></text:list>)";

TEST(OpenDocument, ParagraphsAreTexts) {
  const auto document = read_document("odf", content_of(kBody));
  expect_sound(*document);
  const auto texts = texts_of(*document);
  ASSERT_EQ(texts.size(), 8u);
  EXPECT_EQ(texts[0], "A title");
  EXPECT_THAT(texts[1],
              HasSubstr("Some <text:span text:style-name=\"T1\">bold</text:span> words<text:s "
                        "text:c=\"2\"/>here<text:tab/><text:a href=\"x\">link</text:a> on "
                        "<text:date>2026</text:date><text:note>"));
  EXPECT_THAT(std::vector<std::string>(texts.begin() + 2, texts.begin() + 5),
              ElementsAre("a note", "a picture", "in a box"));
  EXPECT_EQ(texts[6], "a remark");
  EXPECT_EQ(texts[7], "an item");
  EXPECT_EQ(write_with(*document, unchanged), content_of(kBody));
}

TEST(OpenDocument, TranslationsStandInTheirPlaces) {
  const auto document = read_document("odf", content_of(kBody));
  const std::string written = write_with(*document, in_capitals);
  for (const std::string_view expected :
       {"<text:p>gone</text:p>", "<number:text>/</number:text>",
        "SOME <text:span text:style-name=\"T1\">BOLD</text:span> WORDS<text:s text:c=\"2\"/>HERE",
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>A NOTE</text:p>",
        "<draw:text-box><text:p>IN A BOX</text:p>", "<dc:creator>Ann</dc:creator>",
        "<text:date>2026</text:date>"})
    EXPECT_THAT(written, HasSubstr(std::string(expected)));
  EXPECT_THAT(write_with(*document, turned_around),
              HasSubstr("<text:p text:style-name=\"P1\">.<text:note>"));
}

TEST(OpenDocument, ArchivesHaveContentAndHeaders) {
  const std::string archive = zip_of({{"mimetype", "application/x", false},
                                      {"styles.xml", content_of("<text:p>the header</text:p>")},
                                      {"content.xml", content_of("<text:p>the text</text:p>")},
                                      {"META-INF/manifest.xml", "<manifest/>"}});
  const auto document = read_document("odf", archive);
  EXPECT_THAT(texts_of(*document), ElementsAre("the text", "the header"));
  EXPECT_EQ(document->texts()[0].place, "content.xml, line 2");
  EXPECT_EQ(write_with(*document, unchanged), archive);
  ZipArchive written(write_with(*document, in_capitals), "w.odt");
  EXPECT_EQ(written.read("content.xml"), content_of("<text:p>THE TEXT</text:p>"));
  EXPECT_EQ(written.files()[0], "mimetype");
}

TEST(OpenDocument, OthersAndEncryptedOnesAreRefused) {
  EXPECT_EQ(error_of([] {
              read_document("odf", zip_of({{"a", "x"}}));
            }),
            "error: the archive holds no OpenDocument\n"
            "  at:  file\n"
            "  fix: say with --format_in which format it has");
  EXPECT_EQ(error_of([] {
              read_document(
                  "odf", zip_of({{"META-INF/manifest.xml", "<m><e><encryption-data/></e></m>"}}));
            }),
            "error: it is encrypted\n"
            "  at:  file\n"
            "  fix: save it without a password");
}

TEST(OpenDocument, DamagedFilesAreAnErrorOrRead) { read_damaged("odf", content_of(kBody), {}); }

}  // namespace
}  // namespace nmt
