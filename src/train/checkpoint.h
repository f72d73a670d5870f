// What a run needs to go on exactly where it was: one safetensors file for each kept step, which
// appears whole or not at all.
//
//     checkpoints/step-00001200.safetensors        weights, moments, average; state as metadata
//     checkpoints/best-bleu.safetensors            the weights with the best score of each metric
//     checkpoints/validated-00001000.safetensors   those at the last validations, for their mean
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "autograd/parameter.h"
#include "base/settings.h"
#include "text/batcher.h"
#include "train/divergence.h"
#include "train/loss_window.h"
#include "train/optimizer.h"
#include "train/origin.h"
#include "train/schedule.h"
#include "train/scoreboard.h"
#include "train/setting_texts.h"

namespace nmt {

// Everything about a run that is not a number of the model or the optimiser. Random streams are
// named by the seed and the step, so that there is no random state.
struct TrainingState {
  std::int64_t step = 0;                // updates done
  BatchPosition position;               // the next batch of the data
  double minutes = 0;                   // of all sessions
  bool validation_due = false;          // stopped between an update and its validation
  bool save_due = false;                // and its checkpoint
  bool finalised = false;               // the model directory holds the final model
  std::int64_t last_validation = 0;     // its step
  std::vector<std::int64_t> validated;  // the steps whose weights are kept for the mean
  // What --further asked for, and the number of steps or epochs where it ends.
  struct Goal {
    Interval asked;
    std::int64_t until = 0;
    bool operator==(const Goal&) const = default;
  };
  std::optional<Goal> goal;
  // The early_stopping_metric of the weights in the model directory, once it was measured.
  std::optional<double> published;
  Plateau plateau;
  Scoreboard scoreboard;
  LossWindow window;
  Origin origin;  // of the weights that the run began with
  DivergenceState divergence;
  // The bytes of activations that a replica may take, once batches were cut for it; 0 before.
  std::uint64_t activation_room = 0;
  bool operator==(const TrainingState&) const = default;
};

// The state as JSON text and back. from_json throws Error (`where` is left empty) for anything
// else.
std::string to_json(const TrainingState& state);
TrainingState state_from_json(const std::string& text);

class CheckpointFolder {
 public:
  explicit CheckpointFolder(const std::string& model_dir) : folder_(model_dir + "/checkpoints") {}

  const std::string& path() const { return folder_; }
  // Whether a run was ever begun here.
  bool exists() const;
  // Throws Error (runtime) where it is no longer there. A model directory without it may be the mount
  // point of a disk that has gone, and is not the place to write to.
  void require() const;
  // Makes the folder, or removes what a killed session left half-written in it.
  void make() const;
  // The newest checkpoint to resume from.
  std::optional<std::string> latest() const;
  // Writes a checkpoint, then forgets old ones.
  void save(const TrainingState& state, const SettingTexts& settings,
            const ParameterSet& parameters, Optimizer& optimizer, int keep) const;
  // Removes all but the `keep` newest and the one that a rollback would go back to, and the weights
  // of validations that none of those needs.
  void forget_old(const TrainingState& state, int keep) const;
  // Removes every file of an earlier run; the folder stays.
  void clear() const;

  // The weights that are kept of the last validations, the oldest first.
  std::vector<std::string> validated_files() const;

  std::string step_path(std::int64_t step) const;
  std::string best_path(const std::string& metric) const;
  std::string validated_path(std::int64_t step) const;

 private:
  void forget_validations() const;
  std::string folder_;
};

// A checkpoint that is open for reading. Throws Error naming the file when it is damaged or does
// not fit.
SettingTexts checkpoint_settings(const std::string& path);
TrainingState load_checkpoint(const std::string& path, ParameterSet& parameters,
                              Optimizer& optimizer);

// Whether the file is one to resume from, and not weights alone.
bool is_checkpoint(const std::string& path);
// Reads what a checkpoint would publish: the moving average of the weights where there is one.
// Returns its step.
std::int64_t read_kept_values(const std::string& path, const ParameterSet& parameters,
                              std::span<Real> values);

// Reads the matrices called `prefix` + name of each parameter to their places in `values`.
void read_parameter_values(const std::string& path, const std::string& prefix,
                           const ParameterSet& parameters, std::span<Real> values);

}  // namespace nmt
