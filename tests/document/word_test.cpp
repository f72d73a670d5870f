#include "document/word.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/format.h"
#include "document/fake_translations.h"
#include "document/zip_archive.h"
#include "document/zip_of.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string part(const std::string& body) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<w:document "
         "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>" +
         body + "</w:body></w:document>";
}
std::string paragraph(const std::string& content) {
  return part("<w:p w:rsidR=\"1\"><w:pPr><w:jc w:val=\"left\"/></w:pPr>" + content + "</w:p>");
}
std::string run(const std::string& words, const std::string& look = "") {
  return "<w:r>" + (look.empty() ? "" : "<w:rPr><w:" + look + "/></w:rPr>") +
         "<w:t xml:space=\"preserve\">" + words + "</w:t></w:r>";
}

struct Read {
  explicit Read(const std::string& content) : document(read_word_part(paragraph(content), "d")) {
    expect_sound(*document);
    EXPECT_EQ(write_with(*document, unchanged), paragraph(content));
  }
  std::string text() const { return document->texts().at(0).text; }
  std::string written(TranslatedText (*translate)(const DocumentText&)) const {
    const std::string all = write_with(*document, translate);
    const std::string begin = paragraph("").substr(0, paragraph("").find("</w:p>"));
    EXPECT_TRUE(all.starts_with(begin)) << all;
    return all.substr(begin.size(), all.find("</w:p></w:body>") - begin.size());
  }
  std::unique_ptr<Document> document;
};

TEST(Word, RunsThatLookAlikeAreOne) {
  const Read read(
      "<w:r><w:t>Hello </w:t></w:r>" + run("wor") + "<w:proofErr w:type=\"spellStart\"/>" +
      "<w:r w:rsidR=\"2\"><w:rPr><w:lang w:val=\"en\"/></w:rPr><w:lastRenderedPageBreak/>"
      "<w:t>ld &amp; all</w:t></w:r>");
  EXPECT_EQ(read.text(), "Helloworld & all");  // without xml:space, the blank is none
  EXPECT_EQ(read.written(in_capitals), run("HELLOWORLD &amp; ALL"));
}

TEST(Word, OtherLooksAreTagPairs) {
  const Read read(run("The ") + run("bi", "b") + run("g", "b") + run(" dog ") + run("runs", "i") +
                  run("."));
  EXPECT_EQ(read.text(), "The <1>big</1> dog <2>runs</2>.");
  EXPECT_EQ(read.written(in_capitals),
            run("THE ") + run("BIG", "b") + run(" DOG ") + run("RUNS", "i") + run("."));
  EXPECT_EQ(read.written(turned_around),
            run(".") + run("runs", "i") + run(" dog ") + run("big", "b") + run("The "));
  EXPECT_EQ(Read(run("bold", "b") + run(" ") + run("and more", "i")).text(),
            "<1>bold</1> and more");
  EXPECT_EQ(Read(run("not bold") + run(" ", "b") + run("more")).text(), "not bold more");
  // How most of it looks needs no tags.
  EXPECT_EQ(Read(run("All of it, ", "b") + run("almost")).text(), "All of it, <1>almost</1>");
}

TEST(Word, ALookWithoutWordsLeavesOneBlank) {
  const Read read(run("at the ") + run("old", "b") + run(" station, ") + run("big", "i") +
                  run(" too"));
  const auto without_words = [](const DocumentText& text) {
    TranslatedText found;
    const auto add = [&](std::size_t tag) {
      const std::string bytes =
          text.text.substr(text.tags[tag].range.begin, text.tags[tag].range.size());
      found.tags.push_back({tag, {found.text.size(), found.text.size() + bytes.size()}});
      found.text += bytes;
    };
    found.text += "dans ";
    add(0);
    add(1);
    found.text += " la gare ";
    add(2);
    found.text += " grande";
    add(3);
    found.text += " aussi";
    return found;
  };
  EXPECT_EQ(read.written(without_words),
            run("dans ") + run("la gare ") + run(" grande", "i") + run(" aussi"));
}

TEST(Word, TabsAndBreaksStandAlone) {
  const Read read("<w:r><w:tab/><w:t>one</w:t><w:br/><w:t>two</w:t><w:tab/></w:r>" +
                  std::string("<w:r><w:noBreakHyphen/><w:t>x</w:t></w:r>"));
  EXPECT_EQ(read.text(), "one<1/>two<2/>\u2011x");
  EXPECT_TRUE(read.document->texts()[0].tags[0].divides);
  EXPECT_EQ(read.written(in_capitals), "<w:r><w:tab/></w:r>" + run("ONE") + "<w:r><w:br/></w:r>" +
                                           run("TWO") + "<w:r><w:tab/></w:r>" + run("\u2011X"));
}

TEST(Word, LinksAndTrackedChangesArePairs) {
  const Read read(run("See ") + "<w:hyperlink r:id=\"r\" xmlns:r=\"x\">" + run("our ", "u") +
                  run("page", "u") + "</w:hyperlink>" + run(" now") + "<w:ins w:id=\"1\">" +
                  run(" or later") + "</w:ins>" +
                  "<w:del w:id=\"2\"><w:r><w:delText>never</w:delText></w:r></w:del>" +
                  "<w:bookmarkStart w:id=\"3\"/>");
  EXPECT_EQ(read.text(), "See <1>our page</1> now<2> or later</2>");
  EXPECT_EQ(read.written(in_capitals),
            run("SEE ") + "<w:hyperlink r:id=\"r\" xmlns:r=\"x\">" + run("OUR PAGE", "u") +
                "</w:hyperlink>" + run(" NOW") + "<w:ins w:id=\"1\">" + run(" OR LATER") +
                "</w:ins><w:del w:id=\"2\"><w:r><w:delText>never</w:delText></w:r></w:del>" +
                "<w:bookmarkStart w:id=\"3\"/>");
}

std::string field(const std::string& type) {
  return "<w:r><w:fldChar w:fldCharType=\"" + type + "\"/></w:r>";
}
std::string code(const std::string& text) {
  return "<w:r><w:instrText xml:space=\"preserve\">" + text + "</w:instrText></w:r>";
}

TEST(Word, FieldsAreKeptAndLinksAmongThemRead) {
  const std::string page =
      field("begin") + code(" PAGE ") + field("separate") + run("7") + field("end");
  const std::string link = field("begin") + code(" HYPERLINK \"x\" ") + field("separate");
  const Read read(run("page ") + page + run(" of ") + link + run("this") + field("end"));
  EXPECT_EQ(read.text(), "page <1/> of <2>this</2>");
  EXPECT_EQ(read.written(in_capitals),
            run("PAGE ") + page + run(" OF ") + link + run("THIS") + field("end"));
  // A field that goes on in the next paragraph, one that began before, one in another.
  EXPECT_EQ(Read(run("a ") + field("begin") + code(" TOC ") + field("separate") + run("b")).text(),
            "a");
  EXPECT_EQ(Read(run("a ") + field("end") + run("b")).text(), "a <1/>b");
  // One that ends in what is around other runs.
  EXPECT_EQ(Read(link + run("a ") + "<w:ins>" + run("b") + field("end") + "</w:ins>").text(),
            "a <1>b<2/></1>");
  EXPECT_EQ(Read("<w:ins>" + link + run("a ") + "</w:ins>" + run("b") + field("end")).text(),
            "<1><2/>a </1>b");
  const Read nested(run("a ") + field("begin") + code("IF") + page + field("end") + run(" b"));
  EXPECT_EQ(nested.text(), "a <1/> b");
}

TEST(Word, TextBoxesAreTextsInATag) {
  const std::string box = "<w:r><w:pict><w:txbxContent><w:p>" + run("in a box") +
                          "</w:p></w:txbxContent></w:pict></w:r>";
  const Read read(run("be") + box + run("hind"));
  EXPECT_THAT(texts_of(*read.document), ElementsAre("be<1/>hind", "in a box"));
  EXPECT_THAT(read.written(in_capitals),
              HasSubstr(run("BE") + "<w:r><w:pict><w:txbxContent><w:p>" + run("IN A BOX")));
  EXPECT_THAT(read_word_part(paragraph(box), "d")->texts(), testing::SizeIs(1));
  EXPECT_THAT(read_word_part(paragraph(run(" ") + "<w:r><w:tab/></w:r>"), "d")->texts(), IsEmpty());
}

TEST(Word, ContentControlsAreAround) {
  const Read read("<w:sdt><w:sdtPr><w:id/></w:sdtPr><w:sdtContent>" + run("held") +
                  "</w:sdtContent></w:sdt>" + run(" and free"));
  EXPECT_EQ(read.text(), "<1>held</1> and free");
  EXPECT_EQ(read.written(turned_around), run(" and free") +
                                             "<w:sdt><w:sdtPr><w:id/></w:sdtPr><w:sdtContent>" +
                                             run("held") + "</w:sdtContent></w:sdt>");
}

// Of one run with many parts, each part would be a run with all of its properties.
TEST(Word, LargePropertiesAreNotCopiedOverAndOver) {
  const std::string look(1'000'000, ' ');
  std::string parts;
  for (int i = 0; i < 100'000; ++i) parts += "<w:t>a</w:t><w:tab/>";
  const std::string content =
      paragraph("<w:r><w:rPr>" + look + "</w:rPr>" + parts + "</w:r>" + run("words"));
  const auto document = read_word_part(content, "d");
  EXPECT_THAT(texts_of(*document), ElementsAre("words"));
  EXPECT_LT(write_with(*document, in_capitals).size(), 2 * content.size());
}

constexpr const char* kTypes =
    R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>
</Types>)";

std::string docx() {
  return zip_of({{"[Content_Types].xml", kTypes},
                 {"word/header1.xml", paragraph(run("the header"))},
                 {"word/document.xml", paragraph(run("the text", "b"))},
                 {"word/styles.xml", "<not read>"}});
}

TEST(Word, ADocumentHasParts) {
  const auto document = read_document("docx", docx());
  EXPECT_THAT(texts_of(*document), ElementsAre("the text", "the header"));
  EXPECT_EQ(document->texts()[1].place, "word/header1.xml, paragraph 1");
  EXPECT_EQ(write_with(*document, unchanged), docx());
  ZipArchive written(write_with(*document, in_capitals), "w.docx");
  EXPECT_EQ(written.read("word/header1.xml"), paragraph(run("THE HEADER")));
  EXPECT_EQ(written.read("word/document.xml"), paragraph(run("THE TEXT", "b")));
  EXPECT_EQ(written.read("word/styles.xml"), "<not read>");
  EXPECT_EQ(written.files()[0], "[Content_Types].xml");
}

TEST(Word, MistakesNameTheFileInTheArchive) {
  EXPECT_EQ(error_of([] {
              read_document("docx", zip_of({{"[Content_Types].xml", kTypes},
                                            {"word/document.xml", "<a>\n</b>"}}));
            }),
            "error: not well-formed XML: Opening and ending tag mismatch: a line 1 and b\n"
            "  at:  file:word/document.xml:2\n"
            "  fix: mend it where it was made; xmllint --noout tells of all mistakes");
  EXPECT_EQ(error_of([] {
              read_document("docx", zip_of({{"[Content_Types].xml", "<Types/>"}}));
            }),
            "error: the archive holds no Word document\n"
            "  at:  file\n"
            "  fix: say with --format_in which format it has");
}

TEST(Word, DamagedFilesAreAnErrorOrRead) {
  const std::string content =
      paragraph(run("a ") + run("b", "b") + "<w:hyperlink>" + run("c") + "</w:hyperlink>" +
                field("begin") + code("HYPERLINK") + field("separate") + run("d") + field("end"));
  unsigned random = 1;
  for (int round = 0; round < 3000; ++round) {
    std::string damaged = content;
    for (int i = 0; i < 2; ++i) {
      random = random * 1664525 + 1013904223;
      // Elements that become others keep it well-formed more often than single bytes.
      const std::size_t at = damaged.find("<w:", (random >> 8) % damaged.size());
      if (at == std::string::npos) continue;
      const std::size_t end = damaged.find('>', at);
      if (damaged[end - 1] == '/')
        damaged.erase(at, end + 1 - at);
      else
        damaged.insert(at, round % 2 ? field("end") : field("begin"));
    }
    try {
      const auto document = read_word_part(damaged, "d");
      expect_sound(*document);
      EXPECT_EQ(write_with(*document, unchanged), damaged);
      // What was written is XML.
      read_word_part(write_with(*document, turned_around), "d");
    } catch (const Error& error) {
      ASSERT_THAT(error.what(), HasSubstr("not well-formed XML"));
    }
  }
  const std::string archive = docx();
  for (std::size_t size = 0; size < archive.size(); size += 3)
    read_hostile("docx", archive.substr(0, size), {});
}

}  // namespace
}  // namespace nmt
