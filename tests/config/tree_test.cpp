#include "config/tree.h"

#include <gtest/gtest.h>

#include "caught_error.h"
#include "config/yaml.h"

namespace nmt {
namespace {

ConfigNode merged(const std::string& first, const std::string& second) {
  ConfigNode root = parse_yaml(first, "a.yaml");
  merge(root, parse_yaml(second, "b.yaml"));
  return root;
}

TEST(Merge, LaterWinsKeyByKey) {
  const ConfigNode root =
      merged("model: {dim: 8, heads: 2}\nseed: 1\n", "model: {heads: 4}\nnew: x\n");
  EXPECT_EQ(root.find("model")->find("dim")->text, "8");
  EXPECT_EQ(root.find("model")->find("heads")->text, "4");
  EXPECT_EQ(root.find("model")->find("heads")->where, "b.yaml:1:16");
  EXPECT_EQ(root.find("seed")->text, "1");
  EXPECT_EQ(root.find("new")->text, "x");
}

TEST(Merge, ReplacesListsAndKeepsSectionsThatAreOnlyNamed) {
  const ConfigNode root = merged("a: [x, y]\nb: {c: 1}\n", "a: z\nb:\n");
  EXPECT_EQ(root.find("a")->text, "z");
  EXPECT_EQ(root.find("b")->find("c")->text, "1");
}

TEST(Merge, RefusesAValueWhereASectionIs) {
  EXPECT_EQ(
      error_line([] { merged("model: {dim: 8}\n", "model: wide\n"); }),
      "'model' is 'wide', not a section of settings | b.yaml:1:8 | write its settings below it, "
      "indented: 'key: value'");
  EXPECT_EQ(error_line([] { merged("model: [a]\n", "model: {dim: 8}\n"); }),
            "'model' is a list, not a section of settings | a.yaml:1:8 | write 'key: value' lines, "
            "without '-' before them");
}

TEST(Put, MakesTheSectionsOnTheWay) {
  ConfigNode root;
  put(root, "data.train.source", parse_flag_value("x", "--data.train.source"));
  put(root, "data.train.target", parse_flag_value("y", "--data.train.target"));
  EXPECT_EQ(root.find("data")->find("train")->find("source")->text, "x");
  EXPECT_EQ(root.find("data")->find("train")->find("target")->where,
            "command line --data.train.target");
}

}  // namespace
}  // namespace nmt
