// Which source sentence each row of a search translates, and where each row looked last: what the
// decoder states of all models share.
#pragma once

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

#include "autograd/ops.h"

namespace nmt {

class SearchRows {
 public:
  // One row for each sentence. `offsets` [sentences + 1] are the source rows.
  // unread: tokens at the end of each source that have no row, and no weight in attention().
  explicit SearchRows(std::span<const int> offsets, int unread = 0)
      : offsets_(offsets.begin(), offsets.end()), sentence_(offsets.size() - 1) {
    std::iota(sentence_.begin(), sentence_.end(), 0);
    for (std::size_t i = 0; i + 1 < offsets_.size(); ++i)
      longest_ = std::max(longest_, offsets_[i + 1] - offsets_[i] + unread);
    describe();
  }

  int count() const { return static_cast<int>(sentence_.size()); }
  // Row r continues the sentence of row rows[r].
  void keep(std::span<const int> rows) {
    std::vector<int> sentence(rows.size());
    for (std::size_t r = 0; r < rows.size(); ++r) sentence[r] = sentence_[rows[r]];
    sentence_ = std::move(sentence);
    describe();
  }

  // Neighbouring rows of one sentence are one span: queries()[i] look at sources()[i], whose keys
  // are then read once for all of them.
  std::span<const RowRange> queries() const { return queries_; }
  std::span<const RowRange> sources() const { return sources_; }

  // The sentence of queries()[i], and so of sources()[i].
  int sentence(std::size_t i) const {
    return sentence_[static_cast<std::size_t>(queries_[i].begin)];
  }
  int longest() const { return longest_; }

  // What a step saw over queries() and sources(), in the tape's arena; none where nothing looked.
  void keep_attention(const Tensor& weights, const AttentionLayout* layout) {
    weights_ = weights;
    layout_ = layout;
  }
  // The mean over heads, as alignments are usually read: [rows, longest source]. Made when asked
  // for, because most searches never ask.
  Tensor attention() const {
    attention_.assign(static_cast<std::size_t>(count()) * static_cast<std::size_t>(longest_),
                      Real(0));
    const Tensor all(attention_.data(), count(), longest_);
    if (layout_ == nullptr) return all;
    const Real share = 1 / Real(layout_->heads);
    each_block(*layout_, [&](const AttentionSpan& span, int head) {
      const Tensor block = layout_->block(weights_.data, span, head);
      for (int q = 0; q < block.rows; ++q) {
        Real* to = all.row(span.query_begin + q) + span.first_position;
        for (int s = 0; s < block.cols; ++s) to[s] += share * block(q, s);
      }
    });
    return all;
  }

 private:
  void describe() {
    queries_.clear();
    sources_.clear();
    for (int r = 0; r < count(); ++r) {
      if (r > 0 && sentence_[r] == sentence_[r - 1]) {
        ++queries_.back().count;
        continue;
      }
      const int begin = offsets_[sentence_[r]];
      queries_.push_back({r, 1});
      sources_.push_back({begin, offsets_[sentence_[r] + 1] - begin});
    }
  }

  std::vector<int> offsets_;
  std::vector<int> sentence_;  // [rows]
  std::vector<RowRange> queries_, sources_;
  Tensor weights_;  // of the last step, by its layout
  const AttentionLayout* layout_ = nullptr;
  mutable std::vector<Real> attention_;  // [rows, longest source]
  int longest_ = 0;
};

}  // namespace nmt
