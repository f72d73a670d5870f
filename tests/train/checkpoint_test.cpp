#include "train/checkpoint.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/file.h"
#include "base/format.h"
#include "seq2seq/safetensors.h"
#include "text/text_files.h"

namespace nmt {
namespace {

TrainingState unusual_state() {
  TrainingState state;
  state.step = 123'456'789'012;
  state.position = {.epoch = 7, .pair = 99, .batch = 3};
  state.minutes = 0.1;
  state.validation_due = state.save_due = state.finalised = true;
  state.divergence = {.mean = 1.0 / 13, .above = 3, .rollbacks = 2, .rate_scale = 0.25, .start = 8};
  state.activation_room = 12'345'678'901;
  state.last_validation = 5;
  state.validated = {1, 2, 3};
  state.published = 1.0 / 11;
  state.plateau = {.scale = 1.0 / 3, .stalled = 2};
  state.scoreboard.best = {{"bleu", {.score = 1.0 / 7, .step = 3}}};
  state.scoreboard.stalled = 4;
  state.window = {.loss = 1.0 / 9,
                  .plain = 2,
                  .gradient_norm = 3,
                  .seconds = 4,
                  .updates = 5,
                  .source_tokens = 6,
                  .target_tokens = 7};
  return state;
}

class CheckpointTest : public TextFilesTest {
 protected:
  void SetUp() override {
    TextFilesTest::SetUp();
    declare(parameters_);
    folder().make();
  }
  static void declare(ParameterSet& parameters) {
    parameters.declare("table", 5, 3, Init::normal(1));
    parameters.declare("bias", 1, 3, Init::constant(2));
    parameters.initialise(1);
  }
  CheckpointFolder folder() const { return CheckpointFolder(folder_); }
  void save(std::int64_t step, int keep = 100, std::vector<std::int64_t> validated = {}) {
    TrainingState state;
    state.step = step;
    state.validated = std::move(validated);
    state.divergence.start = step;
    Optimizer optimizer({}, parameters_.values());
    folder().save(state, {{"a", "1"}}, parameters_, optimizer, keep);
  }
  TrainingState load(const std::string& name) {
    ParameterSet loaded;
    declare(loaded);
    Optimizer optimizer({}, loaded.values());
    return load_checkpoint(name, loaded, optimizer);
  }

  ParameterSet parameters_;
};

TEST_F(CheckpointTest, TheStateSurvivesAsText) {
  EXPECT_EQ(state_from_json(to_json(unusual_state())), unusual_state());
  EXPECT_EQ(state_from_json(to_json(TrainingState{})), TrainingState{});
}

TEST_F(CheckpointTest, DamagedStatesAreErrors) {
  EXPECT_THAT(error_of([] { state_from_json("{"); }).what, testing::HasSubstr("is damaged"));
  EXPECT_THAT(error_of([] { state_from_json("{}"); }).what, testing::HasSubstr("is damaged"));
  EXPECT_THAT(error_of([] { state_from_json(R"({"step": "x"})"); }).what,
              testing::HasSubstr("is damaged"));
}

TEST_F(CheckpointTest, BringsBackEveryNumber) {
  const TrainingSettings settings{.ema = 0.01};
  Optimizer optimizer(settings, parameters_.values());
  const std::vector<Real> gradient(parameters_.values().size(), Real(0.3));
  optimizer.apply({.step = 1, .learning_rate = 0.1}, {0, gradient.size()}, parameters_.values(),
                  gradient);
  folder().save(unusual_state(), {{"a", "1"}}, parameters_, optimizer, 1);

  ParameterSet loaded;
  declare(loaded);
  Optimizer other(settings, loaded.values());
  const std::string name = *folder().latest();
  EXPECT_EQ(load_checkpoint(name, loaded, other), unusual_state());
  EXPECT_EQ(checkpoint_settings(name), (SettingTexts{{"a", "1"}}));
  const auto same = [](std::span<const Real> a, std::span<const Real> b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  };
  EXPECT_TRUE(same(loaded.values(), parameters_.values()));
  EXPECT_TRUE(same(other.mean(), optimizer.mean()));
  EXPECT_TRUE(same(other.square(), optimizer.square()));
  EXPECT_TRUE(same(other.average(), optimizer.average()));
}

TEST_F(CheckpointTest, KeepsTheNewestByNumber) {
  EXPECT_EQ(folder().latest(), std::nullopt);
  for (std::int64_t step : {5, 99'999'999, 100'000'000}) save(step);
  EXPECT_EQ(*folder().latest(), path("checkpoints/step-100000000.safetensors"));
  save(100'000'001, 2);
  EXPECT_FALSE(std::filesystem::exists(path("checkpoints/step-99999999.safetensors")));
  EXPECT_TRUE(std::filesystem::exists(path("checkpoints/step-100000000.safetensors")));
}

TEST_F(CheckpointTest, ForgetsValidationsThatNoKeptCheckpointNames) {
  const auto validated = [&](int step) {
    return format("{}/checkpoints/validated-{:08}.safetensors", folder_, step);
  };
  const auto is_there = [&](int step) { return std::filesystem::exists(validated(step)); };
  for (int step : {1, 2, 3, 4}) write_file_atomically(validated(step), "");
  file("checkpoints/best-bleu.safetensors", "");
  save(2, 2, {2});
  EXPECT_FALSE(is_there(1));
  for (int step : {3, 4}) write_file_atomically(validated(step), "");
  save(3, 2, {2, 3});
  EXPECT_TRUE(is_there(2));
  EXPECT_FALSE(is_there(4));
  write_file_atomically(validated(4), "");
  // That of step 3, which may yet be resumed from, still needs validation 2.
  save(4, 2, {3, 4});
  EXPECT_TRUE(is_there(2) && is_there(3) && is_there(4));
  save(5, 2, {4});
  EXPECT_FALSE(is_there(2));
  EXPECT_TRUE(is_there(3) && is_there(4));
  EXPECT_TRUE(std::filesystem::exists(path("checkpoints/best-bleu.safetensors")));
}

TEST_F(CheckpointTest, ADamagedOlderCheckpointDoesNotStopSaving) {
  file("checkpoints/step-00000001.safetensors", "damaged");
  file("checkpoints/validated-00000001.safetensors", "");
  save(2);
  EXPECT_FALSE(std::filesystem::exists(path("checkpoints/validated-00000001.safetensors")));
}

TEST_F(CheckpointTest, HalfWrittenFilesOfAKilledSessionAreIgnoredAndRemoved) {
  save(2);
  const std::string half = file("checkpoints/step-00000003.safetensors.tmp", "half");
  EXPECT_EQ(*folder().latest(), path("checkpoints/step-00000002.safetensors"));
  folder().make();
  EXPECT_FALSE(std::filesystem::exists(half));
}

TEST_F(CheckpointTest, ClearRemovesEverythingButTheFolder) {
  save(2);
  folder().clear();
  EXPECT_TRUE(std::filesystem::is_empty(path("checkpoints")));
  const CheckpointFolder missing(path("missing"));
  EXPECT_NO_THROW(missing.clear());
  EXPECT_FALSE(missing.exists());
}

TEST_F(CheckpointTest, OtherFilesAreRefusedByName) {
  const std::string name = path("checkpoints/step-00000001.safetensors");
  const auto expect_refused = [&](const std::string& what) {
    const Error::Parts parts = error_of([&] { load(name); });
    EXPECT_EQ(parts.what, what);
    EXPECT_EQ(parts.where, name);
    EXPECT_THAT(parts.fix, testing::HasSubstr("remove this file"));
  };
  write_safetensors(name, {}, {});
  expect_refused("the checkpoint has no 'format' in its metadata");
  write_safetensors(name, {{"format", "nmt checkpoint 9"}}, {});
  expect_refused(
      "the checkpoint's format is 'nmt checkpoint 9', this program reads 'nmt checkpoint 1'");
  const SafetensorsMetadata metadata = {{"format", "nmt checkpoint 1"}, {"state", to_json({})}};
  write_safetensors(name, metadata, {});
  expect_refused("there is no tensor 'weights/table'");
  const std::vector<Real> six(6);
  const std::vector<NamedMatrix> matrices = {{"weights/table", 2, 3, six}};
  write_safetensors(name, metadata, matrices);
  expect_refused("tensor 'weights/table' is [2, 3], the model's is [5, 3]");
}

}  // namespace
}  // namespace nmt
