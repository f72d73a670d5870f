#include "cli/check_schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "train/schedule.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> findings(const TrainingSettings& settings, const TrainingPace& pace) {
  std::vector<std::string> texts;
  for (const ScheduleFinding& finding : check_schedule(settings, pace))
    texts.push_back(std::string(finding.kind) + ": " + finding.parts.what);
  return texts;
}

TEST(CheckSchedule, LetsUsualTrainingsBe) {
  EXPECT_THAT(findings({}, {1000}), IsEmpty());
  // Published recipes for small corpora.
  EXPECT_THAT(findings({.warmup_steps = 4000}, {100}), IsEmpty());
  EXPECT_THAT(findings({.schedule = "linear", .warmup_steps = 400, .max_steps = 1800}, {60}),
              IsEmpty());
  EXPECT_THAT(findings({.warmup_steps = 0, .max_steps = 10, .valid_every = {5}}, {2}), IsEmpty());
}

TEST(CheckSchedule, FindsAWarmUpOfManyEpochs) {
  const auto found = check_schedule({}, {9});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_STREQ(found[0].kind, "long_warmup");
  EXPECT_EQ(found[0].parts.what, "the warm-up is 444 epochs: 4000 updates at 9 an epoch");
  EXPECT_EQ(found[0].parts.keys, std::vector<std::string>{"training.warmup_steps"});
  EXPECT_THAT(found[0].parts.fix, HasSubstr("to 90"));
}

TEST(CheckSchedule, FindsAWarmUpThatTakesTheWholeTraining) {
  EXPECT_THAT(findings({.max_epochs = 100}, {9}),
              ElementsAre("long_warmup: the warm-up of 4000 updates is longer than the training of "
                          "900: the learning rate never gets to 0.0005"));
  EXPECT_THAT(findings({.max_steps = 5000}, {1000}),
              ElementsAre("long_warmup: the warm-up of 4000 updates is more than half of the 5000 "
                          "of the training"));
  // The first limit that is reached counts.
  EXPECT_THAT(findings({.max_steps = 100'000, .max_epochs = 1}, {3000}),
              ElementsAre(HasSubstr("longer than the training of 3000")));
}

TEST(CheckSchedule, FindsATrainingThatIsShorterThanWhatItWaitsFor) {
  EXPECT_THAT(
      findings({.schedule = "plateau", .warmup_steps = 10, .plateau_patience = 3, .max_epochs = 2},
               {100}),
      ElementsAre("short_training: the learning rate never falls: schedule plateau waits for 3 "
                  "validations after the first, each after 100 updates, and the training ends "
                  "after 200"));
  EXPECT_THAT(findings({.warmup_steps = 10, .max_steps = 50}, {100}),
              ElementsAre("short_training: the model is validated once, at the end: every 100 "
                          "updates, and the training has 50"));
}

// The rate is the whole one at the last step of the warm-up, and validations after the first count.
TEST(CheckSchedule, KnowsWhereTheScheduleTurns) {
  TrainingSettings settings{.warmup_steps = 100, .max_steps = 100};
  EXPECT_DOUBLE_EQ(learning_rate_at(settings, 100, {}), settings.learning_rate);
  EXPECT_THAT(findings(settings, {10}), ElementsAre(HasSubstr("more than half of the 100")));
  settings.max_steps = 99;
  EXPECT_THAT(findings(settings, {10}), ElementsAre(HasSubstr("never gets to")));
  settings.max_steps = 200;
  EXPECT_THAT(findings(settings, {10}), IsEmpty());

  settings = {.schedule = "plateau", .warmup_steps = 0, .plateau_patience = 2, .max_steps = 30};
  settings.valid_every = {10};
  Plateau plateau;
  EXPECT_FALSE(validated(plateau, settings, true));
  EXPECT_FALSE(validated(plateau, settings, false));
  EXPECT_TRUE(validated(plateau, settings, false));  // at the last step
  EXPECT_THAT(findings(settings, {10}), ElementsAre(HasSubstr("never falls")));
  settings.max_steps = 31;
  EXPECT_THAT(findings(settings, {10}), IsEmpty());
}

TEST(CheckSchedule, SaysNothingOfValidationsThatThereAreNot) {
  const TrainingSettings settings{.warmup_steps = 10, .max_steps = 50};
  EXPECT_THAT(findings(settings, {.updates_per_epoch = 100, .validates = false}), IsEmpty());
}

TEST(CheckSchedule, KnowsThatMinutesEndATraining) {
  EXPECT_THAT(findings({.max_minutes = 30}, {.updates_per_epoch = 1000, .minutes_per_epoch = 10}),
              ElementsAre(HasSubstr("longer than the training of 3000")));
}

}  // namespace
}  // namespace nmt
