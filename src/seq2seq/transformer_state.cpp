#include "seq2seq/transformer_state.h"

#include <algorithm>
#include <numeric>

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
  if (position_ == capacity_) {
    std::vector<int> same(static_cast<std::size_t>(rows_.count()));
    std::iota(same.begin(), same.end(), 0);
    rearrange(same, std::max(kFirstCapacity, 2 * capacity_));
  }
  past_rows_.clear();
  for (int r = 0; r < rows_.count(); ++r) past_rows_.push_back({r * capacity_, position_ + 1});
}

void TransformerState::append(int layer, const Tensor& key, const Tensor& value) {
  for (int r = 0; r < key.rows; ++r) {
    Real* to =
        past_[layer].data() + (static_cast<std::int64_t>(r) * capacity_ + position_) * 2 * dim_;
    std::copy_n(key.row(r), dim_, to);
    std::copy_n(value.row(r), dim_, to + dim_);
  }
}

void TransformerState::rearrange(std::span<const int> from, int capacity) {
  const auto width = static_cast<std::int64_t>(2) * dim_;
  for (std::vector<Real>& past : past_) {
    spare_.resize(from.size() * static_cast<std::size_t>(capacity * width));
    for (std::size_t r = 0; r < from.size(); ++r)
      std::copy_n(past.data() + from[r] * capacity_ * width, position_ * width,
                  spare_.data() + static_cast<std::int64_t>(r) * capacity * width);
    std::swap(past, spare_);
  }
  capacity_ = capacity;
}

void TransformerState::keep_rows(std::span<const int> rows) {
  bool same = static_cast<int>(rows.size()) == rows_.count();
  for (std::size_t r = 0; r < rows.size(); ++r) same = same && rows[r] == static_cast<int>(r);
  rows_.keep(rows);
  if (!same && capacity_ > 0) rearrange(rows, capacity_);
}

}  // namespace nmt
