// What settings say of themselves, and who believes them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/commands.h"
#include "cli/run_config.h"
#include "cli/translation_origin.h"

namespace nmt {
namespace {

std::vector<std::string> unsaid_among(const std::vector<SettingInfo>& settings) {
  std::vector<std::string> paths;
  for (const SettingInfo& setting : settings) {
    const bool section = setting.kind == SettingInfo::Kind::section;
    if (!section && setting.rule.changes == Changes::unsaid) paths.push_back(setting.path);
  }
  return paths;
}

TEST(SettingChanges, AreSaidByEverySettingOfTheConfiguration) {
  EXPECT_THAT(unsaid_among(all_settings()), testing::IsEmpty());
}

// Its --resume compares them.
TEST(SettingChanges, AreSaidByEveryOptionOfTranslate) {
  EXPECT_THAT(unsaid_among(translate_line().options), testing::IsEmpty());
}

struct Said {
  int plain = 1, alone = 1, own = 1;
  void describe(SettingVisitor& setting) {
    setting("plain", plain, "", {.changes = Changes::translation});
    setting("alone", alone, "", {.changes = Changes::speed});
    setting("own", own, "");
  }
};

TEST(SettingChanges, ASettingThatSaysNothingCountsForTheOutput) {
  SettingRecorder recorder;
  Said said;
  said.describe(recorder);
  EXPECT_THAT(output_settings(recorder),
              testing::ElementsAre(testing::Key("own"), testing::Key("plain")));
}

TEST(SettingChanges, OfDecodingConcernTheOutputButForFour) {
  SettingRecorder recorder;
  DecodingSettings decoding;
  decoding.describe(recorder);
  SettingTexts others = recorder.texts();
  for (const auto& [key, text] : output_settings(recorder)) others.erase(key);
  // What multiplies is compared as what is in use.
  EXPECT_THAT(others, testing::ElementsAre(testing::Key("batch_tokens"), testing::Key("blas"),
                                           testing::Key("precision"), testing::Key("threads")));
}

}  // namespace
}  // namespace nmt
