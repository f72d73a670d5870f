#include "train/gradient_progress.h"

#include <algorithm>
#include <utility>

namespace nmt {

class GradientProgress::Replica : public GradientListener {
 public:
  Replica(GradientProgress& progress, std::size_t parameters)
      : progress_(progress), uses_(parameters), complete_(parameters) {}

  void used(const Parameter& parameter) override {
    if (last_batch_) ++uses_[progress_.index_of(parameter)];
  }
  void passed(const Parameter& parameter) override {
    if (!last_batch_) return;
    const std::size_t index = progress_.index_of(parameter);
    if (--uses_[index] == 0) complete(index);
  }
  void begin() {
    last_batch_ = false;
    std::fill(complete_.begin(), complete_.end(), char{0});
  }
  void begin_last_batch() {
    last_batch_ = true;
    std::fill(uses_.begin(), uses_.end(), 0);
  }
  void finish() {
    last_batch_ = false;
    for (std::size_t i = 0; i < complete_.size(); ++i) complete(i);
  }

 private:
  void complete(std::size_t parameter) {
    if (std::exchange(complete_[parameter], char{1}) == 0) progress_.complete(parameter);
  }

  GradientProgress& progress_;
  bool last_batch_ = false;
  std::vector<int> uses_;       // of each parameter in the batch that are still ahead
  std::vector<char> complete_;  // whether that of each parameter is
};

GradientProgress::GradientProgress(const ParameterSet& parameters, Pieces pieces, int replicas)
    : expected_(pieces.count), missing_(pieces.count), report_(std::move(pieces.complete)) {
  for (const Parameter& parameter : parameters.parameters()) {
    const auto begin = static_cast<std::size_t>(parameter.offset);
    const auto end = static_cast<std::size_t>(parameter.offset + parameter.size());
    if (begin == end) continue;
    parameters_.push_back({parameter.offset, begin / pieces.size, (end - 1) / pieces.size});
    for (std::size_t p = parameters_.back().first_piece; p <= parameters_.back().last_piece; ++p)
      expected_[p] += replicas;
  }
  for (int i = 0; i < replicas; ++i) replicas_.emplace_back(*this, parameters_.size());
}

GradientProgress::~GradientProgress() = default;

GradientListener& GradientProgress::listener(int replica) { return replicas_[replica]; }

void GradientProgress::begin() {
  for (std::size_t p = 0; p < missing_.size(); ++p)
    missing_[p].store(expected_[p], std::memory_order_relaxed);
  for (Replica& replica : replicas_) replica.begin();
}

void GradientProgress::begin_last_batch(int replica) { replicas_[replica].begin_last_batch(); }

void GradientProgress::finish(int replica) { replicas_[replica].finish(); }

std::size_t GradientProgress::index_of(const Parameter& parameter) const {
  const auto found =
      std::lower_bound(parameters_.begin(), parameters_.end(), parameter.offset,
                       [](const Span& span, std::int64_t offset) { return span.offset < offset; });
  return static_cast<std::size_t>(found - parameters_.begin());
}

void GradientProgress::complete(std::size_t parameter) {
  const Span& span = parameters_[parameter];
  for (std::size_t p = span.first_piece; p <= span.last_piece; ++p) {
    // Whoever finds the last one has seen what the others wrote.
    if (missing_[p].fetch_sub(1, std::memory_order_acq_rel) == 1) report_(p);
  }
}

}  // namespace nmt
