// Training from beginning to end: updates, validation, checkpoints, resumption.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "document/learned_text.h"
#include "seq2seq/model_directory.h"
#include "text/corpus.h"
#include "train/origin.h"
#include "train/scoreboard.h"
#include "train/setting_texts.h"
#include "train/settings.h"

namespace nmt {

class Cluster;
class PairSampler;
struct DecodingSettings;
struct ModelSettings;
class Seq2Seq;
class LinkFile;
class TokenCache;

// A file that was trained or validated on, for training.json, and to notice that it changed.
struct DataFile {
  std::string role;  // train.source, valid.target, ...
  std::string path;
  std::int64_t lines = 0;
  std::string hash;
};

// Everything that a run needs; the caller owns what the references point to.
struct TrainingJob {
  enum class Start { resume, fresh };  // fresh throws away what an earlier run left

  std::string model_dir;
  TrainingSettings& training;
  DecodingSettings& decoding;     // for bleu in validation; the beam is training.bleu_beam_size
  ModelSettings& model_settings;  // remembered by checkpoints: a resumed run must agree
  std::string config_yaml;        // the resolved configuration, saved as config.yaml
  Seq2Seq& model;                 // built, not initialised
  Tokenizers tokenizers;
  const TokenCache& train;
  const LinkFile* links = nullptr;       // of the training pairs: guided alignment
  const PairSampler* sampler = nullptr;  // segments the training text anew each time
  std::vector<TextPair> valid;           // empty: no validation
  // data.max_length: validation pairs with longer sides are in no loss.
  int max_length = DataSettings().max_length;
  std::vector<DataFile> data_files;
  // How the data are drawn, beyond what the files say; remembered by checkpoints.
  SettingTexts data_settings = {};
  LearnedText learned = {};
  // A model directory whose weights training begins with; empty: random ones.
  std::string from = {};
  Origin origin = {};  // of the weights that a new run began with; filled by train()
  Start start = Start::resume;
  // Steps or epochs to train beyond those that there are, instead of the limits; 0: the limits.
  Interval further = {};
  // Set to true, from a signal handler for example, it ends training after the running step, with
  // everything saved.
  const std::atomic<bool>* stop = nullptr;
  // Told the step of each checkpoint, for a signal handler that says what would be lost.
  std::atomic<std::int64_t>* saved_step = nullptr;
  // This process leads the others, which follow_training(); null where there are none.
  Cluster* cluster = nullptr;
};

struct TrainingResult {
  enum class Outcome { finished, early_stopped, interrupted, already_finished };
  Outcome outcome = Outcome::finished;
  std::int64_t step = 0;
  double epoch = 0;
  double minutes = 0;   // earlier sessions included
  Scoreboard scores;    // the best of each metric
  Scores final_scores;  // of the weights in the model directory
};

// Trains, and leaves in model_dir a model that translates. A run that was cut off goes on where its
// last checkpoint was made, with the same bits as if it had never stopped. Progress goes to stderr.
// Throws Error: a checkpoint that does not fit the configuration, a diverging loss, a full disk.
TrainingResult train(TrainingJob& job);

}  // namespace nmt
