// Training on many ranks, seen from both sides: the leader runs the Trainer and orders; a follower
// computes its share of each update and validation and keeps the same weights. It writes no file and
// reads none but the links of guided alignment. (The update itself is in Replicas.)
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cluster/cluster.h"
#include "decode/settings.h"
#include "document/learned_text.h"
#include "seq2seq/seq2seq.h"
#include "text/corpus.h"
#include "text/link_file.h"
#include "text/tokenizer.h"
#include "train/optimizer.h"
#include "train/settings.h"

namespace nmt {

// What a follower is to know before it begins.
struct FollowerSetup {
  std::string config_yaml;
  Tokenizers tokenizers;
  std::vector<TextPair> valid;
  LearnedText learned = {};
};
// Leader: orders all to begin. Throws Error where a rank runs on another instruction set, whose
// weights would not stay the same to the bit.
void set_up_followers(Cluster& cluster, const FollowerSetup& setup);
// Follower: what an order of set_up_followers() says.
FollowerSetup read_setup(Cluster& cluster, const std::string& order);

// The leader's word to its followers; where it is alone, nothing happens.
class Followers {
 public:
  Followers(Cluster* cluster, ParameterSet& parameters, Optimizer& optimizer)
      : cluster_(cluster), parameters_(parameters), optimizer_(optimizer) {}

  // Gives all the weights and the state of the optimiser, after they were read or made.
  void share_state();
  // Before the leader itself applies the update.
  void apply(const Optimizer::Update& update);
  // Before the leader itself measures `values`: the optimiser's average, the parameters where it is
  // empty, or others, which are sent.
  void measure(std::span<Real> values);
  // Throws Error (runtime) naming a rank whose weights are not bit for bit the leader's: a machine
  // that computes wrongly.
  void require_same_state();

 private:
  bool alone() const { return cluster_ == nullptr || cluster_->alone(); }
  Cluster* cluster_;
  ParameterSet& parameters_;
  Optimizer& optimizer_;
};

struct FollowerJob {
  TrainingSettings& training;
  DecodingSettings& decoding;
  Seq2Seq& model;  // built, not initialised
  Tokenizers tokenizers;
  std::span<const TextPair> valid;
  int max_length = DataSettings().max_length;  // of a validation pair
  LearnedText learned = {};
  const LinkFile* links = nullptr;  // for guided alignment
};

// Follows orders until the leader ends the run.
void follow_training(Cluster& cluster, const FollowerJob& job);

}  // namespace nmt
