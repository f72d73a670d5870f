// Training from beginning to end: updates, validation, checkpoints, resumption.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/settings.h"
#include "seq2seq/model_directory.h"
#include "train/settings.h"

namespace nmt {

struct DecodingSettings;
struct ModelSettings;
class Seq2Seq;
class TokenCache;

// A file that was trained or validated on, for training.json and to notice that it changed.
struct DataFile {
  std::string role;  // train.source, valid.target, ...
  std::string path;
  std::int64_t lines = 0;
  std::string hash;
};

// Everything that a run needs; the caller owns what the references point to.
struct TrainingJob {
  enum class Start { resume, fresh };  // fresh throws away the checkpoints of an earlier run

  std::string model_dir;
  TrainingSettings& training;
  DecodingSettings& decoding;     // for bleu in validation; the beam is training.bleu_beam_size
  ModelSettings& model_settings;  // written into checkpoints: a resumed run must agree
  std::string config_yaml;        // the resolved configuration, saved as config.yaml
  Seq2Seq& model;                 // built, not initialised
  Tokenizers tokenizers;
  const TokenCache& train;
  std::vector<std::string> valid_source, valid_target;  // lines; empty without validation
  std::vector<DataFile> data_files;
  Start start = Start::resume;
  const std::atomic<bool>* stop = nullptr;  // set to true, it ends training after the running step
};

struct TrainingResult {
  enum class Outcome { finished, early_stopped, interrupted, already_finished };
  Outcome outcome = Outcome::finished;
  std::int64_t step = 0;
  std::int64_t epoch = 0;
  double minutes = 0;  // earlier sessions included
  // The best score of each metric, and the scores of the weights left in the model directory.
  std::map<std::string, double> best, final_scores;
};

// Trains, and leaves in model_dir a model that translates. Progress goes to stderr.
// Throws Error: a checkpoint that does not fit the configuration, a diverging loss, a full disk.
TrainingResult train(TrainingJob& job);

}  // namespace nmt
