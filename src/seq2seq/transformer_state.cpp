#include "seq2seq/transformer_state.h"

#include <algorithm>
#include <numeric>

namespace nmt {

TransformerState::TransformerState(Tape& tape, std::span<const int> offsets, const Shape& shape)
    : shape_(shape),
      offsets_(offsets.begin(), offsets.end()),
      rows_(offsets, shape.unread),
      memory_(tape.lend_arena()) {
  parents_.resize(static_cast<std::size_t>(rows_.count()));
  std::iota(parents_.begin(), parents_.end(), 0);
}

void TransformerState::keep_rows(std::span<const int> rows) {
  rows_.keep(rows);
  std::vector<int> parents(rows.size());
  for (std::size_t r = 0; r < rows.size(); ++r)
    parents[r] = parents_[static_cast<std::size_t>(rows[r])];
  parents_ = std::move(parents);
}

void TransformerState::begin_step(Tape& tape) {
  if (shape_.past == Past::keys_and_values)
    remember_position(tape);
  else
    after_.resize(parents_.size() * static_cast<std::size_t>(shape_.layers) *
                  static_cast<std::size_t>(shape_.dim));
  across_ =
      make_attention_layout(tape, rows_.queries(), rows_.sources(), shape_.heads, Visible::all);
  sentences_.clear();
  for (std::size_t i = 0; i < rows_.queries().size(); ++i) sentences_.push_back(rows_.sentence(i));
}

void TransformerState::remember_position(Tape& tape) {
  const std::size_t rows = parents_.size();
  Real* numbers = memory_->allocate<Real>(rows * static_cast<std::size_t>(shape_.layers) * 2 *
                                          static_cast<std::size_t>(shape_.dim));
  int* parents = memory_->allocate<int>(rows);
  std::copy(parents_.begin(), parents_.end(), parents);
  positions_.push_back({numbers, parents});
  past_ = past_of_rows(tape);
}

// From each row back through those that it continues.
const Real* const* TransformerState::past_of_rows(Tape& tape) const {
  const std::size_t rows = parents_.size(), count = positions_.size();
  const std::int64_t width = std::int64_t(shape_.layers) * 2 * shape_.dim;
  const Real** past = tape.arena().allocate<const Real*>(rows * count);
  for (std::size_t r = 0; r < rows; ++r) {
    int row = static_cast<int>(r);
    for (std::size_t p = count; p-- > 0; row = positions_[p].parents[row])
      past[r * count + p] = positions_[p].numbers + row * width;
  }
  return past;
}

void TransformerState::append(int layer, const KeysAndValues& made) {
  const Tensor &key = made.key.value(), &value = made.value.value();
  const std::int64_t width = std::int64_t(2) * shape_.dim;
  for (int r = 0; r < key.rows; ++r) {
    Real* to = positions_.back().numbers + (std::int64_t(r) * shape_.layers + layer) * width;
    std::copy_n(key.row(r), shape_.dim, to);
    std::copy_n(value.row(r), shape_.dim, to + shape_.dim);
  }
}

Var TransformerState::attend_past(Tape& tape, int layer, Var query) const {
  const PastKeys past{.positions = past_,
                      .count = static_cast<int>(positions_.size()),
                      .offset = std::int64_t(layer) * 2 * shape_.dim};
  return nmt::attend_past(tape, query, past, shape_.heads);
}

Var TransformerState::state_before(Tape& tape, int layer) const {
  if (position_ == 0) return {};
  const Tensor states = tape.make(static_cast<int>(parents_.size()), shape_.dim);
  for (int r = 0; r < states.rows; ++r)
    std::copy_n(before_.data() +
                    (std::int64_t(parents_[static_cast<std::size_t>(r)]) * shape_.layers + layer) *
                        shape_.dim,
                shape_.dim, states.row(r));
  return tape.constant(states);
}

void TransformerState::keep_state(int layer, Var state) {
  for (int r = 0; r < state.rows(); ++r)
    std::copy_n(state.value().row(r), shape_.dim,
                after_.data() + (std::int64_t(r) * shape_.layers + layer) * shape_.dim);
}

Var TransformerState::attend_source(Tape& tape, int layer, Var query) {
  const Attended attended =
      sources_[static_cast<std::size_t>(layer)].attend(tape, query, across_, sentences_);
  if (layer + 1 == shape_.layers) rows_.keep_attention(attended.weights.value(), across_);
  return attended.context;
}

void TransformerState::end_step() {
  before_.swap(after_);
  ++position_;
  std::iota(parents_.begin(), parents_.end(), 0);
}

}  // namespace nmt
