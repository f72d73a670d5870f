#include "config/help.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "config/sample_settings.h"

namespace nmt {
namespace {

using testing::HasSubstr;
using testing::Not;
using Help = ParsedLine::Help;

struct Options {
  std::vector<std::string> config;
  std::string format = "text", output;
  bool fresh = false, whole = true;
  int n_best = 1;
  void describe(SettingVisitor& setting) {
    setting("config", config, "Configuration files.", {.value = "FILE"});
    setting("format", format, "How it is written.", {.one_of = {"text", "json"}});
    setting("output", output, "Where it goes; without it, to the standard output of the program.",
            {.value = "FILE"});
    setting("fresh", fresh, "Start over.");
    setting("whole", whole, "All of it.");
    setting("n_best", n_best, "Hypotheses for each line.", {.min = 1});
  }
};

CommandLine command_line() {
  return {
      .command = "go",
      .usage = {"[WORD]", "--config FILE --output FILE --format text"},
      .purpose = "Goes a long way, and tells in more words than a line of forty has what it is.",
      .options = collect_settings(Options()),
      .settings = collect_settings(sample::Run()),
      .section = "training",
      .most_words = 1,
      .examples = {{"nmt go --config somewhere/a.yaml --output elsewhere/b.txt", "Both:"}},
      .variables = {{"NMT_THING", "What it is that stands for the thing in all that is done."}}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// All words, in order.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream in(text);
  for (std::string word; in >> word;)
    if (word != "\\") words.push_back(word);
  return words;
}

TEST(Help, FitsTheWidth) {
  const auto widest = words_of(help_text(command_line(), Help::full, 100));
  for (const int width : {40, 60, 72, 80, 100}) {
    const std::string text = help_text(command_line(), Help::full, width);
    for (const std::string& line : lines_of(text))
      EXPECT_LE(line.size(), static_cast<std::size_t>(width)) << line;
    EXPECT_EQ(words_of(text), widest) << "a word was cut, or is lost, at " << width;
  }
}

TEST(Help, ShowsValuesAndDefaults) {
  const std::string text = help_text(command_line(), Help::full, 80);
  EXPECT_THAT(text, HasSubstr("  -c, --config FILE         Configuration files.\n"));
  EXPECT_THAT(text, HasSubstr("  -f, --format text|json    How it is written. [default: text]\n"));
  EXPECT_THAT(text, HasSubstr("  --fresh                   Start over.\n"));
  EXPECT_THAT(text, HasSubstr("  --whole true|false        All of it. [default: true]\n"));
  EXPECT_THAT(text, HasSubstr("  --n_best N                Hypotheses for each line. [at least 1; "
                              "default: 1]\n"));
  EXPECT_THAT(text,
              HasSubstr("  --model.heads N           Attention heads. [from 1 to 64; default: "
                        "8]\n"));
  EXPECT_THAT(text, HasSubstr("Usage: nmt go [WORD]\n"
                              "       nmt go --config FILE --output FILE --format text\n"));
  EXPECT_THAT(text, HasSubstr("  NMT_THING  What it is"));
}

TEST(Help, LeavesOutOfTheOwnSectionItsName) {
  const std::string text = help_text(command_line(), Help::full, 80);
  EXPECT_THAT(text, HasSubstr("\nSection training (--KEY may also be written --training.KEY):\n"));
  EXPECT_THAT(text, HasSubstr("  --learning_rate N"));
  EXPECT_THAT(text, Not(HasSubstr("--training.learning_rate N")));
  EXPECT_THAT(text, HasSubstr("\nSection model:\n"));
}

TEST(Help, IsShortWithoutSettings) {
  const std::string brief = help_text(command_line(), Help::brief, 80);
  EXPECT_THAT(brief, HasSubstr("--n_best"));
  EXPECT_THAT(brief, Not(HasSubstr("--model.heads")));
  EXPECT_THAT(brief, Not(HasSubstr("NMT_THING")));
  EXPECT_THAT(brief, HasSubstr("nmt go --help also tells "));
  EXPECT_THAT(brief, HasSubstr(" settings, examples, variables and exit codes.\n"));
  EXPECT_THAT(help_text(command_line(), Help::full, 80), HasSubstr("\nExit codes:\n"));
}

TEST(Help, LeavesShortFlagsToWhoeverNeedsThem) {
  CommandLine line = command_line();
  line.short_flags = {{"-f", "fresh"}};
  const std::string text = help_text(line, Help::brief, 80);
  EXPECT_THAT(text, HasSubstr("  -f, --fresh "));
  EXPECT_THAT(text, HasSubstr("  --format text|json"));
}

TEST(Help, CutsCommandsSoThatAShellTakesThem) {
  const std::string text = help_text(command_line(), Help::full, 40);
  EXPECT_THAT(text, HasSubstr("      nmt go --config somewhere/a.yaml \\\n        --output "
                              "elsewhere/b.txt\n"));
}

}  // namespace
}  // namespace nmt
