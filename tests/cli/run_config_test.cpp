#include "cli/run_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "caught_error.h"
#include "config/other_names.h"
#include "config/yaml.h"

namespace nmt {
namespace {

using testing::HasSubstr;

RunConfig read(const std::string& text) { return read_run_config(parse_yaml(text, "a.yaml")); }

std::string read_error(const std::string& text) {
  return error_line([&] { read(text); });
}

TEST(RunConfig, DefaultsAreValid) {
  ConfigProblems problems;
  RunConfig().validate({}, problems);
  EXPECT_TRUE(problems.empty());
}

// A rule may be broken by the mistake in its section alone; those of other sections are told.
TEST(RunConfig, TellsAllProblemsButNoConsequences) {
  const std::string error = read_error(
      "data:\n  valid: {source: a, traget: b}\nmodel: {dim: 30, heads: 4}\n"
      "training: {min_learning_rate: 1}\ndecoding: {beam_size: two}\n");
  EXPECT_THAT(error, HasSubstr("unknown setting 'traget' in section data.valid"));
  EXPECT_THAT(error, HasSubstr("'beam_size' is 'two'"));
  EXPECT_THAT(error, HasSubstr("min_learning_rate is 1"));
  EXPECT_THAT(error, HasSubstr("a.yaml:3:25"));
  EXPECT_EQ(error.find("file(s)"), std::string::npos);
}

TEST(RunConfig, SaysNothingOfTheSettingsOfAModelOfNoType) {
  EXPECT_THAT(read_error("model: {type: rrn, cell: gru}\n"),
              HasSubstr("'type' is 'rrn' | a.yaml:1:15 | did you mean 'rnn'?"));
}

TEST(RunConfig, EveryOtherNameIsThatOfASettingAndOfNoneItself) {
  std::vector<std::string> known;
  for (const SettingInfo& setting : all_settings()) known.push_back(setting.path);
  for (const OtherNames& entry : other_names()) {
    const std::string path = entry.path;
    const bool any_section = path == "source" || path == "target";
    if (!path.empty() && !any_section) {
      EXPECT_NE(std::find(known.begin(), known.end(), path), known.end()) << path;
    }
    const std::string section =
        path.substr(0, path.rfind('.') == std::string::npos ? 0 : path.rfind('.') + 1);
    for (const char* name : entry.names)
      EXPECT_EQ(std::find(known.begin(), known.end(), section + name), known.end())
          << section << name;
  }
}

TEST(RunConfig, PathsOfAModelDirectoryMeanTheSameEverywhere) {
  RunConfig config = read(
      "model_dir: models/../m\ndata: {train: [{source: a, target: /b}, {tsv: c}], valid: {source: "
      "./v, target: w}}\ntokenizer: {model: t.spm}\ndecoding: {glossary: g.tsv}\n");
  const std::string before = config.to_yaml();
  const std::string here = std::filesystem::current_path().string() + "/";
  RunConfig again = read(config.to_yaml_for_any_folder());
  EXPECT_EQ(again.model_dir, here + "m");
  EXPECT_EQ(again.data.train.parts[0].source[0], here + "a");
  EXPECT_EQ(again.data.train.parts[0].target[0], "/b");
  EXPECT_EQ(again.data.train.parts[1].tsv[0], here + "c");
  EXPECT_EQ(again.data.valid.source[0], here + "v");
  EXPECT_EQ(again.tokenizer.model, here + "t.spm");
  EXPECT_EQ(again.decoding.glossary, here + "g.tsv");
  EXPECT_EQ(again.decoding.shortlist, "");
  EXPECT_EQ(config.to_yaml(), before);
}

TEST(RunConfig, ReadsBackToTheSame) {
  RunConfig config = read(
      "model_dir: m\n"
      "data: {train: {source: a, target: b}}\n"
      "model: {dim: 32, heads: 2}\n"
      "training: {max_steps: 10k, valid_every: 500 steps}\n"
      "decoding: {beam_size: 2}\n");
  RunConfig again = read(config.to_yaml());
  EXPECT_EQ(again.to_yaml(), config.to_yaml());
  EXPECT_EQ(again.training.max_steps, 10'000);
  EXPECT_THAT(again.to_yaml(), HasSubstr("  beam_size: 2\n"));
}

TEST(RunConfig, ReadsEveryModelType) {
  for (const std::string& type : model_type_names()) {
    RunConfig config = read("model: {type: " + type + "}\n");
    EXPECT_EQ(config.model.type, type);
    EXPECT_EQ(read(config.to_yaml()).to_yaml(), config.to_yaml());
  }
}

TEST(RunConfig, NamesTheOtherModelTypeOfASetting) {
  for (const std::string& type : model_type_names()) {
    const ForeignKeys foreign = foreign_keys(type);
    for (const auto& [path, key] : foreign) {
      EXPECT_THAT(path, testing::StartsWith("model."));
      // A whole section of the other type is named first.
      const std::string section = path.substr(0, path.rfind('.'));
      const std::string& named = foreign.contains(section) ? section : path;
      ConfigNode flags;
      put(flags, "model.type", parse_flag_value(type, "--model.type"));
      put(flags, path, parse_flag_value("1", "--" + path));
      EXPECT_THAT(error_line([&] { read_run_config(load_config_tree({}, flags)); }),
                  HasSubstr("'" + named + "' is a setting of " + key.owner));
    }
  }
}

TEST(RunConfig, FindsThePlaceOfARuleBetweenSettings) {
  EXPECT_THAT(read_error("model:\n  dim: 30\n  heads: 4\n"), HasSubstr("| a.yaml:3:10 |"));
  EXPECT_THAT(read_error("data:\n  train:\n    source: [a, b]\n    target: c\n"),
              HasSubstr("| a.yaml:3:13 |"));
  EXPECT_THAT(read_error("training:\n  min_learning_rate: 1\n"), HasSubstr("| a.yaml:2:22 |"));
}

TEST(RunConfig, FindsThePlaceOfARuleThatNamesNoSection) {
  EXPECT_THAT(read_error("decoding:\n  beam_size: 2\n  n_best: 3\n"), HasSubstr("| a.yaml:3:11 |"));
}

// By the keys of the settings it is about; the words may name whatever they want.
TEST(RunConfig, FindsThePlaceOfAnErrorByItsKeys) {
  const ConfigNode root = parse_yaml(
      "training:\n  seed: 2\ndata:\n  train:\n    - {tag: a}\n    - {tag: b}\n", "a.yaml");
  const auto place_of = [&](std::vector<std::string> keys, const std::string& where = "") {
    return with_place({.what = "training.seed is odd", .where = where, .keys = std::move(keys)},
                      root)
        .where;
  };
  EXPECT_EQ(place_of({"data.train[2].tag"}), "a.yaml:6:13");
  EXPECT_EQ(place_of({"model.dim", "data.train[1].tag"}), "a.yaml:5:13");
  EXPECT_EQ(place_of({"model.dim", "data.valid"}), "model.dim");
  EXPECT_EQ(place_of({"data.train[3].tag"}), "data.train[3].tag");
  EXPECT_EQ(place_of({}), "");
  EXPECT_EQ(place_of({"training.seed"}, "corpus.txt:3"), "corpus.txt:3");
}

TEST(RequireFiles, NamesThePlaceOfEachMissingFile) {
  const ConfigNode root =
      parse_yaml("data: {train: {source: nowhere.txt, target: nowhere.txt}}\n", "a.yaml");
  RunConfig config = read_run_config(root);
  const ConfigProblems missing = missing_files(config, root);
  ASSERT_EQ(missing.size(), 2u);
  EXPECT_EQ(missing[0].parts.what, "there is no file 'nowhere.txt'");
  EXPECT_EQ(missing[0].parts.where, "a.yaml:1:24");
  EXPECT_THAT(missing[0].parts.fix, testing::StartsWith("check the path; "));
  EXPECT_EQ(missing[1].parts.where, "a.yaml:1:45");
  EXPECT_EQ(missing[1].section, "data");
  const std::string told = error_line([&] { require_files(config, root); });
  EXPECT_THAT(told, HasSubstr("a.yaml:1:24"));
  EXPECT_THAT(told, HasSubstr("a.yaml:1:45"));
  RunConfig none;
  EXPECT_NO_THROW(require_files(none, root));
}

TEST(RequireFiles, NamesTheEntryOfAListThatIsNoFile) {
  const std::string folder = testing::TempDir() + "nmt_require_files";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  ASSERT_EQ(mkfifo((folder + "/pipe").c_str(), 0600), 0);
  std::ofstream(folder + "/text") << "a\n";
  const ConfigNode root =
      parse_yaml("data:\n  valid:\n    source: [" + folder + "/text, " + folder +
                     "/pipe]\n    target: [" + folder + "/text, " + folder + "/text]\n",
                 "a.yaml");
  const std::string column = std::to_string(21 + folder.size());
  RunConfig config = read_run_config(root);
  EXPECT_EQ(error_line([&] { require_files(config, root); }),
            "'" + folder +
                "/pipe' is a pipe or a device, but it is read several times | a.yaml:3:" + column +
                " | save its text as a file first, and name that");
  const ConfigNode tokenizer = parse_yaml("tokenizer:\n  model: " + folder + "\n", "a.yaml");
  RunConfig with_folder = read_run_config(tokenizer);
  EXPECT_EQ(error_line([&] { require_files(with_folder, tokenizer); }),
            "'" + folder + "' is a folder, not a file | a.yaml:2:10 | name the files in it");
  std::filesystem::remove_all(folder);
}

TEST(RunConfig, LaterFilesAndFlagsWin) {
  ConfigNode flags;
  put(flags, "decoding.beam_size", parse_flag_value("7", "--decoding.beam_size"));
  EXPECT_EQ(read_run_config(load_config_tree({}, flags)).decoding.beam_size, 7);
}

TEST(AllSettings, ListsEachSettingOfATypeOnce) {
  std::vector<std::string> seen;
  for (const SettingInfo& setting : all_settings())
    seen.push_back(setting.path + setting.condition);
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(std::adjacent_find(seen.begin(), seen.end()), seen.end());
}

}  // namespace
}  // namespace nmt
