#include "decode/output_reader.h"

#include <sstream>

#include "text/text_files.h"

namespace nmt {
namespace {

// What the line is in an n-best list.
std::string listed(const std::string& line) {
  std::string entries;
  for (const NBestEntry& entry : read_entries(line, "x:1")) entries += entry.to_line() + "\n";
  return entries;
}

TEST(ReadEntries, OfEveryFormat) {
  EXPECT_EQ(listed("5 ||| a ||| F0= -3 ||| -1 ||| 0-0"), "5 ||| a ||| F0= -3 ||| -1 ||| 0-0\n");
  EXPECT_EQ(listed("6\t-1\t-3\ta ||| b"), "5 ||| a &#124;&#124;&#124; b ||| F0= -3 ||| -1\n");
  EXPECT_EQ(listed("6\t-1\t-3\t\t"), "5 |||  ||| F0= -3 ||| -1 ||| \n");
  EXPECT_EQ(listed(R"({"line":6,"translation":"a\nb","score":-1,"log_probability":-3,)"
                   R"("alignment":[[0,0],[2,1]]})"),
            "5 ||| a b ||| F0= -3 ||| -1 ||| 0-0 2-1\n");
  EXPECT_EQ(listed(R"({"line":6,"translation":"a","score":-1,"log_probability":-3,"n_best":[)"
                   R"({"translation":"a","score":-1,"log_probability":-3,"attention":[[0.5,1]]},)"
                   R"({"translation":"","score":-2,"log_probability":-4,"attention":[]}]})"),
            "5 ||| a ||| F0= -3 ||| -1 ||| 0.5,1\n5 |||  ||| F0= -4 ||| -2 ||| \n");
}

TEST(ReadEntries, RefusesWhatIsNone) {
  const auto what = [](const std::string& line) {
    const Error::Parts parts = error_of([&] { read_entries(line, "list:4"); });
    EXPECT_EQ(parts.where, "list:4");
    return parts.what;
  };
  for (const char* json :
       {"{", "{}", R"({"line":"6"})", R"({"line":0,"translation":"a"})",
        R"({"line":6,"translation":"a","score":null,"log_probability":-3})",
        R"({"line":1,"translation":"a","score":1,"log_probability":-3,"n_best":7})",
        R"({"line":1,"translation":"a","score":1,"log_probability":-3,)"
        R"("alignment":[[0]]})",
        R"({"line":1,"translation":"a","score":1,"log_probability":-3,)"
        R"("attention":[[1,2],[1]]})"})
    EXPECT_EQ(what(json), "this is not the JSON of a translation") << json;
  for (const char* line : {"0\t1\t2\ta", "1\tx\t2\ta", "1\t1\t2", "1\t1\t2\ta\t0-0\t7"})
    EXPECT_EQ(what(line), "1 column(s) where an n-best list has 4") << line;
}

TEST(BeforeAlignment, IsTheTranslation) {
  EXPECT_EQ(before_alignment("a b ||| 0-0 1-2"), "a b");
  EXPECT_EQ(before_alignment("a ||| b ||| 0.5,0.25 1e-05,1"), "a ||| b");
  EXPECT_EQ(before_alignment(" ||| "), "");
  for (const char* plain : {"", "a", "a ||| b", "a ||| 0-0 b", "a |||", "a |||0-0"})
    EXPECT_EQ(before_alignment(plain), std::nullopt) << plain;
}

TranslationText kind(const std::string& text) {
  std::istringstream lines(text);
  return kind_of_translations([&](std::string& line) { return bool(std::getline(lines, line)); });
}

TEST(KindOfTranslations, IsSeenFromTheLines) {
  using enum TranslationText;
  for (const char* text : {"", "\n", "a\n", "a ||| 0-0\nb\n", " ||| \n", "1 ||| a ||| b ||| c\n",
                           "1\ta\tb\tc\n", "{\"line\": 1}\n", "{a}\n"})
    EXPECT_EQ(kind(text), plain) << text;
  EXPECT_EQ(kind("a ||| 0-0\n ||| \nb c ||| 0-0 1-0\n"), aligned);
  EXPECT_EQ(kind(" ||| \na ||| 0.5,0.5\n"), aligned);
  EXPECT_EQ(kind("0 ||| a ||| F0= -1 ||| -1\n"), entries);
  EXPECT_EQ(kind("1\t-1\t-1\ta\n"), entries);
  EXPECT_EQ(kind(R"({"line":1,"translation":"a","score":1,"log_probability":-3})"), entries);
}

}  // namespace
}  // namespace nmt
