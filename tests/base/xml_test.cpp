#include "base/xml.h"

#include <gtest/gtest.h>

namespace nmt {
namespace {

TEST(XmlTest, EscapesMarkup) {
  EXPECT_EQ(xml_text("a <b> & \"c\" 'd'"), "a &lt;b&gt; &amp; &quot;c&quot; 'd'");
  EXPECT_EQ(xml_text(""), "");
}

TEST(XmlTest, ReplacesWhatXmlCannotHold) {
  EXPECT_EQ(xml_text(std::string_view("a\0b\x1f\x7f", 5)), "a\uFFFDb\uFFFD\uFFFD");
  EXPECT_EQ(xml_text("x\u0085y\uFFFEz\uFFFF"), "x\uFFFDy\uFFFDz\uFFFD");
  EXPECT_EQ(xml_text("cut \xE4\xBD"), "cut \uFFFD");
  EXPECT_EQ(xml_text("a\tb\r\nc"), "a b  c");
}

TEST(XmlTest, KeepsOtherText) {
  const std::string text = "naïve \u00A0 你好 مرحبا 😀 \uFFFD";
  EXPECT_EQ(xml_text(text), text);
}

TEST(XmlTest, ContentOfAnElementKeepsLinesAndQuotationMarks) {
  EXPECT_EQ(xml_content("a <b> & \"c\"\t\n\r\x01"), "a &lt;b&gt; &amp; \"c\"\t\n&#13;\uFFFD");
  EXPECT_EQ(replace_control_characters("<\x01>\n\xff"), "<\uFFFD>\n\uFFFD");
}

}  // namespace
}  // namespace nmt
