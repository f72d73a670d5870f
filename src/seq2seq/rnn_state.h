// What an RNN's decoder remembers of each row of a search: the states of its layers, and which
// sentence it translates.
#pragma once

#include <vector>

#include "nn/attention.h"
#include "seq2seq/search_rows.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

class RnnState final : public DecoderState {
 public:
  // One row for each sentence, which starts in `first`, [sentences, width] each. `memory` is empty
  // where nothing looks back.
  RnnState(std::span<const int> offsets, const KeysAndValues& memory, std::span<const Var> first)
      : rows_(offsets) {
    if (memory.key) key_ = Matrix(memory.key.value()), value_ = Matrix(memory.value.value());
    for (const Var& state : first) states_.emplace_back(state.value());
    positions_.assign(static_cast<std::size_t>(rows_.count()), 0);
  }

  void keep_rows(std::span<const int> rows) override {
    rows_.keep(rows);
    for (Matrix& state : states_) state.gather(rows);
    positions_.resize(rows.size(), position());
  }
  Tensor attention() const override { return rows_.attention(); }

  KeysAndValues memory(Tape& tape) const { return {key_.on(tape), value_.on(tape)}; }
  std::vector<Var> states(Tape& tape) const {
    std::vector<Var> states;
    for (const Matrix& state : states_) states.push_back(state.on(tape));
    return states;
  }
  // Where every row stands: at the same position.
  Looks looks() const { return {rows_.queries(), rows_.sources(), positions_}; }

  // The end of a step.
  void advance(std::span<const Var> states, const Attended& attended) {
    for (std::size_t i = 0; i < states_.size(); ++i) states_[i].assign(states[i].value());
    rows_.keep_attention(attended.layout ? attended.weights.value() : Tensor(), attended.layout);
    for (int& position : positions_) ++position;
  }

 private:
  // A matrix that outlives the tape.
  class Matrix {
   public:
    Matrix() = default;
    explicit Matrix(const Tensor& from) { assign(from); }
    void assign(const Tensor& from) {
      cols_ = from.cols;
      numbers_.clear();
      for (int r = 0; r < from.rows; ++r)
        numbers_.insert(numbers_.end(), from.row(r), from.row(r) + cols_);
    }
    // The tape only reads it.
    Var on(Tape& tape) const { return tape.constant(view()); }
    void gather(std::span<const int> rows) {
      gathered_.clear();
      for (const int r : rows)
        gathered_.insert(gathered_.end(), view().row(r), view().row(r) + cols_);
      numbers_.swap(gathered_);
    }

   private:
    Tensor view() const {
      const std::size_t rows = cols_ == 0 ? 0 : numbers_.size() / static_cast<std::size_t>(cols_);
      return {const_cast<Real*>(numbers_.data()), static_cast<int>(rows), cols_};
    }
    std::vector<Real> numbers_, gathered_;
    int cols_ = 0;
  };

  int position() const { return positions_.empty() ? 0 : positions_.front(); }

  SearchRows rows_;
  Matrix key_, value_;          // [source tokens, ...]
  std::vector<Matrix> states_;  // of each layer [rows, width], and what else the decoder carries
  std::vector<int> positions_;  // [rows]
};

}  // namespace nmt
