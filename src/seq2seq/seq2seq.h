// The seam between the models and everything that uses them: trainer, validation, beam search and
// scoring know only this file. A new model is one file pair that fills it, and one line in
// registry.cpp.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "autograd/parameter.h"
#include "autograd/tape.h"
#include "nn/output_projection.h"
#include "text/batch.h"

namespace nmt {

// What the encoder knows of a batch.
struct Encoded {
  Var states;                // [source tokens, dim]
  std::vector<int> offsets;  // [sentences + 1], the rows of each sentence
};

// Where the decoder stands in each hypothesis ("row") of a search. Begins with one row for each
// sentence.
class DecoderState {
 public:
  virtual ~DecoderState() = default;
  // Row i of the new state continues row rows[i] of the old one; a row may be repeated, moved or
  // dropped.
  virtual void keep_rows(std::span<const int> rows) = 0;
  // The attention weights of the last step over the source: row r has the weights of that row's own
  // sentence in its first columns, zeros after them; all zero where the model has no attention.
  // [rows, longest source]; valid until keep_rows(), the next step or the end of the tape's scratch
  // memory of this one.
  virtual Tensor attention() const = 0;
};

class Seq2Seq {
 public:
  virtual ~Seq2Seq() = default;

  virtual Encoded encode(Tape&, const Batch& source) const = 0;
  // The hidden states that predict each target token given those before it. [target tokens, dim]
  virtual Var teacher_force(Tape&, const Encoded&, const Batch& target) const = 0;

  // `encoded` must outlive the state. The state keeps its own memory, not the tape's.
  virtual std::unique_ptr<DecoderState> start(Tape&, const Encoded& encoded) const = 0;
  // One more position: last[r] is the token that row r produced before (kBegin at the first step).
  // hidden [rows, dim], in the tape's arena.
  virtual Tensor step(Tape&, DecoderState&, std::span<const TokenId> last) const = 0;

  // Hidden states -> vocabulary, the same for every model: loss in training, log-probabilities in
  // search.
  virtual const OutputProjection& output() const = 0;

  // Whether the decoder looks at the source by attention.
  virtual bool attends() const { return true; }

  // The longest sentence (tokens, with its end mark) that the model can take on either side; 0 is
  // no limit.
  virtual int max_length() const { return 0; }

  virtual ParameterSet& parameters() { return parameters_; }
  virtual const ParameterSet& parameters() const { return parameters_; }

 protected:
  ParameterSet parameters_;
};

}  // namespace nmt
