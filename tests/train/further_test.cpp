#include "train/further.h"

#include <gmock/gmock.h>

#include "text/text_files.h"
#include "train/tiny_run.h"

namespace nmt {
namespace {

constexpr Interval steps(std::int64_t count) { return {count, Interval::Unit::steps}; }
constexpr Interval epochs(std::int64_t count) { return {count, Interval::Unit::epochs}; }

TrainingState at_step(std::int64_t step) {
  TrainingState state;
  state.step = step;
  return state;
}

TEST(FurtherTest, CountsFromWhereTheRunIs) {
  TrainingState state = at_step(100);
  state.finalised = true;
  state.scoreboard.stalled = 7;
  EXPECT_EQ(set_goal(state, steps(20), {}),
            "training 20 further steps, until there are 120; other limits do not count");
  EXPECT_EQ(state.goal->until, 120);
  EXPECT_FALSE(state.finalised);
  EXPECT_EQ(state.scoreboard.stalled, 0);
  state.position.epoch = 3;
  set_goal(state, epochs(2), {});
  EXPECT_EQ(state.goal->until, 5);
}

TEST(FurtherTest, ARunThatWasCutOffKeepsItsGoal) {
  TrainingState state = at_step(100);
  set_goal(state, steps(20), {});
  state.step = 110;
  set_goal(state, steps(20), {});
  EXPECT_EQ(state.goal->until, 120);
  set_goal(state, steps(30), {});
  EXPECT_EQ(state.goal->until, 140);
  state.step = 140;
  state.finalised = true;
  set_goal(state, steps(30), {});
  EXPECT_EQ(state.goal->until, 170);
}

TEST(FurtherTest, ReplacesTheLimits) {
  TrainingState state = at_step(100);
  TrainingSettings settings;
  settings.max_steps = 100;
  settings.max_epochs = 3;
  settings.max_minutes = 5;
  EXPECT_EQ(with_goal(settings, state).max_steps, 100);
  set_goal(state, epochs(2), settings);
  const TrainingSettings limits = with_goal(settings, state);
  EXPECT_EQ(limits.max_steps, 0);
  EXPECT_EQ(limits.max_epochs, 2);
  EXPECT_EQ(limits.max_minutes, 0);
}

TEST(FurtherTest, AScheduleThatHasEndedIsAnError) {
  TrainingState state = at_step(100);
  TrainingSettings settings;
  settings.schedule = "linear";
  settings.warmup_steps = 10;
  settings.max_steps = 100;
  const Error::Parts parts = error_of([&] { set_goal(state, steps(20), settings); });
  EXPECT_EQ(parts.where, "--further");
  EXPECT_THAT(parts.what, testing::HasSubstr("schedule linear ends at max_steps 100"));
  settings.min_learning_rate = 1e-5;
  set_goal(state, steps(20), settings);
  EXPECT_EQ(state.goal->until, 120);
}

TEST(FurtherTest, TheGoalSurvivesACheckpoint) {
  TrainingState state = at_step(100);
  EXPECT_EQ(state_from_json(to_json(state)), state);
  set_goal(state, epochs(2), {});
  EXPECT_EQ(state_from_json(to_json(state)), state);
}

class FurtherRunTest : public TinyRunTest {
 protected:
  TrainingResult train_further(const std::string& model_dir, Interval further,
                               const std::atomic<bool>* stop = nullptr) {
    const std::unique_ptr<Seq2Seq> model = build_model();
    TrainingJob made = job(model_dir, *model);
    made.further = further;
    made.stop = stop;
    return train(made);
  }
};

// A run of 12 and 8 further steps is one of 20.
TEST_F(FurtherRunTest, IsARunWithAHigherLimit) {
  train_in("further");
  EXPECT_EQ(train_in("further").outcome, TrainingResult::Outcome::already_finished);
  EXPECT_EQ(train_further("further", steps(8)).step, 20);
  EXPECT_EQ(train_in("further").outcome, TrainingResult::Outcome::already_finished);
  training_.max_steps = 20;
  train_in("whole");
  EXPECT_EQ(weights("further"), weights("whole"));
}

TEST_F(FurtherRunTest, GoesOnToItsGoalAfterAStop) {
  train_in("model");
  const std::atomic<bool> stop = true;
  EXPECT_EQ(train_further("model", steps(8), &stop).outcome, TrainingResult::Outcome::interrupted);
  EXPECT_EQ(train_further("model", steps(8)).step, 20);
  EXPECT_EQ(train_further("model", steps(8)).step, 28);
}

}  // namespace
}  // namespace nmt
