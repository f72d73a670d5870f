// Whether a checkpoint fits the run that is started: which settings may change in between.
#pragma once

#include <cstdint>
#include <string>

#include "train/checkpoint.h"
#include "train/setting_texts.h"
#include "train/trainer.h"

namespace nmt {

// The settings of the run and what identifies its data and tokenizers. `replicas` is the number in
// use.
SettingTexts run_settings(TrainingJob& job, int replicas);

// Says which of the settings that may change did. Limits, intervals and what is measured are free;
// another number of replicas or another instruction set changes the last bits and is warned about;
// anything else is an Error that names it.
void require_same_run(const std::string& checkpoint, const SettingTexts& before,
                      const SettingTexts& now);

// Where bleu is measured in another way than before, its best score no longer compares: drops it
// and says so.
void forget_incomparable_bleu(const SettingTexts& before, const SettingTexts& now,
                              TrainingState& state);

}  // namespace nmt
