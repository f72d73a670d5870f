// From the encoder to the decoder: the states that the decoder starts with.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "seq2seq/rnn_encoder.h"

namespace nmt {

// What a first state is made of: the first token's state read backward (Bahdanau 2014, appendix
// A.2.2), the state after the whole sentence (Sutskever 2014), the mean of all states (Sennrich
// 2017), what a learned query finds among them, or nothing.
enum class FirstState { backward, last, mean, attention, zero };

class Bridge {
 public:
  struct Shape {
    FirstState from;
    Cell cell;
    int dim, layers;  // of the decoder
  };
  Bridge(ParameterSet&, const std::string& name, const RnnEncoder&, const Shape&);

  // s_0 = tanh(W_s x + b) of each layer, or c_0 = W_s x + b and h_0 = tanh(c_0) of an LSTM, where x
  // is what the state is made of.   states [source tokens, width] -> [sentences, state width] each
  std::vector<Var> operator()(Tape&, Var states, std::span<const int> offsets,
                              std::span<const int> sentences) const;

 private:
  Var summary(Tape&, Var states, std::span<const int> offsets,
              std::span<const int> sentences) const;
  // The states of each sentence weighed by scores, or evenly.
  Var pooled(Tape&, Var states, std::span<const int> offsets, std::span<const int> sentences) const;

  Shape shape_;
  const RnnEncoder* encoder_;
  std::deque<Linear> layers_;
  const Parameter *key_ = nullptr, *query_ = nullptr, *v_ = nullptr;  // attention
};

}  // namespace nmt
