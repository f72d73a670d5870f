#include "config/manual.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/sample_settings.h"

namespace nmt {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Options {
  std::string output;
  void describe(SettingVisitor& setting) {
    setting("output", output, "'Quoted', .hidden, a\\b, x^2, ~home and `code`.", {.value = "FILE"});
  }
};

CommandLine command_line() {
  return {.command = "go",
          .usage = {"--output FILE [WORD]"},
          .purpose = ".starts with a point.",
          .options = collect_settings(Options()),
          .settings = collect_settings(sample::Run()),
          .section = "training",
          .examples = {{"nmt go -o '.x'", "Once:"}},
          .variables = {{"NMT_THING", "The thing."}},
          .exit_status = "3 where it is Sunday."};
}

std::string page() {
  return manual_page(command_line(), {.summary = "go a long way",
                                      .version = "1.2.3",
                                      .date = "2026-01-02",
                                      .see_also = {"nmt", "nmt-stop"}});
}

TEST(Manual, HasTheSectionsOfEveryPage) {
  const std::string text = page();
  EXPECT_THAT(text, StartsWith(".TH NMT\\-GO 1 2026-01-02 \"nmt 1.2.3\" \"User Commands\"\n"
                               ".SH NAME\nnmt\\-go \\- go a long way\n.SH SYNOPSIS\n"));
  std::size_t at = 0;
  for (const char* section : {"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "SETTINGS",
                              "EXIT STATUS", "ENVIRONMENT", "EXAMPLES", "SEE ALSO"}) {
    const std::size_t found = text.find(std::string(".SH ") + section + "\n");
    ASSERT_NE(found, std::string::npos) << section;
    EXPECT_GE(found, at) << section;
    at = found;
  }
  EXPECT_THAT(text, HasSubstr("3 where it is Sunday."));
  EXPECT_THAT(text, HasSubstr(".BR nmt (1),\n.BR nmt\\-stop (1)\n"));
}

TEST(Manual, TellsFlagsWithTheirValues) {
  EXPECT_THAT(page(), HasSubstr(".TP\n\\fB\\-o\\fR, \\fB\\-\\-output\\fR \\fIFILE\\fR\n"));
  EXPECT_THAT(page(),
              HasSubstr("\\fBnmt go\\fR \\fB\\-\\-output\\fR \\fIFILE\\fR [\\fIWORD\\fR]\n"));
  EXPECT_THAT(page(), HasSubstr(".SS Section model\n"));
  EXPECT_THAT(page(), HasSubstr("[from 1 to 64; default: 8]"));
}

TEST(Manual, ShowsTextAsItIs) {
  EXPECT_THAT(page(), HasSubstr("\\(aqQuoted\\(aq, .hidden, a\\eb, x\\(ha2, \\(tihome and "
                                "\\(gacode\\(ga.\n"));
  EXPECT_THAT(page(), HasSubstr(".SH DESCRIPTION\n\\&.starts with a point.\n"));
  EXPECT_THAT(page(), HasSubstr("nmt go \\-o \\(aq.x\\(aq\n"));
}

}  // namespace
}  // namespace nmt
