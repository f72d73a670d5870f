#include "config/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/format.h"
#include "caught_error.h"

namespace nmt {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string parse_error(const std::string& text) {
  return error_line([&] { parse_yaml(text, "a.yaml"); });
}

TEST(ParseYaml, KeepsThePlaceOfEveryKeyAndValue) {
  const ConfigNode root = parse_yaml("# a comment\nmodel:\n  heads: 8\n  norm: pre\n", "a.yaml");
  const ConfigNode* heads = root.find("model")->find("heads");
  EXPECT_EQ(heads->text, "8");
  EXPECT_EQ(heads->key_where, "a.yaml:3:3");
  EXPECT_EQ(heads->where, "a.yaml:3:10");
  EXPECT_EQ(root.find("model")->find("norm")->where, "a.yaml:4:9");
  EXPECT_EQ(root.find("data"), nullptr);
}

TEST(ParseYaml, ReadsListsQuotesAndFlow) {
  const ConfigNode root = parse_yaml("a: [x, 'y: z']\nb:\n- 1\n- ~\nc: {d: \"\"}\ne:\n", "a.yaml");
  EXPECT_EQ(root.find("a")->children[1].text, "y: z");
  EXPECT_EQ(root.find("b")->children[0].where, "a.yaml:3:3");
  EXPECT_EQ(root.find("b")->children[1].kind, ConfigNode::Kind::empty);
  EXPECT_EQ(root.find("c")->find("d")->kind, ConfigNode::Kind::text);
  EXPECT_EQ(root.find("e")->kind, ConfigNode::Kind::empty);
  const ConfigNode nested = parse_yaml("a: [[x, y], {b: [z]}]\n", "a.yaml");
  EXPECT_EQ(nested.find("a")->children[0].children[1].text, "y");
  EXPECT_EQ(nested.find("a")->children[1].find("b")->children[0].text, "z");
}

TEST(ParseYamlEntries, ReadsAListOfAnyWords) {
  const auto entries = parse_yaml_entries(
      "</s>: 0\n\"\\\"\": 1\n':': 2\n? a long one\n: 3\n~: 4\n${x: 5\n\"\\u2581a\": 6\na: 7\na: "
      "8\n",
      "v.yml");
  std::string seen;
  for (const auto& [name, value] : entries) seen += name + "=" + value + "|";
  EXPECT_EQ(seen, "</s>=0|\"=1|:=2|a long one=3|null=4|${x=5|\u2581a=6|a=7|a=8|");
  EXPECT_TRUE(parse_yaml_entries("{}", "v.yml").empty());
}

TEST(ParseYamlEntries, RefusesAnythingElse) {
  for (const std::string text : {"- a\n", "a: [1]\n", "a: {b: 1}\n", "word\n", "&x a: 1\nb: *x\n"})
    EXPECT_THAT(error_line([&] { parse_yaml_entries(text, "v.yml"); }),
                HasSubstr("a list of 'name: value' is expected"))
        << text;
  EXPECT_THAT(error_line([&] { parse_yaml_entries("a: @b\n", "v.yml"); }),
              StartsWith("this is not valid YAML"));
}

TEST(ParseYaml, LeavesVariablesWholeWithinBraces) {
  const ConfigNode root = parse_yaml(
      "data: {train: {source: ${DD}/a.en, target: \"${DD}/b\"}, tag: x}\nlist: [${A}, $${B}]\n"
      "plain: ${C}/c  # {${D}\n${KEY}: {v: 1}\n",
      "a.yaml");
  const ConfigNode* train = root.find("data")->find("train");
  EXPECT_EQ(train->find("source")->text, "${DD}/a.en");
  EXPECT_EQ(train->find("source")->where, "a.yaml:1:24");
  EXPECT_EQ(train->find("target")->text, "${DD}/b");
  EXPECT_EQ(train->find("target")->key_where, "a.yaml:1:36");
  EXPECT_EQ(root.find("data")->find("tag")->where, "a.yaml:1:61");
  EXPECT_EQ(root.find("list")->children[0].text, "${A}");
  EXPECT_EQ(root.find("list")->children[1].text, "$${B}");
  EXPECT_EQ(root.find("plain")->text, "${C}/c");
  EXPECT_EQ(root.find("${KEY}")->find("v")->text, "1");
  EXPECT_EQ(parse_flag_value("{source: ${DD}/x}", "--data").find("source")->text, "${DD}/x");
  // What is no variable is YAML as ever.
  EXPECT_THAT(parse_error("a: {b: ${}}\n"), StartsWith("this is not valid YAML"));
  EXPECT_EQ(parse_yaml("a: \"\\x01\"\n", "a.yaml").find("a")->text, "\x01");
}

TEST(ParseYaml, CopiesAnchors) {
  const ConfigNode root = parse_yaml("a: &x {k: 1}\nb: *x\n", "a.yaml");
  EXPECT_EQ(root.find("b")->find("k")->text, "1");
  EXPECT_EQ(root.find("b")->key, "b");
}

TEST(ParseYaml, RefusesWhatIsNotAConfiguration) {
  EXPECT_EQ(parse_error("model:\n  heads: 8\n  dim: 4\n  heads: 9\n"),
            "'heads' is set twice; the first is at a.yaml:2:3 | a.yaml:4:3 | keep one of them");
  EXPECT_EQ(parse_error("model:\n\theads: 8\n"),
            "a tab is used for indentation | a.yaml:2:1 | indent with spaces");
  EXPECT_THAT(parse_error(""), StartsWith("the configuration is empty | a.yaml | "));
  EXPECT_THAT(parse_error("# only a comment\n"), StartsWith("the configuration is empty"));
  EXPECT_THAT(parse_error("- a\n- b\n"), StartsWith("the configuration is a list, not a section"));
  EXPECT_EQ(
      parse_error("model:heads\n"),
      "the configuration is 'model:heads', not a section of settings | a.yaml:1:1 | put a space "
      "after the colon: 'key: value'");
  EXPECT_THAT(parse_error("a: 1\n---\nb: 2\n"),
              StartsWith("the file holds more than one document"));
  EXPECT_THAT(parse_error("[a, b]: 1\n"),
              StartsWith("the name of a setting is not a word | a.yaml:1"));
  EXPECT_THAT(parse_error("a: &x [*x]\n"),
              StartsWith("an alias refers to a value that contains it"));
}

TEST(ParseYaml, SaysWhereTheSyntaxIsWrong) {
  EXPECT_THAT(parse_error("model:\n  heads: [1, 2\n"), StartsWith("this is not valid YAML: "));
  EXPECT_THAT(parse_error("a: b: c\n"), HasSubstr("| a.yaml:1:5 |"));
  EXPECT_THAT(parse_error("a: *nowhere\n"), StartsWith("this is not valid YAML: "));
}

TEST(ParseYaml, StopsATreeThatGrowsWithoutEnd) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    text += format("a{}: &a{} [*a{}", i, i, i - 1);
    for (int j = 1; j < 10; ++j) text += format(", *a{}", i - 1);
    text += "]\n";
  }
  EXPECT_THAT(parse_error(text), StartsWith("the configuration has more than 1000000 values"));
}

TEST(ParseYaml, RefusesNestingWithoutEnd) {
  const std::string open(10000, '['), close(10000, ']');
  EXPECT_THAT(parse_error("a: " + open), HasSubstr("| a.yaml:1:"));
  EXPECT_THAT(parse_error("a: " + open + close), HasSubstr("| a.yaml:1:"));
}

TEST(ReadYamlFile, SaysWhatIsWrongWithTheFile) {
  const std::string folder = testing::TempDir();
  EXPECT_EQ(error_line([] { read_yaml_file("nowhere/x.yaml"); }),
            "there is no such configuration file | nowhere/x.yaml | check the path");
  EXPECT_THAT(error_line([&] { read_yaml_file(folder); }),
              StartsWith("the configuration is a folder, not a file"));
  const std::string path = folder + "/big.yaml";
  std::ofstream(path).close();
  EXPECT_THAT(error_line([&] { read_yaml_file(path); }),
              StartsWith("the configuration is empty | " + path));
  EXPECT_EQ(error_line([] { read_yaml_file("/dev/zero"); }),
            "the configuration has more than 16 MB | /dev/zero | name a .yaml file; text for "
            "training is given by data.train");
}

TEST(ParseFlagValue, TakesTextAsItIsAndFlowAsYaml) {
  const ConfigNode text = parse_flag_value("a: b", "--x");
  EXPECT_EQ(text.text, "a: b");
  EXPECT_EQ(text.where, "command line --x");
  const ConfigNode list = parse_flag_value("[a, 'b c']", "--x");
  ASSERT_EQ(list.children.size(), 2u);
  EXPECT_EQ(list.children[1].text, "b c");
  EXPECT_EQ(list.children[1].where, "command line --x");
  EXPECT_EQ(parse_flag_value("{a: 1}", "--x").find("a")->text, "1");
  EXPECT_THAT(error_line([] { parse_flag_value("[a", "--x"); }), HasSubstr("| command line --x"));
}

}  // namespace
}  // namespace nmt
