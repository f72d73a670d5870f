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
  // What is measured over tokens leaves out the pairs that training leaves out, by the same rule: a
  // side empty, or more than `max_length` tokens; and what the model cannot take. BLEU is of every
  // line, as nmt eval has it. Throws Error when no pair is left. The model must outlive this.
  Validation(const Seq2Seq& model, const Tokenizers& tokenizers, std::span<const TextPair> pairs,
             int max_length, const TrainingSettings& training, const DecodingSettings& decoding,
             LearnedText learned = {});

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

  // Pairs that are left out of what is measured over tokens.
  std::int64_t left_out() const { return left_out_; }
  // Lines that BLEU is of.
  std::size_t lines() const { return source_lines_.size(); }

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
