#include "train/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "train/limits.h"

namespace nmt {
namespace {

TEST(ProgressTest, DurationsAreReadable) {
  EXPECT_EQ(duration_text(0), "0 s");
  EXPECT_EQ(duration_text(59.4), "59 s");
  EXPECT_EQ(duration_text(60), "1 min");
  EXPECT_EQ(duration_text(59 * 60 + 29), "59 min");
  EXPECT_EQ(duration_text(3 * 3600 + 300), "3 h 05 min");
}

TEST(ProgressTest, TheLineShowsWhereTrainingStands) {
  ProgressReport report{.moment = {.step = 12'345, .epoch = 2.306, .minutes = 1},
                        .measures = {.loss = 4.2154,
                                     .cross_entropy = 4,
                                     .learning_rate = 0.0005,
                                     .gradient_norm = 1,
                                     .tokens_per_second = 1'010'049.4},
                        .seconds_left = {}};
  EXPECT_EQ(to_text(report), "step 12,345  epoch 2.31  loss 4.215  lr 5.0e-04  1,010,049 tokens/s");
  report.seconds_left = 720;
  EXPECT_EQ(to_text(report),
            "step 12,345  epoch 2.31  loss 4.215  lr 5.0e-04  1,010,049 tokens/s  12 min left");
}

TEST(ProgressTest, TheBarShowsHowMuchIsDone) {
  ProgressReport report{
      .moment = {.step = 4200, .epoch = 2.306, .minutes = 1},
      .measures = {.loss = 4.2154, .learning_rate = 0.0005, .tokens_per_second = 10'049}};
  EXPECT_EQ(bar_line(report, 100),
            "step 4,200  loss 4.215  10,049 tokens/s  epoch 2.31  lr 5.0e-04");
  report.share_done = 0.429;
  report.seconds_left = 720;
  EXPECT_EQ(bar_line(report, 79),
            "[====>     ]  42%  12 min left  step 4,200  loss 4.215  10,049 tokens/s");
  EXPECT_EQ(bar_line(report, 50), "[====>     ]  42%  12 min left  step 4,200");
  EXPECT_EQ(bar_line(report, 5), "");
  report.share_done = 0;
  EXPECT_EQ(bar_line(report, 20), "[>         ]   0%");
  report.share_done = 1;
  EXPECT_EQ(bar_line(report, 20), "[==========] 100%");
}

TEST(ProgressTest, TheBarIsDrawn) {
  testing::internal::CaptureStderr();
  {
    Progress progress(Progress::Style::drawn);
    progress.show(ProgressReport{.moment = {}, .measures = {}, .share_done = 0.5});
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr().rfind("\r[=====>    ]  50%", 0), 0u);
}

TEST(ProgressTest, SilentAndPlainDrawNothing) {
  for (const Progress::Style style : {Progress::Style::silent, Progress::Style::plain}) {
    testing::internal::CaptureStderr();
    {
      Progress progress(style);
      progress.show("validating ...");
      progress.show(ProgressReport{});
    }
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  }
}

TEST(ProgressTest, TheDrawnLineIsOverwrittenAndLeavesNothing) {
  testing::internal::CaptureStderr();
  {
    Progress progress(Progress::Style::drawn);
    progress.show("validating ...");
    progress.show("short");
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "\rvalidating ...\rshort         \r     \r");
}

// So that what scrolls by has the losses, on a terminal too.
TEST(ProgressTest, ALineOfProgressStaysAboveTheBar) {
  testing::internal::CaptureStderr();
  {
    Progress progress(Progress::Style::drawn);
    progress.show("validating ...");
    progress.report(
        {.moment = {.step = 1200, .epoch = 2.31, .minutes = 1}, .measures = {.loss = 4.215}});
    progress.show("next");
  }
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_THAT(text, testing::MatchesRegex("\rvalidating ...\r {14}\r.* info step 1,200  epoch "
                                          "2.31  loss 4.215 .*\n\rnext\r    \r"));
}

TEST(LimitsTest, TheFirstReachedLimitIsNamed) {
  const TrainingSettings settings{.max_steps = 100, .max_epochs = 5, .max_minutes = 2.5};
  EXPECT_EQ(reached_limit(settings, {.step = 99, .epoch = 4.9, .minutes = 2.4}), "");
  EXPECT_EQ(reached_limit(settings, {.step = 100, .epoch = 0, .minutes = 0}), "max_steps 100");
  EXPECT_EQ(reached_limit(settings, {.step = 0, .epoch = 5, .minutes = 0}), "max_epochs 5");
  EXPECT_EQ(reached_limit(settings, {.step = 0, .epoch = 0, .minutes = 2.5}), "max_minutes 2.5");
  EXPECT_EQ(reached_limit({}, {.step = 1 << 30, .epoch = 1e9, .minutes = 1e9}), "");
}

TEST(LimitsTest, TheShareDoneIsThatOfTheNearestLimit) {
  const Moment now{.step = 50, .epoch = 3, .minutes = 1};
  EXPECT_EQ(share_done({}, now), std::nullopt);
  EXPECT_EQ(share_done({.max_steps = 100}, now), 0.5);
  EXPECT_EQ(share_done({.max_steps = 100, .max_epochs = 4, .max_minutes = 10}, now), 0.75);
  EXPECT_EQ(share_done({.max_steps = 40}, now), 1);
  EXPECT_EQ(share_done({.max_steps = 100}, {}), 0);
}

TEST(LimitsTest, IntervalsCountStepsOrEpochsThatEnd) {
  const Interval steps{3, Interval::Unit::steps}, epochs{2, Interval::Unit::epochs};
  EXPECT_TRUE(is_due(steps, 6, 0));
  EXPECT_FALSE(is_due(steps, 7, 2));
  EXPECT_TRUE(is_due(epochs, 7, 4));
  EXPECT_FALSE(is_due(epochs, 7, 3));
  EXPECT_FALSE(is_due(epochs, 4, 0));
  EXPECT_FALSE(is_due({}, 4, 4));
}

TEST(LimitsTest, TimeLeftFollowsThePaceOfThisSession) {
  const Moment start{.step = 100, .epoch = 1, .minutes = 10};
  const Moment now{.step = 200, .epoch = 2, .minutes = 15};
  EXPECT_EQ(seconds_left({}, start, now), std::nullopt);
  EXPECT_EQ(seconds_left({.max_steps = 400}, start, now), 600);
  EXPECT_EQ(seconds_left({.max_steps = 400, .max_epochs = 3}, start, now), 300);
  EXPECT_EQ(seconds_left({.max_steps = 400, .max_minutes = 16}, start, now), 60);
  EXPECT_EQ(seconds_left({.max_steps = 400}, start, start), std::nullopt);
}

// As a signal does with the line that workers draw; for the thread sanitizer.
TEST(ProgressTest, OneThreadMayClearWhatAnotherDraws) {
  testing::internal::CaptureStderr();
  {
    Progress progress(Progress::Style::drawn);
    std::thread drawing([&] {
      for (int i = 0; i < 1000; ++i) progress.show("line " + std::to_string(i));
    });
    for (int i = 0; i < 1000; ++i) progress.clear();
    drawing.join();
    progress.show("the last");
  }
  const std::string seen = testing::internal::GetCapturedStderr();
  EXPECT_TRUE(seen.ends_with("\rthe last\r        \r")) << seen.substr(seen.size() - 40);
}

}  // namespace
}  // namespace nmt
