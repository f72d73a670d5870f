// What holds for all formats that are made of XML.
#include <gtest/gtest.h>

#include <chrono>

#include "document/fake_translations.h"
#include "document/word.h"

namespace nmt {
namespace {

struct LargeCase {
  std::string format, begin, part, end;
};

std::string repeated(const std::string& part, std::size_t bytes) {
  std::string all;
  while (all.size() < bytes) all += part;
  return all;
}

std::unique_ptr<Document> read_large(const LargeCase& large) {
  const std::string content = large.begin + repeated(large.part, 1'000'000) + large.end;
  if (large.format == "word") return read_word_part(content, "file");
  return read_document(large.format, content, {"en", "de"});
}

// A megabyte each. Time that grew with its square would be hours.
TEST(XmlFormats, LargeDocumentsTakeTimeAsLongAsTheyAre) {
  const std::string xliff = "<xliff version='1.2'><file><body>",
                    xliff_end = "</body></file></xliff>";
  const std::string unit = "<trans-unit><source>", unit_end = "</source></trans-unit>";
  const std::string tmx = "<tmx><header srclang='en'/><body>", tmx_end = "</body></tmx>";
  const std::string odf = "<o xmlns:t='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>";
  const std::string word =
      "<w:d xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>";
  const std::string words = "<w:r><w:t>a b</w:t></w:r>", bold =
                                                             "<w:r><w:rPr><w:b/></w:rPr>"
                                                             "<w:t>c</w:t></w:r>";
  const std::string field = "<w:r><w:fldChar w:fldCharType='begin'/></w:r>";
  const std::string deep = repeated("<note>", 600), deep_end = repeated("</note>", 700);
  const LargeCase cases[] = {
      {"xliff", xliff, unit + "a <g>b</g>" + unit_end, xliff_end},
      {"xliff", xliff + unit, "<bpt id='1'/>a", unit_end + xliff_end},
      {"xliff", xliff + unit, "a<bpt id='1'/>b<ept id='2'/>", unit_end + xliff_end},
      {"xliff", xliff + unit, "<g>a</g>", unit_end + xliff_end},
      {"xliff", xliff, "<group translate='yes' " + repeated("a", 600) + "='1'>", ""},
      {"xliff", xliff, unit + "a</source><target/>" + repeated("\n", 500) + "</trans-unit>",
       xliff_end},
      {"tmx", tmx, "<tu><tuv xml:lang='en'><seg>a</seg></tuv></tu>", tmx_end},
      {"tmx", tmx + "<tu>", "<tuv xml:lang='en'><seg>a</seg></tuv>", "</tu>" + tmx_end},
      {"tmx", tmx + "<tu><tuv xml:lang='en'><seg>", "&lt;a<ph/>", "</seg></tuv></tu>" + tmx_end},
      {"android", "<resources>", "<string name='a'>it\\'s &lt;b>x&lt;/b></string>", "</resources>"},
      {"android", "<resources><string>", "&lt;a b=\"", "</string></resources>"},
      {"android", "<resources><string>", "\\u0020\\n\"  ", "</string></resources>"},
      {"docbook", "<book>", "<para>a <emphasis>b</emphasis></para>", "</book>"},
      {"docbook", "<book><para>", "a<footnote><para>b</para></footnote>", "</para></book>"},
      {"docbook", "<book>",
       "<para>" + repeated("a<footnote>", 1000) + repeated("</footnote>", 1000) + "</para>",
       "</book>"},
      {"odf", odf + "<t:p>", "a<t:s/>", "</t:p></o>"},
      {"odf", odf + "<t:p>", "a<t:note><t:p>b</t:p></t:note>", "</t:p></o>"},
      {"odf", odf, "<t:p><t:span>a</t:span></t:p>", "</o>"},
      {"odf", odf + "<t:p>" + deep, "a", deep_end + "</t:p></o>"},
      {"word", word, "<w:p>" + words + bold + "</w:p>", "</w:d>"},
      {"word", word + "<w:p>", words + bold, "</w:p></w:d>"},
      {"word", word + "<w:p>", bold + "<w:hyperlink>" + words + "</w:hyperlink>", "</w:p></w:d>"},
      {"word", word + "<w:p>", field + words, "</w:p></w:d>"},
      {"word", word + "<w:p>",
       field +
           "<w:r><w:instrText>HYPERLINK</w:instrText><w:fldChar "
           "w:fldCharType='separate'/></w:r>" +
           words,
       "</w:p></w:d>"},
      {"word", word + "<w:p><w:r>", "<w:t>a</w:t><w:tab/>", "</w:r></w:p></w:d>"},
      {"word", word + "<w:p><w:r>", "<w:t>a</w:t><w:pict><w:p>" + words + "</w:p></w:pict>",
       "</w:r></w:p></w:d>"},
  };
  for (const LargeCase& large : cases) {
    const auto begin = std::chrono::steady_clock::now();
    try {
      const auto document = read_large(large);
      expect_sound(*document);
      write_with(*document, in_capitals, {"en", "de"});
      write_with(*document, turned_around, {"en", "de"});
    } catch (const Error& error) {
      EXPECT_NE(error.parts().where, "");
    }
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    EXPECT_LT(time.count(), 60) << large.format << " " << large.part.substr(0, 80);
  }
}

}  // namespace
}  // namespace nmt
