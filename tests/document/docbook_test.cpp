#include "document/docbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document/fake_translations.h"

namespace nmt {
namespace {

using testing::ElementsAre;

constexpr const char* kBook = R"(<?xml version="1.0"?>
<!DOCTYPE book PUBLIC "-//OASIS//DTD DocBook XML V4.5//EN" "http://www.oasis-open.org/docbook/xml/4.5/docbookx.dtd">
<book><bookinfo><title>The <emphasis>book</emphasis></title><author><firstname>Ann</firstname></author></bookinfo>
<para>Run <command>ls -l</command> in
  a&nbsp;shell<footnote><para>or another</para></footnote>:
  <programlisting>if (x) return;</programlisting>
  <itemizedlist><listitem><para>one</para></listitem></itemizedlist>
  and go on.</para>
<screen>output</screen>
<informaltable><tgroup><tbody><row><entry>a cell</entry></row></tbody></tgroup></informaltable>
</book>
)";

TEST(Docbook, ParagraphsTitlesAndCellsAreTexts) {
  const auto document = read_document("docbook", kBook);
  expect_sound(*document);
  EXPECT_THAT(texts_of(*document), ElementsAre("The <emphasis>book</emphasis>",
                                               "Run <command>ls -l</command> in a&nbsp;shell"
                                               "<footnote><para>or another</para></footnote>:",
                                               "or another", "one", "and go on.", "a cell"));
  EXPECT_EQ(write_with(*document, unchanged), kBook);
}

TEST(Docbook, TranslationsStandInTheirPlaces) {
  const auto document = read_document("docbook", kBook);
  std::string expected = kBook;
  for (const auto& [old, now] : std::vector<std::pair<std::string, std::string>>{
           {"The <emphasis>book", "THE <emphasis>BOOK"},
           {"<para>Run ", "<para>RUN "},
           {" in\n  a&nbsp;shell", " IN A&nbsp;SHELL"},
           {"or another", "OR ANOTHER"},
           {"<para>one", "<para>ONE"},
           {"and go on.", "AND GO ON."},
           {"a cell", "A CELL"}})
    expected.replace(expected.find(old), old.size(), now);
  EXPECT_EQ(write_with(*document, in_capitals), expected);
}

TEST(Docbook, DamagedFilesAreAnErrorOrRead) { read_damaged("docbook", kBook, {}); }

}  // namespace
}  // namespace nmt
