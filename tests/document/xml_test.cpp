#include "document/xml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "base/format.h"
#include "document/fake_translations.h"
#include "document/xml_blocks.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string failure(const std::string& content) {
  return error_of([&] { XmlDocument(content, "a.xml"); });
}

TEST(Xml, TellsWhereTheBytesOfEachPartStand) {
  const XmlDocument xml(R"(<?xml version="1.0"?>
<!DOCTYPE a [ <!ENTITY me "<b>]></b>"> <!-- ]> --> <?x ]> ?> ]>
<a xmlns:x="urn:x" one='1>"' two = "&lt;&#65;&#x20AC;">te&amp;xt&me;<x:b/><![CDATA[<raw>]]><!-- c --></a>
)",
                        "a.xml");
  const XmlNode& root = xml.root();
  EXPECT_EQ(root.name, "a");
  EXPECT_EQ(xml.attribute(root, "one"), "1>\"");
  EXPECT_EQ(xml.attribute(root, "two"), "<A€");
  std::vector<std::string> parts;
  for (const XmlNode* node : xml.children(root)) parts.emplace_back(xml.raw(node->range));
  EXPECT_THAT(parts, ElementsAre("te&amp;xt", "&me;", "<x:b/>", "<![CDATA[<raw>]]>", "<!-- c -->"));
  const XmlNode* inner = xml.child(root, "b");
  ASSERT_NE(inner, nullptr);
  EXPECT_EQ(xml.space(*inner), "urn:x");
  EXPECT_EQ(xml.prefix(*inner), "x:");
  EXPECT_EQ(xml.space(root), "");
  EXPECT_EQ(xml.text_of(root), "te&xt<raw>");
  EXPECT_EQ(xml.place_of(root.range.begin), "line 3");
}

TEST(Xml, NamespacesEndWithTheirElement) {
  const XmlDocument xml("<a xmlns='1'><b xmlns='2'><c/></b><d xmlns='3'/><e/></a>", "a.xml");
  std::string spaces;
  for (const XmlNode& node : xml.nodes()) spaces += format("{}{} ", node.name, xml.space(node));
  EXPECT_EQ(spaces, "a1 b2 c2 d3 e1 ");
}

TEST(Xml, EndsOfLinesAreRead) { EXPECT_EQ(xml_decoded("a\r\nb\rc&#13;"), "a\nb\nc\r"); }

TEST(Xml, MistakesNameTheirLine) {
  EXPECT_EQ(failure("<a>\n<b>\n</a>"),
            "error: not well-formed XML: Opening and ending tag mismatch: b line 2 and a\n"
            "  at:  a.xml:3\n"
            "  fix: mend it where it was made; xmllint --noout tells of all mistakes");
  EXPECT_THAT(failure(""), HasSubstr("not well-formed XML"));
  EXPECT_THAT(failure("text"), HasSubstr("not well-formed XML"));
  EXPECT_THAT(failure("<a/><b/>"), HasSubstr("not well-formed XML"));
  EXPECT_THAT(failure("<a>&nowhere;</a>"), HasSubstr("Entity 'nowhere' not defined"));
  EXPECT_THAT(failure("<a b='1' b='2'/>"), HasSubstr("Attribute b redefined"));
  EXPECT_THAT(failure("<a>\x01</a>"), HasSubstr("a.xml:1"));
  EXPECT_EQ(failure("<a><x:b/></a>"), "no error");  // a prefix that nobody has bound
}

TEST(Xml, OtherEncodingsAreRefusedByName) {
  EXPECT_EQ(failure("<?xml version='1.0' encoding='ISO-8859-1'?><a/>"),
            "error: it is written in ISO-8859-1, and XML is read in UTF-8 alone\n"
            "  at:  a.xml:1\n"
            "  fix: convert it: iconv -f ISO-8859-1 -t UTF-8, and say encoding=\"UTF-8\" in its "
            "first line");
  EXPECT_THAT(failure(std::string("\xff\xfe<\0a\0", 6)), HasSubstr("written in UTF-16"));
  EXPECT_THAT(failure(std::string("<\0a\0", 4)), HasSubstr("written in UTF-16"));
  EXPECT_EQ(failure("<?xml version='1.0' encoding='utf-8'?><a/>"), "no error");
  EXPECT_EQ(failure("\xef\xbb\xbf<?xml version='1.0' encoding='US-ASCII'?><a/>"), "no error");
  EXPECT_EQ(failure("<a>\n\xe4</a>"),
            "error: byte 0xe4 does not belong to UTF-8, which the document is in\n"
            "  at:  a.xml:2\n"
            "  fix: convert the file with iconv, or mend the line");
}

TEST(Xml, NothingIsReadFromElsewhere) {
  const XmlDocument xml(R"(<!DOCTYPE a SYSTEM "file:///nowhere/a.dtd" [
    <!ENTITY file SYSTEM "file:///etc/hostname"> <!ENTITY % more SYSTEM "http://nowhere/"> %more; ]>
<a>&file;&nbsp;</a>)",
                        "a.xml");
  std::vector<std::string> kinds;
  for (const XmlNode* node : xml.children(xml.root())) kinds.emplace_back(xml.raw(node->range));
  EXPECT_THAT(kinds, ElementsAre("&file;", "&nbsp;"));
  EXPECT_EQ(xml.text_of(xml.root()), "");
}

// Entities that name entities that name entities.
TEST(Xml, BombsTakeNeitherTimeNorMemory) {
  std::string laughs = "<!DOCTYPE a [<!ENTITY x0 'haha'>";
  for (int i = 1; i < 40; ++i)
    laughs += format("<!ENTITY x{} '&x{};&x{};&x{};'>", i, i - 1, i - 1, i - 1);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THAT(failure(laughs + "]><a b='&x39;'/>"), HasSubstr("not well-formed XML"));
  EXPECT_THAT(failure(laughs + "]><a>&x39;</a>"), HasSubstr("not well-formed XML"));
  EXPECT_THAT(failure("<!DOCTYPE a [<!ENTITY x '&y;'><!ENTITY y '&x;'>]><a b='&x;'/>"),
              HasSubstr("not well-formed XML"));
  // One large entity, often.
  std::string often = "<!DOCTYPE a [<!ENTITY x '" + std::string(100'000, 'x') + "'>]><a b='";
  for (int i = 0; i < 100'000; ++i) often += "&x;";
  EXPECT_EQ(failure(often + "'/>"), "no error");  // nobody puts it in
  std::string deep, ends;
  for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
  EXPECT_EQ(failure(deep),
            "error: not well-formed XML: Excessive depth in document: 256\n"
            "  at:  a.xml:1\n"
            "  fix: mend it where it was made; xmllint --noout tells of all mistakes");
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
  EXPECT_LT(time.count(), 60);
}

TEST(Xml, LargeDocumentsTakeTimeAsLongAsTheyAre) {
  for (const std::string part : {"<a/>", "<a b='1'>x</a>", "x", "&amp;", "<!-- -->",
                                 "<![CDATA[x]]>", "<a xmlns:x='1'/>", "]", "\n"}) {
    std::string content = "<r>";
    while (content.size() < 2'000'000) content += part;
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(failure(content + "</r>"), "no error") << part;
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    EXPECT_LT(time.count(), 60) << part;
  }
}

TEST(Xml, ExcessIsRefused) {
  std::string attributes = "<a";
  for (int i = 0; i < 1'000'000; ++i) attributes += format(" a{}=''", i);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(failure(attributes + "/>"),
            "error: XML with more than 1000 attributes in an element is not read\n"
            "  at:  a.xml:1\n"
            "  fix: give what a person or a program has written as a document");
  std::string nested;
  for (int i = 0; i < 2000; ++i) nested += format("<a xmlns:a{}='x'>", i);
  EXPECT_THAT(failure(nested), HasSubstr("more than 1000 namespaces at one place"));
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
  EXPECT_LT(time.count(), 60);
}

// As of a format: p is a block, b a pair, note a tag with texts of its own, code is kept.
XmlRules example() {
  return {.role =
              [](const XmlDocument&, const XmlNode& node) {
                if (node.name == "b") return XmlRole{XmlRole::Kind::pair};
                if (node.name == "note") return XmlRole{XmlRole::Kind::alone};
                if (node.name == "code") return XmlRole{XmlRole::Kind::kept};
                return XmlRole{XmlRole::Kind::block};
              },
          .collapses = true};
}

constexpr const char* kNested =
    "<doc>\n <p>one &lt;two&gt;\n  three<note><p>a &quot;note&quot;</p></note> <b>four</b></p>"
    "<p> <code>x</code> </p>text<p>last<p>inner</p>tail</p>\r\n</doc>\n";

TEST(XmlBlocks, TextsHoldTextsInTheirTags) {
  const XmlBlocks document(kNested, "a.xml", example());
  expect_sound(document);
  EXPECT_THAT(texts_of(document),
              ElementsAre("one <two> three<note><p>a &quot;note&quot;</p></note> <b>four</b>",
                          "a \"note\"", "text", "last", "inner", "tail"));
  EXPECT_EQ(document.texts()[0].place, "line 2");
  EXPECT_EQ(write_with(document, unchanged), kNested);
}

TEST(XmlBlocks, TranslationsAreWrittenWhereTheTextsStood) {
  const XmlBlocks document(kNested, "a.xml", example());
  EXPECT_EQ(write_with(document, in_capitals),
            "<doc>\n <p>ONE &lt;TWO&gt; THREE<note><p>A \"NOTE\"</p></note> <b>FOUR</b></p>"
            "<p> <code>x</code> </p>TEXT<p>LAST<p>INNER</p>TAIL</p>\r\n</doc>\n");
  // The outer text is as it was, the one in its note is not.
  std::vector<TranslatedText> translations;
  for (const DocumentText& text : document.texts()) translations.push_back(unchanged(text));
  translations[1] = in_capitals(document.texts()[1]);
  EXPECT_THAT(document.write(translations, {}),
              HasSubstr("one &lt;two&gt;\n  three<note><p>A \"NOTE\"</p></note> <b>four</b></p>"));
}

TEST(XmlBlocks, TagsMoveWithWhatTheyHold) {
  const XmlBlocks document(kNested, "a.xml", example());
  EXPECT_THAT(write_with(document, turned_around),
              HasSubstr("<p><b>four</b> <note><p>a &quot;note&quot;</p></note>"
                        "one &lt;two&gt; three</p>"));
}

TEST(XmlBlocks, WhatATranslationHoldsIsNoMarkup) {
  const XmlBlocks document("<p>x</p>", "a.xml", example());
  EXPECT_EQ(document.write(std::vector<TranslatedText>{{.text = "<a> & ]]> \x01\xff \"'"}}, {}),
            "<p>&lt;a&gt; &amp; ]]&gt; \uFFFD\uFFFD \"'</p>");
  const XmlBlocks cdata("<p> <![CDATA[a<b]]> </p>", "a.xml", example());
  EXPECT_THAT(texts_of(cdata), ElementsAre("a<b"));
  EXPECT_EQ(write_with(cdata, unchanged), "<p> <![CDATA[a<b]]> </p>");
  EXPECT_EQ(cdata.write(std::vector<TranslatedText>{{.text = "& ]]> \x01"}}, {}),
            "<p> <![CDATA[& ]]]]><![CDATA[> \uFFFD]]> </p>");
}

TEST(TagPairs, AreNested) {
  const auto pairs = [](const std::vector<TagEnd>& ends) {
    std::vector<InlineTag> tags(ends.size());
    pair_tags(tags, ends);
    std::vector<int> partners;
    for (const InlineTag& tag : tags) partners.push_back(tag.partner);
    return partners;
  };
  using Side = TagEnd::Side;
  const TagEnd a{Side::opens, "1"}, b{Side::opens, "2"}, end_a{Side::closes, "1"},
      end_b{Side::closes, "2"}, element{Side::opens, "<", true}, end{Side::closes, "<", true};
  EXPECT_THAT(pairs({a, b, end_b, end_a}), ElementsAre(3, 2, 1, 0));
  EXPECT_THAT(pairs({a, b, end_a, end_b}), ElementsAre(2, -1, 0, -1));  // they overlap
  EXPECT_THAT(pairs({end_a, a}), ElementsAre(-1, -1));
  EXPECT_THAT(pairs({a, element, end_a, end}), ElementsAre(-1, 3, -1, 1));
  EXPECT_THAT(pairs({element, a, end, end_a}), ElementsAre(2, -1, 0, -1));
  EXPECT_THAT(pairs({a, a, end_a, TagEnd{}, end_a}), ElementsAre(4, 2, 1, -1, 0));
  std::vector<TagEnd> many(1'000'000, a);
  many.insert(many.end(), 1'000'000, end_b);
  EXPECT_THAT(pairs(many), testing::Each(-1));
}

TEST(XmlBlocks, DamagedDocumentsAreAnErrorOrRead) {
  const std::string content = kNested;
  for (std::size_t size = 0; size < content.size(); ++size)
    EXPECT_NE(failure(content.substr(0, size)), "");
}

}  // namespace
}  // namespace nmt
