#include "document/epub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document/fake_translations.h"
#include "document/zip_archive.h"
#include "document/zip_of.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kPackage =
    R"(<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A book</dc:title><dc:creator>Ann</dc:creator><dc:language>en</dc:language></metadata><manifest>
<item id="n" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="a" href="text/one%20a.xhtml" media-type="application/xhtml+xml"/>
<item id="b" href="text/one%20a.xhtml#again" media-type="application/xhtml+xml"/>
<item id="p" href="../p.png" media-type="image/png"/>
<item id="w" href="http://x.org/away.xhtml" media-type="application/xhtml+xml"/>
</manifest></package>)";

const std::string kPage =
    "<?xml version=\"1.0\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><h1>One</h1>"
    "<p>Some <b>bold</b>&nbsp;words.</p></body></html>\n";

const std::string kContents =
    "<ncx><docTitle><text>A book</text></docTitle><docAuthor><text>Ann</text></docAuthor>"
    "<navMap><navPoint><navLabel><text>One</text></navLabel><content src=\"x\"/></navPoint>"
    "</navMap></ncx>";

std::vector<FileOfZip> files() {
  return {{"mimetype", "application/epub+zip", false},
          {"META-INF/container.xml",
           "<container><rootfiles><rootfile full-path=\"OPS/book.opf\"/></rootfiles></container>"},
          {"OPS/book.opf", kPackage},
          {"OPS/toc.ncx", kContents},
          {"OPS/text/one a.xhtml", kPage},
          {"p.png", "png"}};
}

std::string with(std::string text, std::string_view old, std::string_view now) {
  return text.replace(text.find(old), old.size(), now);
}

TEST(Epub, ItsPagesItsContentsAndItsTitleAreTexts) {
  const auto book = read_document("epub", zip_of(files()));
  expect_sound(*book);
  EXPECT_THAT(texts_of(*book), ElementsAre("A book", "A book", "One", "One",
                                           testing::MatchesRegex("Some <b>bold</b>.*words\\.")));
  EXPECT_EQ(book->texts()[2].place, "OPS/toc.ncx, line 1");
  EXPECT_EQ(write_with(*book, unchanged), zip_of(files()));
}

TEST(Epub, TranslationsAndTheirLanguageAreWritten) {
  const auto book = read_document("epub", zip_of(files()));
  ZipArchive written(write_with(*book, in_capitals, {"en", "de"}), "w.epub");
  EXPECT_EQ(written.read("OPS/book.opf"),
            with(with(kPackage, ">A book<", ">A BOOK<"), "<dc:language>en<", "<dc:language>de<"));
  EXPECT_EQ(written.read("OPS/toc.ncx"),
            with(with(kContents, "A book", "A BOOK"), ">One<", ">ONE<"));
  EXPECT_THAT(written.read("OPS/text/one a.xhtml"), HasSubstr("<h1>ONE</h1><p>SOME <b>BOLD</b>"));
  EXPECT_THAT(written.files(), ElementsAre("mimetype", "META-INF/container.xml", "OPS/book.opf",
                                           "OPS/toc.ncx", "OPS/text/one a.xhtml", "p.png"));
}

TEST(Epub, ATitleKeepsItsMarks) {
  auto book = files();
  book[2].content = with(kPackage, "A book", "A <i>good</i> book");
  const auto read = read_document("epub", zip_of(book));
  EXPECT_EQ(texts_of(*read).front(), "A <i>good</i> book");
  ZipArchive written(write_with(*read, in_capitals, {"en", "de"}), "w.epub");
  EXPECT_THAT(written.read("OPS/book.opf"), HasSubstr("<dc:title>A <i>GOOD</i> BOOK</dc:title>"));
}

TEST(Epub, LockedBooksAndOthersAreRefused) {
  auto locked = files();
  locked.push_back({"META-INF/encryption.xml",
                    "<encryption><CipherReference URI=\"OPS/text/one%20a.xhtml\"/></encryption>"});
  EXPECT_EQ(error_of([&] { read_document("epub", zip_of(locked)); }),
            "error: it is encrypted\n"
            "  at:  file:OPS/text/one a.xhtml\n"
            "  fix: give a book without a lock");
  EXPECT_EQ(error_of([] {
              read_document("epub", zip_of({{"a", "x"}}));
            }),
            "error: the archive holds no EPUB\n"
            "  at:  file\n"
            "  fix: say with --format_in which format it has");
  auto lost = files();
  lost.erase(lost.begin() + 2);
  EXPECT_EQ(error_of([&] { read_document("epub", zip_of(lost)); }),
            "error: there is no such file in the archive\n"
            "  at:  file:OPS/book.opf\n"
            "  fix: save it again with the program that made it");
}

TEST(Epub, PathsAreThoseOfTheArchive) {
  EXPECT_EQ(path_in_archive("OPS/book.opf", "text/a.xhtml#b"), "OPS/text/a.xhtml");
  EXPECT_EQ(path_in_archive("OPS/book.opf", "../%C3%A9%20%zz.xhtml?x"), "é %zz.xhtml");
  EXPECT_EQ(path_in_archive("book.opf", "../../a/./b"), "a/b");
  EXPECT_EQ(path_in_archive("", "%"), "%");
}

TEST(Epub, DamagedBooksAreAnErrorOrRead) {
  const std::string book = zip_of(files());
  for (std::size_t size = 0; size < book.size(); size += 7)
    read_hostile("epub", book.substr(0, size), {});
  for (std::size_t i = 0; i < kPackage.size(); ++i) {
    auto damaged = files();
    damaged[2].content.erase(i, 1);
    read_hostile("epub", zip_of(damaged), {"en", "de"});
  }
}

}  // namespace
}  // namespace nmt
