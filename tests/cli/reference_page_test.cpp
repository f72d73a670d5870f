// docs/configuration.md is what the program says of its settings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cli/run_config.h"
#include "cli/run_program.h"
#include "config/reference.h"

namespace nmt {
namespace {

const std::string kPage = std::string(NMT_SOURCE_DIR) + "/docs/configuration.md";

TEST(ReferencePageFile, IsUpToDate) {
  EXPECT_TRUE(read_text(kPage) == reference_page(all_settings()))
      << "write it again: nmt config --reference > docs/configuration.md";
}

TEST(ReferencePageFile, HasEverySetting) {
  const std::string page = read_text(kPage);
  for (const SettingInfo& setting : all_settings()) {
    const bool section = setting.kind == SettingInfo::Kind::section;
    const std::string wanted =
        section ? "\n## " + setting.path + "\n" : "\n| `" + setting.key() + "` |";
    EXPECT_THAT(page, testing::HasSubstr(wanted)) << setting.path;
    EXPECT_NE(setting.help, "") << setting.path;
  }
}

}  // namespace
}  // namespace nmt
