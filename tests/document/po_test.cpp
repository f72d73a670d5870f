// What of a catalogue is translated, how it is written, and that gettext's own tools accept it.
#include "document/po.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "document/format_checks.h"
#include "document/format_directives.h"
#include "document/plural_forms.h"
#include "document/po_entries.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string kHeader =
    "msgid \"\"\nmsgstr \"\"\n\"Language: de\\n\"\n\"MIME-Version: 1.0\\n\"\n"
    "\"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Content-Transfer-Encoding: 8bit\\n\"\n"
    "\"Plural-Forms: nplurals=2; plural=(n != 1);\\n\"\n\n";

const std::string kEntries = R"(# A note of the translator.
#. One for the translator.
#: main.c:10
#, c-format
msgid "Open the file %s\n"
msgstr ""

msgctxt "menu"
msgid "Open"
msgstr "Öffnen"

#, fuzzy
#| msgid "Shut"
msgid "Close"
msgstr "Schließen"

#, c-format
msgid "One file"
msgid_plural "%d files"
msgstr[0] ""
msgstr[1] ""

msgid ""
"A long text, which the tools wrapped, with a \"quoted\" word, a \\ and a tab\t"
"in it.\n"
"  - and an item\n"
msgstr ""

#~ msgid "Gone"
#~ msgstr "Weg"
)";

std::string in_po(const std::string& content, Translate translate,
                  const std::string& target = "de") {
  return translated("po", content, translate, {"en", target});
}

TEST(Po, MessagesWithoutATranslationAreTexts) {
  EXPECT_THAT(
      texts_of("po", kHeader + kEntries),
      ElementsAre("Open the file [%s]", "One file", "[%d] files",
                  "A long text, which the tools wrapped, with a \"quoted\" word, a \\ and a "
                  "tab\tin it.",
                  "and an item"));
}

TEST(Po, TranslationsAreFuzzyAndAllElseStays) {
  EXPECT_EQ(in_po(kHeader + kEntries, in_capitals), kHeader + R"(# A note of the translator.
#. One for the translator.
#: main.c:10
#, fuzzy, c-format
msgid "Open the file %s\n"
msgstr "OPEN THE FILE %s\n"

msgctxt "menu"
msgid "Open"
msgstr "Öffnen"

#, fuzzy
#| msgid "Shut"
msgid "Close"
msgstr "Schließen"

#, fuzzy, c-format
msgid "One file"
msgid_plural "%d files"
msgstr[0] "ONE FILE"
msgstr[1] "%d FILES"

#, fuzzy
msgid ""
"A long text, which the tools wrapped, with a \"quoted\" word, a \\ and a tab\t"
"in it.\n"
"  - and an item\n"
msgstr ""
"A LONG TEXT, WHICH THE TOOLS WRAPPED, WITH A \"QUOTED\" WORD, A \\ AND A "
"TAB\tIN IT.\n"
"  - AND AN ITEM\n"

#~ msgid "Gone"
#~ msgstr "Weg"
)");
}

TEST(Po, HeadersAreCompleted) {
  const std::string pot =
      "# A template.\n#, fuzzy\nmsgid \"\"\nmsgstr \"\"\n\"Language: \\n\"\n"
      "\"Content-Type: text/plain; charset=CHARSET\\n\"\n"
      "\"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n\"\n\nmsgid \"a file\"\n"
      "msgid_plural \"files\"\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n";
  const std::string written = in_po(pot, in_capitals, "pl");
  EXPECT_THAT(written, HasSubstr("# A template.\n#\nmsgid \"\"\nmsgstr \"\"\n\"Language: pl\\n\"\n"
                                 "\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
                                 "\"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : "));
  EXPECT_THAT(written,
              HasSubstr("msgstr[0] \"A FILE\"\nmsgstr[1] \"FILES\"\nmsgstr[2] \"FILES\"\n"));
  // Of a catalogue without one.
  EXPECT_THAT(in_po("msgid \"a\"\nmsgstr \"\"\n", in_capitals, "pt-BR"),
              testing::StartsWith("msgid \"\"\nmsgstr \"\"\n\"Language: pt_BR\\n\"\n"));
}

TEST(Po, TheOneHasItsNumberWhereItsFormIsForOthersToo) {
  const std::string entry =
      "#, c-format\nmsgid \"One file\"\nmsgid_plural \"%d files\"\nmsgstr[0] \"\"\nmsgstr[1] "
      "\"\"\n";
  EXPECT_THAT(
      in_po(entry, in_capitals, "ru"),
      HasSubstr("msgstr[0] \"%d FILES\"\nmsgstr[1] \"%d FILES\"\nmsgstr[2] \"%d FILES\"\n"));
  EXPECT_THAT(
      in_po(entry, in_capitals, "cs"),
      HasSubstr("msgstr[0] \"ONE FILE\"\nmsgstr[1] \"%d FILES\"\nmsgstr[2] \"%d FILES\"\n"));
  EXPECT_THAT(in_po(entry, in_capitals, "ja"), HasSubstr("msgstr[0] \"%d FILES\"\n"));
  EXPECT_THAT(in_po(entry, in_capitals, "ar"),
              HasSubstr("msgstr[0] \"%d FILES\"\nmsgstr[1] \"ONE FILE\"\nmsgstr[2] "));
}

TEST(Po, EscapesOfCharactersAreRead) {
  const std::string entry = R"(msgid "\x41 \x4a\102\0438")";
  EXPECT_THAT(texts_of("po", kHeader + entry + "\nmsgstr \"\"\n"), ElementsAre("A JB#8"));
}

TEST(Po, PluralForms) {
  const auto forms =
      PluralForms::of_header("nplurals=3; plural=n%10==1 && n%100!=11 ? 0 : n ? 1 : 2;");
  ASSERT_TRUE(forms);
  EXPECT_EQ(forms->count(), 3u);
  EXPECT_EQ(forms->of_one(), 0u);
  EXPECT_TRUE(forms->one_is_others_too());
  EXPECT_FALSE(PluralForms::of_header("nplurals=2; plural=n != 1;")->one_is_others_too());
  EXPECT_EQ(PluralForms::of_header("nplurals=2; plural=!(n == 1);")->of_one(), 0u);
  EXPECT_EQ(PluralForms::of_header("nplurals=2; plural=!(n != 1);")->of_one(), 1u);
  std::string deep = "nplurals=2; plural=";
  for (int i = 0; i < 100000; ++i) deep += "(";
  for (const std::string& wrong :
       {std::string("nplurals=2; plural=n/0;"), std::string("nplurals=2; plural=n +;"),
        std::string("nplurals=0; plural=0;"), std::string("nplurals=99; plural=0;"), std::string(),
        std::string("nplurals=2; plural=2;"), deep, std::string("nplurals=2; plural=(n)) ;")})
    EXPECT_FALSE(PluralForms::of_header(wrong)) << wrong.substr(0, 60);
  EXPECT_EQ(PluralForms::of_language("pt-BR").header(), "nplurals=2; plural=(n > 1);");
  EXPECT_EQ(PluralForms::of_language("pt").header(), "nplurals=2; plural=(n != 1);");
  EXPECT_EQ(PluralForms::of_language("").count(), 2u);
}

std::string placed(std::vector<std::string> directives, std::vector<std::size_t> order,
                   const std::string& flag) {
  const std::vector<std::string> flags = {flag};
  std::string shown;
  for (const std::string& each : reordered(directives, order, flags)) shown += each + " ";
  return shown;
}

TEST(Po, DirectivesInAnotherOrderAreNumbered) {
  EXPECT_EQ(placed({"%s", "%d"}, {1, 0}, "c-format"), "%2$d %1$s ");
  EXPECT_EQ(placed({"%s", "%d"}, {0, 1}, "c-format"), "%s %d ");
  EXPECT_EQ(placed({"%s", "%%", "%d"}, {1, 2, 0}, "c-format"), "%% %2$d %1$s ");
  EXPECT_EQ(placed({"%1$s", "%2$d"}, {1, 0}, "c-format"), "%2$d %1$s ");
  EXPECT_EQ(placed({"{}", "{:x}"}, {1, 0}, "python-brace-format"), "{1:x} {0} ");
  EXPECT_EQ(placed({"%(a)s", "%(b)s"}, {1, 0}, "python-format"), "%(b)s %(a)s ");
  // These have no numbers, and keep their order.
  EXPECT_EQ(placed({"%s", "%d"}, {1, 0}, "python-format"), "%s %d ");
  EXPECT_EQ(placed({"%*d", "%s"}, {1, 0}, "c-format"), "%*d %s ");
}

TEST(Po, DirectivesAreFound) {
  const auto found = [](const std::string& text, const std::string& flag) {
    std::vector<std::string> directives;
    const std::vector<std::string> flags = {flag};
    for (const TextRange range : format_directives(text, flags))
      directives.emplace_back(in_range(text, range));
    return directives;
  };
  EXPECT_THAT(found("%s %-5.2f%% %1$lu %<PRIu64> %*d 100%", "c-format"),
              ElementsAre("%s", "%-5.2f", "%%", "%1$lu", "%<PRIu64>", "%*d"));
  EXPECT_THAT(found("%(name)s {x}", "python-format"), ElementsAre("%(name)s"));
  EXPECT_THAT(found("{} {name!r:>10} {{", "python-brace-format"),
              ElementsAre("{}", "{name!r:>10}", "{{"));
  EXPECT_THAT(found("%1 of %L2, %n", "qt-format"), ElementsAre("%1", "%L2", "%n"));
  EXPECT_THAT(found("%s", "no-c-format"), IsEmpty());
}

TEST(Po, WrongCataloguesAreRefused) {
  const auto words = [](const std::string& content) -> std::string {
    try {
      document_of("po", content);
    } catch (const Error& error) {
      return error.what();
    }
    return {};
  };
  EXPECT_EQ(words("msgid \"a\"\nmsgstr \"\"\nwhat?\n"),
            "error: `what?` is no line of a PO file, or not in its place\n  at:  file:3\n"
            "  fix: `msgfmt -c FILE` tells what a PO file lacks");
  EXPECT_EQ(words("msgid \"a\nmsgstr \"\"\n"),
            "error: a string in quotation marks is expected here\n  at:  file:1\n"
            "  fix: write \"...\" on each line of a string");
  EXPECT_EQ(words("msgid \"a\"b\"\nmsgstr \"\"\n"),
            "error: a quotation mark within a string\n  at:  file:1\n  fix: write it as \\\"");
  EXPECT_EQ(words("msgid \"a\\\"\nmsgstr \"\"\n"),
            "error: a string ends with a backslash\n  at:  file:1\n  fix: write it as \\\\");
  EXPECT_EQ(words("msgid \"\\q\"\nmsgstr \"\"\n"),
            "error: `\\q` stands for nothing in a PO file\n  at:  file:1\n"
            "  fix: write a backslash as \\\\");
  EXPECT_EQ(words("msgid \"a\"\n"),
            "error: an entry ends before its msgstr\n  at:  file:1\n  fix: add msgstr \"\"");
  EXPECT_EQ(words("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=ISO-8859-1\\n\"\n"),
            "error: the catalogue is in ISO-8859-1, not in UTF-8\n  at:  file:1\n"
            "  fix: convert it: msgconv -t UTF-8 file -o file.utf8");
}

TEST(Po, StringsAreWrappedAsTheCatalogueIs) {
  std::string words;
  for (int i = 0; i < 30; ++i) words += "word ";
  EXPECT_THAT(po_strings("msgstr", words, true, "\n"), HasSubstr("msgstr \"\"\n\"word "));
  EXPECT_EQ(po_strings("msgstr", words, false, "\n"), "msgstr \"" + words + "\"");
  const std::string line = "msgid \"" + words + "\"\nmsgstr \"\"\n";
  EXPECT_THAT(in_po(line, in_capitals), HasSubstr("\nmsgstr \"WORD "));
  EXPECT_THAT(in_po("msgid \"a\"\r\nmsgstr \"\"\r\n", in_capitals), Not(HasSubstr("\"\n")));
}

// Skipped where gettext is not installed.
TEST(Po, GettextAcceptsWhatIsWritten) {
  if (std::system("msgfmt --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "without gettext";
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("nmt_po_test." + std::to_string(getpid()) + ".po");
  const std::string entries = kEntries +
                              "\n#, c-format\nmsgid \"%s has %d \\\"files\\\"\"\nmsgstr \"\"\n" +
                              "\n#, python-format\nmsgid \"%s has %d\"\nmsgstr \"\"\n" +
                              "\n#, python-brace-format\nmsgid \"{} has {}\"\nmsgstr \"\"\n";
  for (const std::string target : {"de", "ru", "ar", "ja", "cs", "pl", "sl", "fr", "lt", "mt"})
    for (const Translate translate : {in_capitals, backwards}) {
      const std::string header =
          "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=CHARSET\\n\"\n\n";
      std::ofstream(file) << in_po(header + entries, translate, target);
      // Fuzzy ones are checked like others.
      const std::string command =
          "msgfmt --check-format --check-header --use-fuzzy -o /dev/null '" + file.string() +
          "' 2>'" + file.string() + ".log'";
      const int exit = std::system(command.c_str());
      std::ifstream log(file.string() + ".log");
      EXPECT_EQ(exit, 0) << target << ": " << std::string(std::istreambuf_iterator<char>(log), {});
    }
  std::filesystem::remove(file);
  std::filesystem::remove(file.string() + ".log");
}

TEST(Po, BearsWhateverItIsGiven) { expect_all_borne("po", kHeader + kEntries); }

TEST(Po, TakesTimeInProportion) {
  expect_fast("po", kEntries, kHeader, "", 10'000'000);
  for (const char* part :
       {"\"a \"\n", "\"%s \"\n", "\"%(\"\n", "\"\\n\"\n", "\"a\\n\"\n", "#, a\n", "\"{\"\n"}) {
    expect_fast("po", part, "#, c-format\nmsgid \"\"\n", "msgstr \"\"\n");
    expect_fast("po", part, "#, python-brace-format\nmsgid \"\"\n", "msgstr \"\"\n");
  }
  expect_fast("po", "a", "#, c-format\nmsgid \"", "\"\nmsgstr \"\"\n");
}

}  // namespace
}  // namespace nmt
