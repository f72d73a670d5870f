// Whether a checkpoint fits the run that is started: which settings may change in between.
#pragma once

#include <cstdint>
#include <string>

#include "train/checkpoint.h"
#include "train/setting_texts.h"
#include "train/trainer.h"

namespace nmt {

// The settings of a run, and what identifies its data and tokenizers.
struct RunSettings {
  SettingTexts texts;      // what a checkpoint keeps
  SettingChanges changes;  // what another text of a key changes; a key without one may not differ
};

// `replicas` is the number in use, `left_out` that of the validation pairs that are in no loss.
RunSettings run_settings(TrainingJob& job, int replicas, std::int64_t left_out);

// Says which of the settings that may change did. Limits, intervals, what is measured and how text
// is translated are free; what changes the last bits is warned about; anything else is an Error that
// names it.
void require_same_run(const std::string& checkpoint, const SettingTexts& before,
                      const RunSettings& now);

// Where a metric is measured in another way than before, its best score no longer compares: drops
// it and says so. The decisive metric chooses what is published.
void forget_incomparable_scores(const SettingTexts& before, const RunSettings& now,
                                const std::string& decisive, TrainingState& state);

}  // namespace nmt
