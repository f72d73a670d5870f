// What is found of each kind, where it ends, and that none takes more time than its line is long.
#include "document/kept_spans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "base/error.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Texts = std::vector<std::string>;

Texts found(const std::vector<std::string>& kinds, std::string_view line) {
  Texts texts;
  for (const KeptSpan& span : KeptScanner(kinds).spans_in(line))
    texts.emplace_back(in_range(line, span.range));
  return texts;
}

struct Case {
  std::string line;
  Texts kept;
};

void expect(const std::string& kind, const std::vector<Case>& cases) {
  for (const Case& each : cases) EXPECT_EQ(found({kind}, each.line), each.kept) << each.line;
}

TEST(KeptSpans, Urls) {
  expect("url",
         {{"see https://a.example/x.", {"https://a.example/x"}},
          {"HTTP://A.B, FTP://c.d/e; www.f.g!", {"HTTP://A.B", "FTP://c.d/e", "www.f.g"}},
          {"mailto:a.b+c@d.example?subject=x is one", {"mailto:a.b+c@d.example?subject=x"}},
          {"http://a.b:8080/c?d=e&f=g#h: a port", {"http://a.b:8080/c?d=e&f=g#h"}},
          {"http://[::1]:80/ and http://u:p@a.b/", {"http://[::1]:80/", "http://u:p@a.b/"}},
          {"(http://a.b/c_(d)) (http://a.b/c)", {"http://a.b/c_(d)", "http://a.b/c"}},
          {"https://en.wikipedia.example/wiki/Bat_(animal).",
           {"https://en.wikipedia.example/wiki/Bat_(animal)"}},
          {"'http://a.b/c' \"http://a.b/d\" <http://a.b/e> `http://a.b/f`",
           {"http://a.b/c", "http://a.b/d", "http://a.b/e", "http://a.b/f"}},
          {"«http://a.b/c», „http://a.b/d“, “http://a.b/e”, 「http://a.b/f」, （http://a.b/g）",
           {"http://a.b/c", "http://a.b/d", "http://a.b/e", "http://a.b/f", "http://a.b/g"}},
          {"请看https://a.b/c。谢谢", {"https://a.b/c"}},
          {"请看https://a.b/c谢谢", {"https://a.b/c"}},
          {"주소는 https://a.b/c입니다", {"https://a.b/c"}},
          {"https://zh.example/wiki/中国 https://例え.テスト/x",
           {"https://zh.example/wiki/中国", "https://例え.テスト/x"}},
          {"http://bücher.example/köln und", {"http://bücher.example/köln"}},
          {"http://a.b/{id}/c", {"http://a.b/{id}/c"}},
          {"http://a.b http://a.b http://a.b/c", {"http://a.b", "http://a.b", "http://a.b/c"}},
          {"http:// www. mailto: a://", {}}});
}

TEST(KeptSpans, Emails) {
  expect("email",
         {{"write me@example.org.", {"me@example.org"}},
          {"<first.last+tag@mail.a-b.example>, x", {"first.last+tag@mail.a-b.example"}},
          {"请写a@b.cn谢谢", {"a@b.cn"}},
          {"jürgen@bücher.example, info@例子.中国。", {"jürgen@bücher.example", "info@例子.中国"}},
          {"«a@b.example», (c@d.example)", {"a@b.example", "c@d.example"}},
          {"@name a@ a@b @b.c 5 @ 3.20", {}}});
}

TEST(KeptSpans, Tags) {
  expect("tag", {{"a <b>c</b> <br/> d", {"<b>", "</b>", "<br/>"}},
                 {"<a title=\"x > y\" href='>'>z</a>", {"<a title=\"x > y\" href='>'>", "</a>"}},
                 {"<img alt = \"a > b\" />", {"<img alt = \"a > b\" />"}},
                 {"<!-- a > b --> c", {"<!-- a > b -->"}},
                 {"<![CDATA[ a > b ]]>c", {"<![CDATA[ a > b ]]>"}},
                 {"<?xml a=\">\"?><!DOCTYPE html>", {"<?xml a=\">\"?>", "<!DOCTYPE html>"}},
                 {"<p it's>x</p>", {"<p it's>", "</p>"}},
                 {"<a b=\"c>d", {"<a b=\"c>"}},
                 {"a < b > c <3 <-- <a <b>", {"<b>"}},
                 {"<!-- <a [CDATA[", {}}});
}

TEST(KeptSpans, Placeholders) {
  expect("placeholder",
         {{"{name} {0} {0:N2} {user.name} {x!r:>10} {}",
           {"{name}", "{0}", "{0:N2}", "{user.name}", "{x!r:>10}", "{}"}},
          {"{{x}} {{ user name }} ${x} #{y} %{z}",
           {"{{x}}", "{{ user name }}", "${x}", "#{y}", "%{z}"}},
          {"%s of %1$s, %-5.2f%% and %lld: %@", {"%s", "%1$s", "%-5.2f", "%%", "%lld", "%@"}},
          {"%s%d,%s.", {"%s", "%d", "%s"}},
          {"%(name)s and %(n)03d", {"%(name)s", "%(n)03d"}},
          {"<x id=\"1\"/>a<ph/> <b>", {"<x id=\"1\"/>", "<ph/>"}},
          {"你好{name}，欢迎", {"{name}"}},
          {"100% sure, 5%, %discount, { see below } {see below}", {}}});
}

TEST(KeptSpans, PathsNumbersAndOthers) {
  expect(
      "path",
      {{"open /usr/bin/nmt, ~/notes.txt and ./a", {"/usr/bin/nmt", "~/notes.txt", "./a"}},
       {"in src/main.cpp.", {"src/main.cpp"}},
       {"(C:\\Users\\me\\a.txt) \\\\server\\share", {"C:\\Users\\me\\a.txt", "\\\\server\\share"}},
       {"and/or 5 km/h http://a.b/c.d 1/2", {}}});
  expect("number", {{"1,234.5 and 1.234,5.", {"1,234.5", "1.234,5"}},
                    {"-3 °C, 12 km, 5%, 100 km/h", {"-3 °C", "12 km", "5%", "100 km/h"}},
                    {"€1,234.50 or 20 €, at 10:30", {"€1,234.50", "20 €", "10:30"}},
                    {"2026-11-27, v2 a1 3D", {"2026-11-27"}},
                    {"12 horses and 3 men", {"12", "3"}},
                    {"共12台", {"12"}}});
  expect("hashtag", {{"#nmt #c3po, #größe #1 a#b", {"#nmt", "#c3po", "#größe"}}});
  expect("mention", {{"@name, @a.b. me@b.example @", {"@name", "@a.b"}}});
  expect("emoji",
         {{"a 😀 b👍🏽c 👨‍👩‍👧 🇹🇷🇩🇪 ❤️ 1️⃣ ©",
           {"😀", "👍🏽", "👨‍👩‍👧", "🇹🇷", "🇩🇪", "❤️", "1️⃣", "©"}}});
  expect("code", {{"use `a b` and ``c ` d``, `e", {"`a b`", "``c ` d``"}}});
}

TEST(KeptSpans, RegularExpressions) {
  EXPECT_EQ(found({"regex:[A-Z]{2}-[0-9]+"}, "see AB-12, CD-3."), (Texts{"AB-12", "CD-3"}));
  EXPECT_EQ(found({"/[ü-ÿ]+/", "/x*/"}, "aüb xx"), (Texts{"ü", "xx"}));
  EXPECT_EQ(found({"/id=(\\d+)/"}, "id=12 id=3"), (Texts{"12", "3"}));
}

TEST(KeptSpans, OfTwoThatOverlapTheFirstAndTheLonger) {
  EXPECT_EQ(found({"all"}, "<a href=\"http://a.b/%s\">see `@x` #y</a>"),
            (Texts{"<a href=\"http://a.b/%s\">", "`@x`", "#y", "</a>"}));
  EXPECT_EQ(found({"url", "email", "/.*/"}, "mailto:a@b.example x"), Texts{"mailto:a@b.example x"});
}

TEST(KeptSpans, NoneAndAll) {
  EXPECT_TRUE(KeptScanner({}).none());
  EXPECT_TRUE(KeptScanner({"none"}).none());
  EXPECT_TRUE(KeptScanner({"all"}).keeps(KeptKind::code));
  EXPECT_FALSE(KeptScanner({"url", "/x/"}).keeps(KeptKind::tag));
}

std::string complaint(const std::vector<std::string>& kinds) {
  try {
    KeptScanner scanner(kinds);
  } catch (const Error& error) {
    return error.parts().what;
  }
  return "none";
}

TEST(KeptSpans, WrongKindsAreSaid) {
  EXPECT_EQ(complaint({"link"}), "keep has no kind 'link'");
  EXPECT_EQ(complaint({"regex:"}), "keep has no kind 'regex:'");
  EXPECT_EQ(complaint({"/a(/"}), "'a(' is no regular expression: missing ): a(");
  EXPECT_EQ(complaint({"none", "url"}), "keep says none and something else too");
}

TEST(KeptSpans, NumbersWithoutSignsAndUnits) {
  const std::string line = "-1,234.5 km, 3. 7x (2026)";
  Texts numbers;
  for (const TextRange range : numbers_in(line)) numbers.emplace_back(in_range(line, range));
  EXPECT_THAT(numbers, ElementsAre("1,234.5", "3", "7", "2026"));
}

// A line of a megabyte. Time that grew with its square would be hours.
TEST(KeptSpans, LongLinesTakeTimeAsLongAsTheyAre) {
  const KeptScanner all({"all"});
  for (const std::string part : {"<",
                                 "{",
                                 "http://",
                                 "\"",
                                 "`",
                                 "<!--",
                                 "<![CDATA[",
                                 "<?",
                                 "<a ",
                                 "<a b=\"",
                                 "<a b='<c d=\"",
                                 "${",
                                 "{{",
                                 "%(",
                                 "%",
                                 "@",
                                 "a@",
                                 "a@b.",
                                 "#",
                                 "a/",
                                 "/",
                                 "\\\\",
                                 "1,",
                                 "1.",
                                 "(",
                                 "www.",
                                 "`` ` ",
                                 "{a ",
                                 "%(a ",
                                 "{x}",
                                 "😀",
                                 "\u200d",
                                 "1\ufe0f",
                                 "«",
                                 "请看",
                                 "<a b=\"x\" c='y' ",
                                 "a",
                                 " ",
                                 "-",
                                 "<x ",
                                 "http://a(",
                                 "C:\\",
                                 "~",
                                 "{ ",
                                 "{a:",
                                 "a.",
                                 "ü"}) {
    std::string line;
    while (line.size() < 1'000'000) line += part;
    const auto begin = std::chrono::steady_clock::now();
    const auto spans = all.spans_in(line);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    EXPECT_LT(time.count(), 60) << part;
    std::size_t end = 0;
    for (const KeptSpan& span : spans) {
      ASSERT_GE(span.range.begin, end) << part;
      ASSERT_LT(span.range.begin, span.range.end) << part;
      end = span.range.end;
    }
    ASSERT_LE(end, line.size());
  }
}

// Each search for this looks at the whole rest of the line.
TEST(KeptSpans, ARegularExpressionFindsSoManyThingsAtMost) {
  const KeptScanner scanner({"/a.*b|a/"});
  EXPECT_EQ(scanner.spans_in(std::string(1'000'000, 'a')).size(), KeptScanner::kMostMatches);
  EXPECT_THAT(scanner.spans_in(std::string(1'000'000, 'x')), IsEmpty());
}

}  // namespace
}  // namespace nmt
