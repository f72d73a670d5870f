#include "text/word_links.h"

#include "text/text_files.h"

namespace nmt {
namespace {

TEST(Pharaoh, ReadsWhatItWrites) {
  const WordLinks links = {{0, 0}, {1, 12}, {3, 2}};
  EXPECT_EQ(to_pharaoh(links), "0-0 1-12 3-2");
  EXPECT_EQ(parse_pharaoh(" 0-0 1-12\t3-2 ", "x:1"), links);
  EXPECT_TRUE(parse_pharaoh("", "x:1").empty());
}

TEST(Pharaoh, RefusesWhatIsNoLink) {
  for (const char* wrong :
       {"0", "0-", "-1", "0--1", "a-b", "1-2x", "1.5-2", "0-0,1-1", "99999999999-0", "0:0"}) {
    const Error::Parts error =
        error_of([&] { parse_pharaoh(std::string("0-0 ") + wrong, "links.txt:7"); });
    EXPECT_EQ(error.what, std::string("'") + wrong + "' is not a link between two words");
    EXPECT_EQ(error.where, "links.txt:7");
  }
}

}  // namespace
}  // namespace nmt
