#include "config/values.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>

#include "caught_error.h"

namespace nmt {
namespace {

TEST(ParseWholeNumber, ReadsUnits) {
  EXPECT_EQ(parse_whole_number("500"), 500);
  EXPECT_EQ(parse_whole_number("-3"), -3);
  EXPECT_EQ(parse_whole_number("+3"), 3);
  EXPECT_EQ(parse_whole_number("10k"), 10'000);
  EXPECT_EQ(parse_whole_number("2.5k"), 2'500);
  EXPECT_EQ(parse_whole_number("2M"), 2'000'000);
  EXPECT_EQ(parse_whole_number("1e4"), 10'000);
  EXPECT_EQ(parse_whole_number("8.0"), 8);
  EXPECT_EQ(parse_whole_number("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
}

TEST(ParseWholeNumber, RefusesTheRest) {
  for (const char* text : {"", "many", "8.5", "8 heads", "0x10", "1e-3", "nan", "inf", "--8",
                           "9223372036854775808", "9223372036854775807k", "1e300", "10,000", "k"}) {
    EXPECT_EQ(parse_whole_number(text), std::nullopt) << text;
  }
}

TEST(ParseNumber, ReadsDecimals) {
  EXPECT_EQ(parse_number("5e-4"), 5e-4);
  EXPECT_EQ(parse_number(".5"), 0.5);
  EXPECT_EQ(parse_number("1.5k"), 1500.0);
  for (const char* text : {"", "nan", "inf", "1.2.3", "1e999", "half"}) {
    EXPECT_EQ(parse_number(text), std::nullopt) << text;
  }
}

TEST(ParseInterval, ReadsStepsAndEpochs) {
  using Unit = Interval::Unit;
  EXPECT_EQ(parse_interval("500"), (Interval{500, Unit::steps}));
  EXPECT_EQ(parse_interval("500 steps"), (Interval{500, Unit::steps}));
  EXPECT_EQ(parse_interval("10k steps"), (Interval{10'000, Unit::steps}));
  EXPECT_EQ(parse_interval("1e4"), (Interval{10'000, Unit::steps}));
  EXPECT_EQ(parse_interval("1 epoch"), (Interval{1, Unit::epochs}));
  EXPECT_EQ(parse_interval("2epochs"), (Interval{2, Unit::epochs}));
  for (const char* text : {"", "epoch", "-1 steps", "1 minute", "1.5 epochs", "1 epoch 2"}) {
    EXPECT_EQ(parse_interval(text), std::nullopt) << text;
  }
}

TEST(ShowValue, ReadsBack) {
  for (const double value : {0.1, 5e-4, 1e-9, 0.0, -2.5, 1e22, 1.0 / 3}) {
    EXPECT_EQ(parse_number(show_value(value)), value);
  }
  for (const Interval& value : {Interval{1, Interval::Unit::epochs}, Interval{500}, Interval{0}}) {
    EXPECT_EQ(parse_interval(show_value(value)), value);
  }
  EXPECT_EQ(show_value(Interval{1, Interval::Unit::epochs}), "1 epoch");
  EXPECT_EQ(show_value(5e-4), "0.0005");
  EXPECT_EQ(show_value(100000.0), "100000");
  EXPECT_EQ(show_value(1e-9), "1e-09");
}

TEST(DescribeBounds, NamesOnlyTheBoundsThatAre) {
  EXPECT_EQ(describe_bounds({.min = 1, .max = 64}), "a value from 1 to 64");
  EXPECT_EQ(describe_bounds({.min = 1}), "a value of at least 1");
  EXPECT_EQ(describe_bounds({.max = 0.5}), "a value of at most 0.5");
  EXPECT_EQ(describe_bounds({}), "");
}

TEST(ExpandEnvironment, ReplacesVariables) {
  setenv("NMT_TEST_FOLDER", "/data", 1);
  EXPECT_EQ(expand_environment("${NMT_TEST_FOLDER}/a.${NMT_TEST_FOLDER}", "", ""), "/data/a./data");
  EXPECT_EQ(expand_environment("plain $HOME {x}", "", ""), "plain $HOME {x}");
  EXPECT_EQ(expand_environment("a$${b}", "", ""), "a${b}");
  EXPECT_EQ(expand_environment(escape_environment("${x}$${y}"), "", ""), "${x}$${y}");
}

TEST(ExpandEnvironment, SaysWhatIsNotSet) {
  unsetenv("NMT_TEST_NOTHING");
  EXPECT_EQ(
      error_line([] { expand_environment("${NMT_TEST_NOTHING}/a", "f:1:2", "--data.x"); }),
      "the environment variable NMT_TEST_NOTHING of '${NMT_TEST_NOTHING}/a' is not set | f:1:2 | "
      "set it: export NMT_TEST_NOTHING=..., or pass --data.x ...");
  EXPECT_EQ(
      error_line([] { expand_environment("${A", "f:1:2", ""); }),
      "'${A' has '${' without a closing '}' | f:1:2 | write ${NAME}, or $${ where the text itself "
      "has ${");
}

}  // namespace
}  // namespace nmt
