// What a Transformer's decoder remembers of each row of a search: the keys and values of its past,
// or the states of what stands in their place, and which sentence it translates.
#pragma once

#include <memory>
#include <vector>

#include "nn/search_attention.h"
#include "seq2seq/search_rows.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

// Keys and values stay where they were made. A row knows which row of the step before it continues,
// so that hypotheses that begin alike share what they began with, and a beam that changes its order
// copies nothing.
class TransformerState final : public DecoderState {
 public:
  // Of each layer: keys and values of every position, [dim] each; or one state [dim], that of the
  // last position.
  enum class Past { keys_and_values, state };
  struct Shape {
    int layers, dim, heads;
    Past past = Past::keys_and_values;
    int unread = 0;  // tokens at the end of each source that the encoder has not read
  };
  // One row for each sentence. `offsets` [sentences + 1] are the source rows.
  TransformerState(Tape&, std::span<const int> offsets, const Shape& shape);

  void keep_rows(std::span<const int> rows) override;
  Tensor attention() const override { return rows_.attention(); }

  // The keys and values of the source, layer by layer, [source tokens, dim] each.
  void add_source(const KeysAndValues& memory) {
    sources_.emplace_back(*memory_, memory, offsets_);
  }

  // One step: begin_step makes room for one more position; each layer appends its keys and values
  // and attends, or takes its state and keeps the next one; end_step moves on.
  void begin_step(Tape& tape);
  void append(int layer, const KeysAndValues& made);
  Var attend_past(Tape& tape, int layer, Var query) const;
  // [rows, dim]; none at the first position.
  Var state_before(Tape& tape, int layer) const;
  void keep_state(int layer, Var state);
  // The last layer's weights are those of attention().
  Var attend_source(Tape& tape, int layer, Var query);
  void end_step();

  int position() const { return position_; }

 private:
  // What the rows of one position left behind.
  struct Position {
    Real* numbers;       // [rows, layers, 2 dim]: keys, then values
    const int* parents;  // [rows]: which row of the position before each continues
  };
  void remember_position(Tape& tape);
  const Real* const* past_of_rows(Tape& tape) const;

  Shape shape_;
  std::vector<int> offsets_;
  SearchRows rows_;
  std::shared_ptr<Arena> memory_;
  std::vector<SourceKeys> sources_;  // [layers]
  std::vector<Position> positions_;
  std::vector<Real> before_, after_;  // [rows, layers, dim]: of the last step, and of this one
  std::vector<int> parents_;          // [rows] which row of the last step each continues
  int position_ = 0;

  // Of the present step, in the tape's arena.
  const Real* const* past_ = nullptr;  // [rows, positions]
  const AttentionLayout* across_ = nullptr;
  std::vector<int> sentences_;  // of each span of it
};

}  // namespace nmt
