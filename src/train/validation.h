// Measures a model on held-out text: cross-entropy by teacher forcing, BLEU by translating.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "cluster/cluster.h"
#include "decode/settings.h"
#include "decode/translator.h"
#include "seq2seq/model_directory.h"
#include "seq2seq/seq2seq.h"
#include "text/corpus.h"
#include "train/scoreboard.h"
#include "train/settings.h"

namespace nmt {

class Validation {
 public:
  // The pairs are validated on as they are, long ones included; only what the model cannot take at
  // all is left out of the cross-entropy. Throws Error when nothing is left. The model must outlive
  // this.
  Validation(const Seq2Seq& model, const Tokenizers& tokenizers, std::span<const TextPair> pairs,
             const TrainingSettings& training, const DecodingSettings& decoding);

  // The metrics of training.valid_metrics with the present values of the parameters; nothing when
  // `stop`, which may be null, becomes true before the end. The result does not depend on the
  // number of threads. pool: not running anything else. Where there is a cluster, each of its ranks
  // calls this at the same time and does a share; the leader alone learns the result, and its
  // `stop` counts.
  std::optional<Scores> measure(ThreadPool& pool, const std::atomic<bool>* stop,
                                Cluster* cluster = nullptr);

  // The sentences whose translations a reader sees, training.samples of them, spread evenly over the
  // validation text.
  std::span<const TextPair> samples() const { return samples_; }
  // Their translations with the present values of the parameters.
  std::vector<std::string> sample_translations();

  // Sentence pairs left out of the cross-entropy because the model cannot take their length.
  std::int64_t left_out() const { return left_out_; }

 private:
  // The mean over all target tokens of what `measure_batch` adds up over those of one.
  using MeasureBatch = double (*)(const Seq2Seq&, Tape&, const PairBatch&);
  double mean_over_tokens(ThreadPool& pool, const std::atomic<bool>* stop, MeasureBatch);
  double bleu(const std::atomic<bool>* stop);
  std::vector<std::string> translate_share(std::span<const std::string> lines);

  const Seq2Seq* model_;
  const TrainingSettings* training_;
  std::vector<PairBatch> batches_;
  std::int64_t left_out_ = 0;
  std::vector<std::string> source_lines_, target_lines_;  // for bleu, the longest source first
  std::vector<TextPair> samples_;
  std::deque<Tape> tapes_;  // one for each thread
  Translator translator_;
  Cluster* cluster_ = nullptr;  // of the measurement that is running
};

}  // namespace nmt
