#include "serve/file_store.h"

#include <gtest/gtest.h>

#include <set>

namespace nmt {
namespace {

using std::chrono::seconds;

TEST(FileStore, KeepsAFileForAWhile) {
  FileStore store({.files_seconds = 10});
  const FileStore::Clock::time_point now = {};
  const auto name = store.put({.name = "a.txt", .content = "text"}, now);
  ASSERT_TRUE(name);
  for (const seconds later : {seconds(0), seconds(9)}) {
    const auto file = store.find(*name, now + later);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->name, "a.txt");
    EXPECT_EQ(file->content, "text");
  }
  EXPECT_FALSE(store.find(*name, now + seconds(10)));
  EXPECT_FALSE(store.find("a.txt", now));
}

TEST(FileStore, GivesNamesThatNobodyGuesses) {
  FileStore store({});
  std::set<std::string> names;
  for (int i = 0; i < 50; ++i) names.insert(store.put({.name = "a.txt", .content = ""}).value());
  EXPECT_EQ(names.size(), 50u);
  for (const std::string& name : names) {
    EXPECT_EQ(name.size(), 32u + 6);
    EXPECT_TRUE(name.ends_with(".a.txt"));
    EXPECT_EQ(name.find_first_not_of("0123456789abcdef"), 32u);
  }
}

TEST(FileStore, TheOldestMakesRoom) {
  FileStore few({.max_files = 2});
  const auto first = few.put({.name = "1", .content = "x"}), second = few.put({.name = "2"}),
             third = few.put({.name = "3"});
  EXPECT_FALSE(few.find(*first));
  EXPECT_TRUE(few.find(*second));
  EXPECT_TRUE(few.find(*third));
  FileStore small({.max_files_bytes = 10});
  const auto six = small.put({.name = "6", .content = "123456"}),
             four = small.put({.name = "4", .content = "1234"});
  EXPECT_TRUE(small.find(*six));
  const auto five = small.put({.name = "5", .content = "12345"});
  EXPECT_FALSE(small.find(*six));
  EXPECT_TRUE(small.find(*four));
  EXPECT_TRUE(small.find(*five));
}

TEST(FileStore, TakesNothingThatHasNoRoomAtAll) {
  FileStore small({.max_files_bytes = 3});
  const auto kept = small.put({.name = "a", .content = "123"});
  EXPECT_FALSE(small.put({.name = "b", .content = "1234"}));
  EXPECT_TRUE(small.find(*kept));
  FileStore none({.max_files = 0});
  EXPECT_FALSE(none.put({.name = "a", .content = ""}));
}

TEST(FileStore, NamesHarmNobody) {
  EXPECT_EQ(harmless_name("report.html"), "report.html");
  EXPECT_EQ(harmless_name("../../etc/passwd"), "passwd");
  EXPECT_EQ(harmless_name("C:\\texts\\my file.txt"), "my_file.txt");
  EXPECT_EQ(harmless_name("a\"\r\nSet-Cookie: x.txt"), "a___Set-Cookie__x.txt");
  EXPECT_EQ(harmless_name("résumé.txt"), "r__sum__.txt");
  EXPECT_EQ(harmless_name(std::string(500, 'x') + ".txt").size(), 100u);
  EXPECT_TRUE(harmless_name(std::string(500, 'x') + ".txt").ends_with("x.txt"));
  EXPECT_EQ(harmless_name(""), "");
}

}  // namespace
}  // namespace nmt
