#include "config/flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "caught_error.h"
#include "config/reader.h"
#include "config/sample_settings.h"

namespace nmt {
namespace {

using testing::ElementsAre;

struct Options {
  std::vector<std::string> config;
  bool fresh = false;
  int n_best = 1;
  void describe(SettingVisitor& setting) {
    setting("config", config, "Configuration files.");
    setting("fresh", fresh, "Start over.");
    setting("n_best", n_best, "Hypotheses for each line.", {.min = 1});
  }
};

CommandLine command_line() {
  return {.command = "go",
          .usage = {"[WORD]"},
          .purpose = "Goes.",
          .options = collect_settings(Options()),
          .settings = collect_settings(sample::Run()),
          .section = "training",
          .most_words = 1};
}

struct Parsed {
  Options options;
  sample::Run run;
  std::vector<std::string> words;
};

Parsed parse(const std::vector<std::string>& arguments) {
  const ParsedLine line = parse_command_line(command_line(), arguments);
  Parsed parsed;
  read_settings(parsed.options, line.options);
  read_settings(parsed.run, line.settings);
  parsed.words = line.words;
  return parsed;
}

std::string parse_error(const std::vector<std::string>& arguments) {
  return error_line([&] { parse(arguments); });
}

TEST(Flags, SetOptionsAndSettings) {
  const Parsed parsed =
      parse({"--model.heads", "16", "--config", "a.yaml", "--config=b.yaml", "--fresh",
             "--training.learning_rate=1e-3", "in.txt", "--training.mixed", "true"});
  EXPECT_EQ(parsed.run.model.heads, 16);
  EXPECT_EQ(parsed.run.training.learning_rate, 1e-3);
  EXPECT_TRUE(parsed.run.training.mixed);
  EXPECT_TRUE(parsed.options.fresh);
  EXPECT_THAT(parsed.options.config, ElementsAre("a.yaml", "b.yaml"));
  EXPECT_THAT(parsed.words, ElementsAre("in.txt"));
}

TEST(Flags, TakeListsAndSections) {
  const Parsed repeated = parse({"--data.train.source", "a", "--data.train.source", "b"});
  EXPECT_THAT(repeated.run.data.train.source, ElementsAre("a", "b"));
  const Parsed flow = parse({"--data.train.source", "[a, b]", "--data.train.source", "c"});
  EXPECT_THAT(flow.run.data.train.source, ElementsAre("a", "b", "c"));
  const Parsed section = parse({"--data.valid", "{source: a, target: b}", "--data.valid.target=c"});
  EXPECT_THAT(section.run.data.valid.source, ElementsAre("a"));
  EXPECT_THAT(section.run.data.valid.target, ElementsAre("c"));
}

TEST(Flags, MayLeaveOutTheSectionOfTheCommand) {
  EXPECT_EQ(parse({"--learning_rate", "1e-3"}).run.training.learning_rate, 1e-3);
  EXPECT_TRUE(parse({"--mixed"}).run.training.mixed);
}

TEST(Flags, TakeValuesThatLookOdd) {
  EXPECT_EQ(parse({"--training.learning_rate", "-1"}).run.training.learning_rate, -1);
  EXPECT_EQ(parse({"--model_dir", "-x"}).run.model_dir, "-x");
  EXPECT_EQ(parse({"--model_dir", ""}).run.model_dir, "");
  EXPECT_EQ(parse({"--model_dir=a=b"}).run.model_dir, "a=b");
  EXPECT_EQ(parse({"--model_dir", "a b"}).run.model_dir, "a b");
  EXPECT_THAT(parse({"--fresh", "in.txt"}).words, ElementsAre("in.txt"));
  EXPECT_FALSE(parse({"--fresh", "false"}).options.fresh);
  EXPECT_THAT(parse({"--", "--odd"}).words, ElementsAre("--odd"));
}

TEST(Flags, TakeAnySeparatorBetweenWords) {
  EXPECT_EQ(parse({"--n-best", "3"}).options.n_best, 3);
  EXPECT_EQ(parse({"--model-heads=16"}).run.model.heads, 16);
  EXPECT_EQ(parse({"--training_learning_rate", "1e-3"}).run.training.learning_rate, 1e-3);
  EXPECT_EQ(parse({"--learning-rate", "1e-3"}).run.training.learning_rate, 1e-3);
  EXPECT_EQ(parse_error({"--n-best=4", "--n_best=8"}),
            "--n_best is given 2 times | command line | keep one of them");
}

TEST(Flags, MayBeShort) {
  CommandLine line = command_line();
  line.short_flags = {{"-nb", "n_best"}, {"-f", "fresh"}};
  const ParsedLine parsed = parse_command_line(line, {"-nb", "3", "-f", "in.txt"});
  EXPECT_EQ(parsed.options.find("n_best")->text, "3");
  EXPECT_EQ(parsed.options.find("fresh")->text, "true");
  EXPECT_THAT(parsed.words, ElementsAre("in.txt"));
}

TEST(Flags, AreShortForWhatEveryCommandHas) {
  EXPECT_THAT(parse({"-c", "a.yaml", "-c=b.yaml"}).options.config, ElementsAre("a.yaml", "b.yaml"));
  CommandLine line = command_line();
  line.short_flags = {{"-c", "fresh"}};
  EXPECT_EQ(parse_command_line(line, {"-c"}).options.find("fresh")->text, "true");
}

TEST(Flags, TakeAllChoicesOfAListThatFollow) {
  CommandLine line = command_line();
  line.options.front().rule.one_of = {"a", "b", "c"};
  const ParsedLine parsed = parse_command_line(line, {"--config", "a", "c", "in.txt"});
  Options options;
  read_settings(options, parsed.options);
  EXPECT_THAT(options.config, ElementsAre("a", "c"));
  EXPECT_THAT(parsed.words, ElementsAre("in.txt"));
}

TEST(Flags, TakeAllWordsUpToTheNextFlagWhereTheyAreGreedy) {
  CommandLine line = command_line();
  line.greedy = {"config"};
  const ParsedLine parsed =
      parse_command_line(line, {"in.txt", "--config", "a", "-", "-1", "--fresh", "--config", "b"});
  Options options;
  read_settings(options, parsed.options);
  EXPECT_THAT(options.config, ElementsAre("a", "-", "-1", "b"));
  EXPECT_THAT(parsed.words, ElementsAre("in.txt"));
}

TEST(Flags, NameTheNearestFlag) {
  EXPECT_EQ(parse_error({"--model.haeds", "16"}),
            "unknown flag --model.haeds | command line of nmt go | did you mean '--model.heads'?");
  EXPECT_EQ(parse_error({"--heads=16"}),
            "unknown flag --heads | command line of nmt go | did you mean '--model.heads'?");
  EXPECT_EQ(parse_error({"-fresh"}),
            "unknown flag -fresh | command line of nmt go | did you mean '--fresh'?");
  EXPECT_EQ(parse_error({"--n-bets", "3"}),
            "unknown flag --n-bets | command line of nmt go | did you mean '--n_best'?");
  EXPECT_EQ(parse_error({"--learning"}),
            "unknown flag --learning | command line of nmt go | did you mean '--learning_rate'?");
  EXPECT_EQ(parse_error({"--valid-every-n"}),
            "unknown flag --valid-every-n | command line of nmt go | did you mean "
            "'--valid_every'?");
  EXPECT_EQ(parse_error({"--xyzzy"}),
            "unknown flag --xyzzy | command line of nmt go | nmt go --help lists the flags");
}

TEST(Flags, RefuseMissingAndRepeatedValues) {
  EXPECT_EQ(parse_error({"--model.heads"}),
            "--model.heads has no value | command line | write --model.heads 8");
  EXPECT_EQ(parse_error({"--config", "--fresh"}),
            "--config has no value | command line | write --config TEXT");
  EXPECT_EQ(parse_error({"--model_dir", "--model.heads=3"}),
            "--model_dir has no value | command line | write --model_dir TEXT");
  EXPECT_EQ(parse_error({"--model.heads=4", "--model.heads=8"}),
            "--model.heads is given 2 times | command line | keep one of them");
  EXPECT_EQ(parse_error({"--model.heads="}),
            "'heads' is '', which is not a whole number | command line --model.heads | write "
            "--model.heads 8");
  EXPECT_EQ(parse_error({"a", "b"}),
            "unexpected 'b' | command line of nmt go | write nmt go [WORD]");
}

TEST(Flags, MayBelongToSeveralModelTypes) {
  CommandLine line = command_line();
  line.settings.push_back(
      {.kind = SettingInfo::Kind::whole, .path = "model.dim", .help = "Again."});
  const ParsedLine parsed = parse_command_line(line, {"--model.dim", "64"});
  EXPECT_EQ(parsed.settings.find("model")->find("dim")->text, "64");
}

TEST(Flags, AskForHelp) {
  EXPECT_EQ(parse_command_line(command_line(), {"--fresh", "-h"}).help, ParsedLine::Help::brief);
  EXPECT_EQ(parse_command_line(command_line(), {"--help"}).help, ParsedLine::Help::full);
}

}  // namespace
}  // namespace nmt
