#include "train/saver.h"

#include <filesystem>

#include "base/error.h"
#include "base/format.h"
#include "train/provenance.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kBetweenTries{30};

}  // namespace

void Saver::save(const TrainingState& state, std::span<const Real> values,
                 const std::string& status) {
  const ModelDirectory directory(run_.job.model_dir);
  run_.checkpoints.require();
  run_.chronicle.sync();
  // First, so that a checkpoint that calls the run finished is never without the final weights.
  const bool published = directory.has_weights() || run_.files.is_waiting(directory.weights_path());
  if (state.step > 0 && (state.last_validation == 0 || !published)) {
    run_.best.publish_unscored(values, state);
  }
  run_.files.flush();
  run_.checkpoints.save(state, run_.settings, run_.job.model.parameters(), run_.optimizer,
                        run_.job.training.keep_checkpoints);
  run_.checkpoints.require();
  if (run_.job.saved_step != nullptr) *run_.job.saved_step = state.step;
  directory.save_training_record(training_record(run_.job, state, status));
}

bool Saver::try_to_save(const TrainingState& state, std::span<const Real> values) {
  std::string reason;
  try {
    save(state, values, "running");
  } catch (const Error& error) {
    reason = format("{}: {}", error.parts().where, error.parts().what);
  } catch (const fs::filesystem_error& error) {
    reason = format("{}: {}", error.path1().string(), error.code().message());
  }
  if (reason.empty()) {
    if (failing_) run_.progress.message(format("saved again, at step {}", state.step));
    failing_ = false;
    return true;
  }
  if (!failing_) {
    run_.progress.warning(
        format("cannot save at step {}, training goes on and tries again: {}", state.step, reason));
  }
  failing_ = true;
  next_try_ = Clock::now() + kBetweenTries;
  return false;
}

}  // namespace nmt
