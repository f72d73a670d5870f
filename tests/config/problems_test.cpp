#include "config/problems.h"

#include <gtest/gtest.h>

namespace nmt {
namespace {

std::string text_of(const ConfigProblems& problems) {
  try {
    throw_problems(problems);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(ThrowProblems, TellsEachAsItIsToldAlone) {
  const ConfigProblem first = {
      ConfigProblem::Kind::unknown, "model", {.what = "one", .where = "a:1", .fix = "drop it"}};
  const ConfigProblem second = {
      ConfigProblem::Kind::value, "data", {.what = "two", .where = "a:2", .fix = "mend it"}};
  const ConfigProblem third = {
      ConfigProblem::Kind::rule, "data", {.what = "three", .where = "", .fix = "wait"}};
  EXPECT_EQ(text_of({}), "");
  EXPECT_EQ(text_of({first}), Error(first.parts).what());
  EXPECT_EQ(text_of({first, second, third}), std::string(Error(first.parts).what()) + "\n" +
                                                 Error(second.parts).what() + "\n" +
                                                 Error(third.parts).what());
}

TEST(IsBroken, IsASectionWithAWrongValueNotOneWithAnUnknownKey) {
  const ConfigProblems problems = {{ConfigProblem::Kind::unknown, "model", {}},
                                   {ConfigProblem::Kind::value, "data", {}}};
  EXPECT_TRUE(is_broken(problems, "data"));
  EXPECT_FALSE(is_broken(problems, "model"));
  EXPECT_FALSE(is_broken(problems, "training"));
  EXPECT_TRUE(has_problem(problems, "model"));
  EXPECT_FALSE(has_problem(problems, "training"));
}

}  // namespace
}  // namespace nmt
