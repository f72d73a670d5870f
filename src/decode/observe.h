// What is known of a finished translation beside its words: where its tokens looked, how probable
// each was.
#pragma once

#include <vector>

#include "decode/attention_map.h"
#include "decode/next_tokens.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

struct Observed {
  AttentionMap attention;                 // of the tokens, end marks included
  std::vector<double> log_probabilities;  // [target tokens]; empty where no confidence is asked for

  double log_probability(std::size_t token) const {
    return log_probabilities.empty() ? 0 : log_probabilities[token];
  }
};

// The log-probability of each target token of each pair, by teacher forcing: with the whole
// vocabulary, whatever a search was limited to. Several models are averaged by their weights.
// Scratch memory is the tape's, and is given back.
std::vector<std::vector<double>> token_log_probabilities(const SearchModels& models, Tape& tape,
                                                         const PairBatch& pairs);

}  // namespace nmt
