#include "document/zip_archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document/fake_translations.h"
#include "document/zip_of.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kText(5000, 'x');

std::string example() {
  return zip_of({{"mimetype", "application/x", false}, {"a.xml", kText}, {"b/c.png", "\x89PNG"}});
}

TEST(ZipArchive, ReadsItsFiles) {
  ZipArchive archive(example(), "a.zip");
  EXPECT_THAT(archive.files(), ElementsAre("mimetype", "a.xml", "b/c.png"));
  EXPECT_EQ(archive.read("mimetype"), "application/x");
  EXPECT_EQ(archive.read("a.xml"), kText);
  EXPECT_TRUE(archive.has("b/c.png"));
  EXPECT_FALSE(archive.has("b"));
  EXPECT_THAT(error_of([&] { archive.read("b"); }),
              HasSubstr("error: there is no such file in the archive\n  at:  a.zip:b"));
}

TEST(ZipArchive, ChangesSomeAndCopiesTheOthers) {
  ZipArchive archive(example(), "a.zip");
  EXPECT_EQ(archive.with({}), example());
  const std::string changed = archive.with({{"a.xml", "new"}});
  EXPECT_EQ(changed, archive.with({{"a.xml", "new"}}));
  ZipArchive again(changed, "b.zip");
  EXPECT_EQ(again.files(), archive.files());
  EXPECT_EQ(again.read("a.xml"), "new");
  EXPECT_EQ(again.read("b/c.png"), "\x89PNG");
  // The first file stays the first, and is not packed: its bytes tell what the archive is.
  EXPECT_EQ(changed.substr(30, 21), "mimetypeapplication/x");
  const std::string packed = deflated("\x89PNG");
  EXPECT_NE(changed.find(packed), std::string::npos);
}

TEST(ZipArchive, WhatIsNoneIsRefused) {
  EXPECT_EQ(error_of([] { ZipArchive("text", "a.docx"); }),
            "error: it is no zip archive, as documents of this format are\n"
            "  at:  a.docx\n"
            "  fix: say with --format_in which format it has");
  EXPECT_EQ(error_of([] { ZipArchive("\xd0\xcf\x11\xe0 and so on", "a.docx"); }),
            "error: it has a password, or is in the format of before 2007\n"
            "  at:  a.docx\n"
            "  fix: save it without a password as .docx or .odt");
  EXPECT_THAT(error_of([] { ZipArchive("PK", "a.docx"); }),
              HasSubstr("error: the zip archive cannot be read: "));
}

TEST(ZipArchive, EncryptedAndDamagedFilesAreRefused) {
  ZipArchive encrypted(zip_of({{"a", "x", false, true}}), "a.zip");
  EXPECT_EQ(error_of([&] { encrypted.read("a"); }),
            "error: it is encrypted\n"
            "  at:  a.zip:a\n"
            "  fix: save it without a password");
  std::string bytes = zip_of({{"a", "hello", false}});
  bytes.replace(bytes.find("hello"), 5, "jello");
  ZipArchive damaged(bytes, "a.zip");
  EXPECT_EQ(error_of([&] { damaged.read("a"); }),
            "error: CRC error\n"
            "  at:  a.zip:a\n"
            "  fix: save it again with the program that made it");
}

TEST(ZipArchive, BombsAreRefused) {
  ZipArchive bomb(zip_of({{"a", std::string(50'000'000, '\0')}}), "a.zip");
  EXPECT_THAT(error_of([&] { bomb.read("a"); }), HasSubstr("error: 50000000 bytes, packed into "));
  // A size that is not true.
  std::string bytes = zip_of({{"a", std::string(100'000, 'x')}});
  for (const std::size_t at : {bytes.find("PK\3\4") + 22, bytes.find("PK\1\2") + 24})
    bytes.replace(at, 4, std::string("\x10\0\0\0", 4));
  ZipArchive untrue(bytes, "a.zip");
  EXPECT_THAT(error_of([&] { untrue.read("a"); }), HasSubstr("at:  a.zip:a"));
  std::vector<FileOfZip> many(20'001, FileOfZip{"a", "", false});
  EXPECT_THAT(error_of([&] { ZipArchive(zip_of(many), "a.zip"); }),
              HasSubstr("20001 files are more than a document has"));
}

TEST(ZipArchive, DamagedArchivesAreAnErrorOrRead) {
  const std::string whole = example();
  const auto try_it = [](const std::string& content) {
    try {
      ZipArchive archive(content, "a.zip");
      for (const std::string& file : archive.files()) archive.read(file);
      archive.with({{"a.xml", "new"}});
    } catch (const Error& error) {
      ASSERT_FALSE(error.parts().where.empty());
    }
  };
  for (std::size_t size = 0; size < whole.size(); ++size) try_it(whole.substr(0, size));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const char flip : {'\x01', '\x80', '\xff'}) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ flip);
      try_it(damaged);
    }
  }
}

}  // namespace
}  // namespace nmt
