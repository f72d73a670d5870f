#include "seq2seq/transformer_state.h"

#include <algorithm>
#include <numeric>

namespace nmt {
namespace {
constexpr int kFirstCapacity = 16;
}  // namespace

TransformerState::TransformerState(std::span<const int> offsets, int layers, int dim)
    : layers_(layers),
      dim_(dim),
      offsets_(offsets.begin(), offsets.end()),
      sentence_(offsets.size() - 1),
      source_(layers),
      past_(layers) {
  std::iota(sentence_.begin(), sentence_.end(), 0);
  for (std::size_t i = 0; i + 1 < offsets_.size(); ++i)
    longest_ = std::max(longest_, offsets_[i + 1] - offsets_[i]);
}

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
    std::vector<int> same(sentence_.size());
    std::iota(same.begin(), same.end(), 0);
    rearrange(same, std::max(kFirstCapacity, 2 * capacity_));
  }
  describe_rows();
}

void TransformerState::describe_rows() {
  query_rows_.clear();
  past_rows_.clear();
  source_rows_.clear();
  for (int r = 0; r < rows(); ++r) {
    const int begin = offsets_[sentence_[r]];
    query_rows_.push_back({r, 1});
    past_rows_.push_back({r * capacity_, position_ + 1});
    source_rows_.push_back({begin, offsets_[sentence_[r] + 1] - begin});
  }
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
  std::vector<int> sentence(rows.size());
  bool same = rows.size() == sentence_.size();
  for (std::size_t r = 0; r < rows.size(); ++r) {
    sentence[r] = sentence_[rows[r]];
    same = same && rows[r] == static_cast<int>(r);
  }
  sentence_ = std::move(sentence);
  if (!same && capacity_ > 0) rearrange(rows, capacity_);
}

// The mean over heads, as alignments are usually read.
void TransformerState::keep_attention(const Tensor& weights, const AttentionLayout& layout) {
  attention_.assign(static_cast<std::size_t>(rows()) * longest_, Real(0));
  for (int r = 0; r < rows(); ++r) {
    Real* to = attention_.data() + static_cast<std::int64_t>(r) * longest_;
    for (int head = 0; head < layout.heads; ++head) {
      const Tensor block = layout.block(weights.data, layout.spans[r], head);
      for (int s = 0; s < block.cols; ++s) to[s] += block(0, s) / Real(layout.heads);
    }
  }
}

Tensor TransformerState::attention() const {
  return {const_cast<Real*>(attention_.data()),
          static_cast<int>(attention_.size()) / std::max(longest_, 1), longest_};
}

}  // namespace nmt
