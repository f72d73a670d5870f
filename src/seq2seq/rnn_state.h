// What an RNN's decoder remembers of each row of a search: its state, and which sentence it
// translates.
#pragma once

#include <vector>

#include "nn/attention.h"
#include "seq2seq/search_rows.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

class RnnState final : public DecoderState {
 public:
  // One row for each sentence, in state `first` [sentences, dim].
  RnnState(std::span<const int> offsets, const KeysAndValues& memory, const Tensor& first)
      : rows_(offsets), key_(memory.key.value()), value_(memory.value.value()), hidden_(first) {}

  void keep_rows(std::span<const int> rows) override {
    rows_.keep(rows);
    hidden_.gather(rows);
  }
  Tensor attention() const override { return rows_.attention(); }

  const SearchRows& rows() const { return rows_; }
  KeysAndValues memory(Tape& tape) const { return {key_.on(tape), value_.on(tape)}; }
  Var hidden(Tape& tape) const { return hidden_.on(tape); }

  // The end of a step.
  void advance(const Tensor& hidden, const Tensor& weights, const AttentionLayout& layout) {
    hidden_ = Matrix(hidden);
    rows_.keep_attention(weights, layout);
  }

 private:
  // A matrix that outlives the tape.
  class Matrix {
   public:
    explicit Matrix(const Tensor& from) : cols_(from.cols) {
      numbers_.reserve(static_cast<std::size_t>(from.size()));
      for (int r = 0; r < from.rows; ++r)
        numbers_.insert(numbers_.end(), from.row(r), from.row(r) + cols_);
    }
    // The tape only reads it.
    Var on(Tape& tape) const { return tape.constant(view()); }
    void gather(std::span<const int> rows) {
      std::vector<Real> gathered;
      gathered.reserve(rows.size() * static_cast<std::size_t>(cols_));
      for (const int r : rows)
        gathered.insert(gathered.end(), view().row(r), view().row(r) + cols_);
      numbers_ = std::move(gathered);
    }

   private:
    Tensor view() const {
      return {const_cast<Real*>(numbers_.data()),
              static_cast<int>(numbers_.size() / static_cast<std::size_t>(cols_)), cols_};
    }
    std::vector<Real> numbers_;
    int cols_;
  };

  SearchRows rows_;
  Matrix key_, value_;  // [source tokens, attention dim], [source tokens, 2 dim]
  Matrix hidden_;       // [rows, dim]
};

}  // namespace nmt
