// What a Transformer's decoder remembers of each row of a search: the keys and values of its past,
// and which sentence it translates.
#pragma once

#include <vector>

#include "nn/attention.h"
#include "seq2seq/search_rows.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

class TransformerState final : public DecoderState {
 public:
  // One row for each sentence. `offsets` [sentences + 1] are the source rows.
  TransformerState(std::span<const int> offsets, int layers, int dim);

  void keep_rows(std::span<const int> rows) override;
  Tensor attention() const override { return rows_.attention(); }

  // Source side: the keys and values of one layer, [source tokens, dim] each, for the whole search.
  void set_source(int layer, const Tensor& key, const Tensor& value);
  KeysAndValues source(Tape& tape, int layer) const;

  // One step: begin_step makes room for one more position; append fills it, layer by layer;
  // end_step moves on.
  void begin_step();
  void append(int layer, const Tensor& key, const Tensor& value);
  KeysAndValues past(Tape& tape, int layer) const;
  void keep_attention(const Tensor& weights, const AttentionLayout& layout) {
    rows_.keep_attention(weights, layout);
  }
  void end_step() { ++position_; }

  int position() const { return position_; }
  const SearchRows& rows() const { return rows_; }
  // Each row by itself, and its keys, the new one with them.
  std::span<const RowRange> single_rows() const { return single_rows_; }
  std::span<const RowRange> past_rows() const { return past_rows_; }

 private:
  void grow();
  // Moves the past of row from[r] to row r.
  void move_rows(std::span<const int> from);

  int dim_;
  SearchRows rows_;
  std::vector<std::vector<Real>> source_;  // [layers] of [source tokens, 2 dim]: keys, values
  std::vector<std::vector<Real>> past_;    // [layers] of [rows, capacity, 2 dim]
  std::vector<Real> spare_;                // rows on their way
  int capacity_ = 0, position_ = 0;
  std::vector<RowRange> single_rows_, past_rows_;
};

}  // namespace nmt
