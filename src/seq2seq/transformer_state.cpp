#include "seq2seq/transformer_state.h"

#include <algorithm>

namespace nmt {
namespace {
constexpr int kFirstCapacity = 16;
}  // namespace

TransformerState::TransformerState(std::span<const int> offsets, int layers, int dim)
    : dim_(dim), rows_(offsets), source_(layers), past_(layers) {}

void TransformerState::set_source(int layer, const Tensor& key, const Tensor& value) {
  std::vector<Real>& to = source_[layer];
  to.resize(static_cast<std::size_t>(key.rows) * 2 * dim_);
  for (int t = 0; t < key.rows; ++t) {
    Real* row = to.data() + static_cast<std::int64_t>(t) * 2 * dim_;
    std::copy_n(key.row(t), dim_, row);
    std::copy_n(value.row(t), dim_, row + dim_);
  }
}

namespace {

// Both halves of [rows, 2 dim] numbers that the tape only reads.
KeysAndValues halves(Tape& tape, const std::vector<Real>& numbers, int dim) {
  const Tensor both(const_cast<Real*>(numbers.data()), static_cast<int>(numbers.size() / (2 * dim)),
                    2 * dim);
  return {tape.constant(both.columns(0, dim)), tape.constant(both.columns(dim, dim))};
}

}  // namespace

KeysAndValues TransformerState::source(Tape& tape, int layer) const {
  return halves(tape, source_[layer], dim_);
}
KeysAndValues TransformerState::past(Tape& tape, int layer) const {
  return halves(tape, past_[layer], dim_);
}

void TransformerState::begin_step() {
  if (position_ == capacity_) grow();
  single_rows_.clear();
  past_rows_.clear();
  for (int r = 0; r < rows_.count(); ++r) {
    single_rows_.push_back({r, 1});
    past_rows_.push_back({r * capacity_, position_ + 1});
  }
}

void TransformerState::grow() {
  const int capacity = std::max(kFirstCapacity, 2 * capacity_);
  const std::int64_t width = std::int64_t(2) * dim_;
  for (std::vector<Real>& past : past_) {
    spare_.resize(static_cast<std::size_t>(rows_.count() * capacity * width));
    for (std::int64_t r = 0; r < rows_.count(); ++r)
      std::copy_n(past.data() + r * capacity_ * width, position_ * width,
                  spare_.data() + r * capacity * width);
    std::swap(past, spare_);
  }
  capacity_ = capacity;
}

void TransformerState::append(int layer, const Tensor& key, const Tensor& value) {
  for (int r = 0; r < key.rows; ++r) {
    Real* to =
        past_[layer].data() + (static_cast<std::int64_t>(r) * capacity_ + position_) * 2 * dim_;
    std::copy_n(key.row(r), dim_, to);
    std::copy_n(value.row(r), dim_, to + dim_);
  }
}

// Most rows of a search stay where they are and cost nothing. Where rows only move down, as when
// sentences leave the batch, each is copied over what nobody needs any more; otherwise those that
// move wait beside.
void TransformerState::move_rows(std::span<const int> from) {
  const std::int64_t row_size = std::int64_t(capacity_) * 2 * dim_;
  const std::int64_t used = std::int64_t(position_) * 2 * dim_;
  std::vector<int> moved;
  bool downwards = true;
  for (int r = 0; r < static_cast<int>(from.size()); ++r) {
    if (from[r] != r) moved.push_back(r);
    downwards = downwards && from[r] >= r;
  }
  for (std::vector<Real>& past : past_) {
    past.resize(std::max(past.size(), from.size() * static_cast<std::size_t>(row_size)));
    Real* rows = past.data();
    if (downwards) {
      for (const int r : moved) std::copy_n(rows + from[r] * row_size, used, rows + r * row_size);
      continue;
    }
    spare_.resize(moved.size() * static_cast<std::size_t>(used));
    Real* waiting = spare_.data();
    for (const int r : moved) waiting = std::copy_n(rows + from[r] * row_size, used, waiting);
    const Real* next = spare_.data();
    for (const int r : moved) {
      std::copy_n(next, used, rows + r * row_size);
      next += used;
    }
  }
}

void TransformerState::keep_rows(std::span<const int> rows) {
  rows_.keep(rows);
  if (capacity_ > 0) move_rows(rows);
}

}  // namespace nmt
