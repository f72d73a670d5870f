#include "train/settings.h"

#include "text/text_files.h"
#include "train/setting_texts.h"

namespace nmt {
namespace {

TEST(TrainingSettingsTest, DefaultsAreValid) { TrainingSettings().validate(); }

TEST(TrainingSettingsTest, EachRuleHasItsMessage) {
  struct Case {
    TrainingSettings settings;
    const char *what, *where;
  };
  const std::vector<Case> cases = {
      {{.valid_metrics = {"cross_entropy", "chrf"}},
       "unknown validation metric 'chrf'",
       "training.valid_metrics"},
      {{.early_stopping_metric = "bleu", .valid_metrics = {"cross_entropy"}},
       "early_stopping_metric is bleu, which is not measured",
       "training.early_stopping_metric"},
      {{.early_stopping = 0},
       "training would never end: no limit and no early stopping are set",
       "training.max_steps"},
      {{.valid_every = {-1, Interval::Unit::steps}},
       "an interval of -1 is negative",
       "training.valid_every"},
      {{.save_every = {-2, Interval::Unit::steps}},
       "an interval of -2 is negative",
       "training.save_every"},
      {{.schedule = "cosine", .warmup_steps = 100, .max_steps = 100},
       "schedule cosine ends at max_steps, which is 100, within the warm-up of 100 steps",
       "training.max_steps"},
      {{.schedule = "plateau", .max_steps = 10, .valid_every = {0, Interval::Unit::steps}},
       "schedule plateau follows validation, but valid_every is 0",
       "training.schedule"},
      {{.valid_every = {0, Interval::Unit::steps}},
       "early stopping follows validation, but valid_every is 0",
       "training.early_stopping"},
      {{.learning_rate = 0.001, .min_learning_rate = 0.01},
       "min_learning_rate is 0.01, above learning_rate 0.001",
       "training.min_learning_rate"},
  };
  for (const Case& c : cases) {
    const Error::Parts parts = error_of([&] { c.settings.validate(); });
    EXPECT_EQ(parts.what, c.what);
    EXPECT_EQ(parts.where, c.where);
    EXPECT_FALSE(parts.fix.empty()) << c.what;
  }
}

TEST(TrainingSettingsTest, EveryFieldIsDescribedUnderItsName) {
  TrainingSettings settings;
  SettingRecorder recorder;
  recorder.section("training", settings, "");
  EXPECT_EQ(recorder.texts().at("training.learning_rate"), "0.0005");
  EXPECT_EQ(recorder.texts().at("training.valid_every"), "1 epochs");
  EXPECT_EQ(recorder.texts().at("training.valid_metrics"), "cross_entropy, perplexity, bleu");
}

TEST(SettingTextsTest, DifferingKeysIncludeThoseOnOneSide) {
  EXPECT_EQ(
      differing_keys({{"a", "1"}, {"b", "2"}, {"d", "4"}}, {{"a", "1"}, {"b", "3"}, {"c", "5"}}),
      (std::vector<std::string>{"b", "c", "d"}));
}

}  // namespace
}  // namespace nmt
