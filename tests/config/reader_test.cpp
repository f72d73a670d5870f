#include "config/reader.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "caught_error.h"
#include "config/sample_settings.h"
#include "config/yaml.h"

namespace nmt {
namespace {

const ForeignKeys kForeign = {
    {"model.cell", {"model type chain", "write type: chain, or remove it"}},
};

sample::Run read(const std::string& text) {
  sample::Run run;
  read_settings(run, parse_yaml(text, "a.yaml"), kForeign);
  return run;
}

std::string read_error(const std::string& text) {
  return error_line([&] { read(text); });
}

std::string flag_error(const std::string& path, const std::string& value) {
  return error_line([&] {
    ConfigNode root;
    put(root, path, parse_flag_value(value, "--" + path));
    sample::Run run;
    read_settings(run, root, kForeign);
  });
}

TEST(SettingReader, FillsEveryTypeAndKeepsTheRest) {
  const sample::Run run = read(
      "model_dir: models/x\n"
      "data: {train: {source: a.en, target: [a.de, b.de]}}\n"
      "model: {dim: 1k, dropout: 0.25, norm: post}\n"
      "training: {steps: 2M, mixed: yes, valid_every: 10k steps}\n");
  EXPECT_EQ(run.model_dir, "models/x");
  EXPECT_EQ(run.data.train.source, std::vector<std::string>{"a.en"});
  EXPECT_EQ(run.data.train.target, (std::vector<std::string>{"a.de", "b.de"}));
  EXPECT_EQ(run.model.dim, 1000);
  EXPECT_EQ(run.model.heads, 8);
  EXPECT_EQ(run.model.dropout, 0.25);
  EXPECT_EQ(run.model.norm, "post");
  EXPECT_EQ(run.training.steps, 2'000'000);
  EXPECT_TRUE(run.training.mixed);
  EXPECT_EQ(run.training.valid_every, (Interval{10'000, Interval::Unit::steps}));
  EXPECT_EQ(read("model:\n"), sample::Run());
  EXPECT_EQ(read("model: {type: chain, cell: lstm}\n").model.cell, "lstm");
}

TEST(SettingReader, NamesTheNearestKey) {
  EXPECT_EQ(read_error("model:\n  haeds: 8\n"),
            "unknown setting 'haeds' in section model | a.yaml:2:3 | did you mean 'heads'?");
  EXPECT_EQ(read_error("modle: {heads: 8}\n"),
            "unknown setting 'modle' | a.yaml:1:1 | did you mean 'model'?");
  EXPECT_EQ(
      read_error("data: {train: {zzz: 8}}\n"),
      "unknown setting 'zzz' in section data.train | a.yaml:1:16 | use one of: source, target");
}

// No mistake hides another: unknown keys come first.
TEST(SettingReader, CollectsEveryProblem) {
  sample::Run run;
  ConfigProblems problems;
  const ConfigNode root = parse_yaml(
      "model: {heads: four, dim: 16, drop_out: 1}\ntraining: {steps: 0, lr: 1, mixed: yes}\n"
      "data: {train: 5, vlaid: {source: a}}\nmodel_dir: [a, b]\n",
      "a.yaml");
  read_settings(run, root, {}, &problems);
  std::vector<std::string> seen;
  for (const ConfigProblem& problem : problems)
    seen.push_back(problem.section + " | " + problem.parts.what);
  EXPECT_EQ(seen, (std::vector<std::string>{
                      "model | unknown setting 'drop_out' in section model",
                      "training | unknown setting 'lr' in section training",
                      "data | unknown setting 'vlaid' in section data",
                      " | 'model_dir' has 2 values, but takes one text",
                      "data | 'train' is '5', not a section of settings",
                      "model | 'heads' is 'four', which is not a whole number",
                      "training | 'steps' is 0",
                  }));
  EXPECT_EQ(problems[1].parts.fix, "did you mean 'learning_rate'?");
  EXPECT_EQ(problems[1].kind, ConfigProblem::Kind::unknown);
  EXPECT_EQ(problems[3].kind, ConfigProblem::Kind::value);
  // The others are read, and wrong ones keep their values.
  EXPECT_EQ(run.model.dim, 16);
  EXPECT_TRUE(run.training.mixed);
  EXPECT_EQ(run.model.heads, 8);
}

TEST(SettingReader, NamesEverySectionThatAKeyMayBelongTo) {
  EXPECT_EQ(read_error("model: {source: a}\n"),
            "'source' belongs to section data.train or data.valid | a.yaml:1:9 | move it below "
            "'data.train:' or 'data.valid:'");
}

TEST(SettingReader, TakesAFlagsNameForWhatItIs) {
  EXPECT_EQ(
      read_error("model.heads: 8\n"),
      "'model.heads' is the name of a flag | a.yaml:1:1 | write 'model:', and below it, indented, "
      "'heads:'");
}

TEST(SettingReader, NamesTheSectionThatAKeyBelongsTo) {
  EXPECT_EQ(read_error("training:\n  dropout: 0.1\n"),
            "'dropout' belongs to section model | a.yaml:2:3 | move it below 'model:'");
  EXPECT_EQ(read_error("heads: 8\n"),
            "'heads' belongs to section model | a.yaml:1:1 | move it below 'model:'");
  EXPECT_EQ(read_error("training: {model_dir: x}\n"),
            "'model_dir' belongs to no section | a.yaml:1:12 | write it at the left margin");
}

TEST(SettingReader, NamesTheModelTypeThatAKeyBelongsTo) {
  EXPECT_EQ(read_error("model: {type: wide, cell: gru}\n"),
            "'model.cell' is a setting of model type chain | a.yaml:1:21 | write type: chain, or "
            "remove it");
  EXPECT_EQ(read_error("model: {cel: gru}\n"),
            "unknown setting 'cel' in section model; 'cell' is a setting of model type chain | "
            "a.yaml:1:9 "
            "| write type: chain, or remove it");
}

TEST(SettingReader, ChecksTypes) {
  EXPECT_EQ(read_error("model: {heads: many}\n"),
            "'heads' is 'many', which is not a whole number | a.yaml:1:16 | write heads: 8");
  EXPECT_EQ(read_error("model: {heads: 1.5}\n"),
            "'heads' is '1.5', which is not a whole number | a.yaml:1:16 | write heads: 8");
  EXPECT_EQ(read_error("model: {dropout: some}\n"),
            "'dropout' is 'some', which is not a number | a.yaml:1:18 | write dropout: 0.1");
  EXPECT_EQ(read_error("training: {mixed: 2}\n"),
            "'mixed' is '2', which is not true or false | a.yaml:1:19 | write mixed: false");
  EXPECT_EQ(
      read_error("training: {valid_every: 5 minutes}\n"),
      "'valid_every' is '5 minutes', which is not a number of steps or epochs | a.yaml:1:25 | "
      "write valid_every: 500 steps, or 2 epochs");
  EXPECT_EQ(read_error("model: {heads: [1, 2]}\n"),
            "'heads' has 2 values, but takes one whole number | a.yaml:1:16 | write heads: 8");
  EXPECT_EQ(read_error("model: {heads: {a: 1}}\n"),
            "'heads' is a section, but should be one whole number | a.yaml:1:16 | write heads: 8");
  EXPECT_EQ(read_error("model:\n  heads:\n"), "'heads' has no value | a.yaml:2:3 | write heads: 8");
  EXPECT_EQ(read_error("model: 5\n"),
            "'model' is '5', not a section of settings | a.yaml:1:8 | write its settings below it, "
            "indented: 'key: value'");
}

TEST(SettingReader, ChecksRangesAndChoices) {
  EXPECT_EQ(read_error("model: {heads: 99}\n"),
            "'heads' is 99 | a.yaml:1:16 | use a value from 1 to 64");
  EXPECT_EQ(read_error("model: {dropout: 1.5}\n"),
            "'dropout' is 1.5 | a.yaml:1:18 | use a value from 0 to 0.9");
  EXPECT_EQ(read_error("training: {steps: 0}\n"),
            "'steps' is 0 | a.yaml:1:19 | use a value of at least 1");
  EXPECT_EQ(read_error("model: {dim: 5G}\n"),
            "'dim' is 5G | a.yaml:1:14 | use a value from 8 to 8192");
  EXPECT_EQ(read_error("model: {norm: pst}\n"),
            "'norm' is 'pst' | a.yaml:1:15 | did you mean 'post'?");
  EXPECT_EQ(read_error("model: {type: huge}\n"),
            "'type' is 'huge' | a.yaml:1:15 | use one of: wide, chain");
}

struct Splitting {
  std::string tokenize = "none";
  void describe(SettingVisitor& setting) {
    setting("tokenize", tokenize, "Words.", {.one_of = {"none", "spm:FILE"}});
  }
};

TEST(SettingReader, TakesAnythingBehindTheColonOfAChoice) {
  const auto tokenizer = [](const std::string& text) {
    Splitting splitting;
    read_settings(splitting, parse_yaml(text, "a.yaml"));
    return splitting.tokenize;
  };
  EXPECT_EQ(tokenizer("tokenize: 'spm:a/b.model'\n"), "spm:a/b.model");
  EXPECT_EQ(error_line([&] { tokenizer("tokenize: 'spm:'\n"); }),
            "'tokenize' is 'spm:' | a.yaml:1:11 | did you mean 'spm:FILE'?");
  EXPECT_EQ(error_line([&] { tokenizer("tokenize: 'none:x'\n"); }),
            "'tokenize' is 'none:x' | a.yaml:1:11 | did you mean 'none'?");
}

TEST(SettingReader, ChecksEachTextOfAListOfChoices) {
  struct Chosen {
    std::vector<std::string> metrics = {"bleu"};
    void describe(SettingVisitor& setting) {
      setting("metrics", metrics, "Measures.", {.one_of = {"bleu", "chrf"}});
    }
  };
  Chosen chosen;
  read_settings(chosen, parse_yaml("metrics: [chrf, bleu]", "a.yaml"));
  EXPECT_EQ(chosen.metrics, (std::vector<std::string>{"chrf", "bleu"}));
  const auto error_in = [&](const std::string& yaml) {
    return error_line([&] { read_settings(chosen, parse_yaml(yaml, "a.yaml")); });
  };
  EXPECT_EQ(error_in("metrics: [bleu, chfr]"),
            "'metrics' is 'chfr' | a.yaml:1:17 | did you mean 'chrf'?");
  EXPECT_EQ(error_in("metrics: blue"), "'metrics' is 'blue' | a.yaml:1:10 | did you mean 'bleu'?");
}

TEST(SettingReader, GivesFlagsTheSameChecks) {
  EXPECT_EQ(flag_error("model.heads", "99"),
            "'heads' is 99 | command line --model.heads | use a value from 1 to 64");
  EXPECT_EQ(flag_error("model.heads", "many"),
            "'heads' is 'many', which is not a whole number | command line --model.heads | write "
            "--model.heads 8");
  EXPECT_EQ(
      flag_error("model.cell", "gru"),
      "'model.cell' is a setting of model type chain | command line --model.cell | write type: "
      "chain, or remove it");
}

TEST(SettingReader, ExpandsEnvironmentVariables) {
  setenv("NMT_TEST_FOLDER", "/data", 1);
  unsetenv("NMT_TEST_NOTHING");
  EXPECT_EQ(read("data: {train: {source: '${NMT_TEST_FOLDER}/a'}}").data.train.source.front(),
            "/data/a");
  EXPECT_EQ(read_error("data: {train: {source: '${NMT_TEST_NOTHING}/a'}}"),
            "the environment variable NMT_TEST_NOTHING of '${NMT_TEST_NOTHING}/a' is not set | "
            "a.yaml:1:24 | set it: export NMT_TEST_NOTHING=..., or pass --data.train.source ...");
}

}  // namespace
}  // namespace nmt
