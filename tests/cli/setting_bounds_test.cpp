// Every number of the configuration at the ends of its range, and what arithmetic in 32-bit floats
// cannot hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "base/error.h"
#include "cli/run_config.h"
#include "config/values.h"

namespace nmt {
namespace {

using Kind = SettingInfo::Kind;

ConfigNode text_node(const std::string& path, const std::string& text) {
  ConfigNode node;
  node.kind = ConfigNode::Kind::text;
  node.text = text;
  node.key = path.substr(path.rfind('.') + 1);
  return node;
}

// Whether the reader takes this value; rules between settings are not asked.
bool takes(const SettingInfo& setting, const std::string& value) {
  ConfigNode root;
  root.kind = ConfigNode::Kind::mapping;
  const std::string type = "type: ";
  if (setting.condition.starts_with(type))
    put(root, "model.type", text_node("model.type", setting.condition.substr(type.size())));
  put(root, setting.path, text_node(setting.path, value));
  RunConfig config;
  try {
    read_settings(config, root);
    return true;
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().fix.substr(0, 4), "use ") << setting.path << " " << error.what();
    return false;
  }
}
bool takes(const SettingInfo& setting, double value) { return takes(setting, show_value(value)); }

std::vector<SettingInfo> settings_of(Kind kind) {
  std::vector<SettingInfo> settings = all_settings();
  std::erase_if(settings, [&](const SettingInfo& setting) { return setting.kind != kind; });
  return settings;
}

TEST(SettingBounds, OfNumbersMayBeReachedAndNotPassed) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const Rule none;
  for (const SettingInfo& setting : settings_of(Kind::number)) {
    SCOPED_TRACE(setting.path);
    const Rule& rule = setting.rule;
    const bool low = rule.min != none.min || rule.above != none.above;
    EXPECT_TRUE(low) << "a number that arithmetic takes has a lower bound";
    if (rule.min != none.min) {
      EXPECT_TRUE(takes(setting, rule.min));
      EXPECT_FALSE(takes(setting, std::nextafter(rule.min, -kInfinity)));
    }
    if (rule.max != none.max) {
      EXPECT_TRUE(takes(setting, rule.max));
      EXPECT_FALSE(takes(setting, std::nextafter(rule.max, kInfinity)));
    }
  }
}

TEST(SettingBounds, ThatMayNotBeReachedAreNotReachedInFloatEither) {
  const Rule none;
  int bounds = 0;
  const auto expect_open = [&](const SettingInfo& setting, double bound, double inside) {
    SCOPED_TRACE(setting.path);
    ++bounds;
    const float nearest = std::nextafter(static_cast<float>(bound), static_cast<float>(inside));
    EXPECT_TRUE(takes(setting, static_cast<double>(nearest)));
    EXPECT_FALSE(takes(setting, bound));
    EXPECT_FALSE(takes(setting, std::nextafter(bound, inside)));
    EXPECT_FALSE(takes(setting, bound + 0.25 * (static_cast<double>(nearest) - bound)));
  };
  for (const SettingInfo& setting : settings_of(Kind::number)) {
    const Rule& rule = setting.rule;
    if (rule.above != none.above && rule.above != 0) expect_open(setting, rule.above, rule.max);
    if (rule.below != none.below) expect_open(setting, rule.below, rule.min);
    if (rule.above == 0) {
      EXPECT_FALSE(takes(setting, 0.0)) << setting.path;
    }
  }
  EXPECT_GE(bounds, 2);  // beta1, beta2
}

TEST(SettingBounds, ANumberThatFloatLosesIsRefused) {
  for (const SettingInfo& setting : settings_of(Kind::number)) {
    SCOPED_TRACE(setting.path);
    EXPECT_FALSE(takes(setting, 1e-50));
    EXPECT_FALSE(takes(setting, 1e-40)) << "subnormal numbers count as 0 in arithmetic";
    EXPECT_FALSE(takes(setting, 1e300));
  }
}

TEST(SettingBounds, OfWholeNumbersMayBeReachedAndNotPassed) {
  // They name streams of random numbers, and nothing is computed with them.
  const std::set<std::string> hashed = {"training.seed", "decoding.sampling_seed"};
  const Rule none;
  for (const SettingInfo& setting : settings_of(Kind::whole)) {
    SCOPED_TRACE(setting.path);
    const auto least = static_cast<std::int64_t>(setting.rule.min);
    ASSERT_NE(setting.rule.min, none.min);
    EXPECT_TRUE(takes(setting, show_value(least)));
    EXPECT_FALSE(takes(setting, show_value(least - 1)));
    if (hashed.contains(setting.path)) {
      EXPECT_TRUE(takes(setting, show_value(std::numeric_limits<std::int64_t>::max())));
      continue;
    }
    ASSERT_NE(setting.rule.max, none.max);
    const auto most = static_cast<std::int64_t>(setting.rule.max);
    EXPECT_TRUE(takes(setting, show_value(most)));
    EXPECT_FALSE(takes(setting, show_value(most + 1)));
    EXPECT_LE(most, 1'000'000'000'000'000);
  }
}

TEST(SettingBounds, AnIntervalCanBeAddedToWhatWasCounted) {
  EXPECT_TRUE(parse_interval("1000000000000000 steps").has_value());
  EXPECT_FALSE(parse_interval("1000000000000001 epochs").has_value());
  EXPECT_FALSE(parse_interval("9223372036854775807").has_value());
}

}  // namespace
}  // namespace nmt
