#include "config/reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/sample_settings.h"

namespace nmt {
namespace {

using testing::HasSubstr;

TEST(ReferencePage, HasEverySetting) {
  const std::string page = reference_page(collect_settings(sample::Run()));
  EXPECT_THAT(page, HasSubstr("| `model_dir` | text |  |  | Where the model goes. |\n"));
  EXPECT_THAT(page, HasSubstr("## data.train\n\nTraining pairs.\n\n| key"));
  EXPECT_THAT(
      page,
      HasSubstr("| `heads` | whole number from 1 to 64 | `8` | model | Attention heads. |\n"));
  EXPECT_THAT(page, HasSubstr("| `norm` | pre or post | `pre` |  | Where layer norm stands. |\n"));
  EXPECT_THAT(page, HasSubstr("Half precision \\| where it pays."));
  EXPECT_TRUE(page.ends_with(" |\n"));
}

TEST(ReferencePage, SaysWhenASettingExists) {
  auto settings = collect_settings(sample::Run());
  settings.back().condition = "type: chain";
  EXPECT_THAT(reference_page(settings),
              HasSubstr("\n\nWith `type: chain`:\n\n| key | value | default | changes "
                        "| |\n|---|---|---|---|---|\n| `valid_every`"));
}

}  // namespace
}  // namespace nmt
