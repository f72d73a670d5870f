#include "train/forecast.h"

#include <cmath>

#include "text/batcher.h"
#include "train/disk_room.h"
#include "train/tiny_run.h"

namespace nmt {
namespace {

class ForecastTest : public TinyRunTest {
 protected:
  Forecast forecast_of(std::vector<CorpusPart> whole) {
    const std::unique_ptr<Seq2Seq> model = build_model();
    TrainingJob made = job("model", *model);
    return forecast(made, whole);
  }
  std::vector<CorpusPart> parts(std::int64_t times, double weight = 1) const {
    CorpusPart part = train_->parts().front();
    part.pairs *= times;
    part.source_tokens *= times;
    part.target_tokens *= times;
    part.weight = weight;
    return {part};
  }
};

TEST_F(ForecastTest, CountsTheUpdatesOfARun) {
  training_.max_steps = 0;
  training_.max_epochs = 1;
  for (const int accumulate : {1, 4, 1000}) {
    training_.accumulate = accumulate;
    const Forecast foretold = forecast_of(parts(1));
    EXPECT_EQ(foretold.updates_per_epoch,
              static_cast<double>(train_in(std::to_string(accumulate)).step));
  }
}

TEST_F(ForecastTest, ScalesASampleToTheWhole) {
  const double of_sample = forecast_of(parts(1)).updates_per_epoch;
  EXPECT_EQ(forecast_of(parts(7)).updates_per_epoch, 7 * of_sample);
  EXPECT_EQ(forecast_of(parts(14, 0.5)).updates_per_epoch, 7 * of_sample);
  training_.accumulate = 3;
  EXPECT_EQ(forecast_of(parts(7)).updates_per_epoch, std::ceil(7 * of_sample / 3));
}

TEST_F(ForecastTest, EndsAtTheFirstLimit) {
  training_.max_steps = 0;
  EXPECT_EQ(forecast_of(parts(1)).minutes, 0);
  training_.max_epochs = 4;
  const Forecast epochs = forecast_of(parts(1));
  EXPECT_DOUBLE_EQ(epochs.minutes, 4 * epochs.minutes_per_epoch);
  training_.max_minutes = 1e-9;
  EXPECT_EQ(forecast_of(parts(1)).minutes, 1e-9);
}

// The token cache has each pair once, however often it is drawn.
TEST_F(ForecastTest, KnowsWhatTheDiskHasAndNeeds) {
  const Forecast once = forecast_of(parts(1));
  EXPECT_EQ(forecast_of(parts(1, 100)).disk_bytes, once.disk_bytes);
  EXPECT_GT(forecast_of(parts(2)).disk_bytes, once.disk_bytes);
  EXPECT_EQ(once.present_disk_bytes, 0u);
  train_in("model");
  EXPECT_EQ(forecast_of(parts(1)).present_disk_bytes, present_bytes(path("model")));
  EXPECT_GT(present_bytes(path("model")), 0u);
}

TEST_F(ForecastTest, CountsThePairsThatDoNotFit) {
  EXPECT_EQ(forecast_of(parts(1)).left_out, 0);
  model().positions = "learned";
  model().max_length = 4;
  std::int64_t long_ones = 0;
  for (std::int64_t i = 0; i < train_->pairs(); ++i) long_ones += train_->source_length(i) > 4;
  const Forecast foretold = forecast_of(parts(1));
  EXPECT_GT(long_ones, 0);
  EXPECT_EQ(foretold.left_out, long_ones);
  EXPECT_EQ(foretold.sampled, train_->pairs());
  EXPECT_GT(foretold.tokens_per_second, 0);
  model().max_length = 2;
  valid_.clear();
  const std::string what = error_of([&] { forecast_of(parts(1)); }).what;
  EXPECT_TRUE(what.starts_with("no pair of data.train can be used: all are too long")) << what;
  EXPECT_EQ(error_of([&] { train_in("model"); }).what.substr(0, 46), what.substr(0, 46));
}

TEST_F(ForecastTest, RefusesMorePairsThanCanBeDrawn) {
  EXPECT_EQ(error_of([&] { forecast_of(parts(1'000'000, 100)); }).keys,
            std::vector<std::string>{"data.train.weight"});
}

}  // namespace
}  // namespace nmt
