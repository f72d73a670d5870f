#include <cmath>

#include "autograd/ops.h"
#include "autograd/shapes.h"

namespace nmt {
namespace {

// Keeps the logarithm and its slope finite where a weight has vanished.
constexpr Real kSmallest = Real(1e-6);

}  // namespace

// cost = -scale sum_links share log(w + smallest), w the mean of the heads' weights  =>
// d_weight += -d_cost scale share / (heads (w + smallest))
Var alignment_cost(Tape& tape, Var weights, const AttentionLayout* layout,
                   const AlignmentCost& options) {
  require_equal("alignment_cost", "weights", weights.cols(), layout->size);
  const int heads = options.heads == GuidedHeads::first ? 1 : layout->heads;
  const auto at = [layout](const GuidedLink& link, int head) {
    const AttentionSpan& span = layout->spans[static_cast<std::size_t>(link.span)];
    return span.offset + (std::int64_t(head) * span.query_count + link.query) * span.stride +
           link.key;
  };
  const auto mean = [weights, heads, at](const GuidedLink& link) {
    Real sum = 0;
    for (int head = 0; head < heads; ++head) sum += weights.value().data[at(link, head)];
    return sum / Real(heads) + kSmallest;
  };
  double total = 0;
  for (const GuidedLink& link : options.links)
    total -= double(link.share) * std::log(double(mean(link)));
  const Tensor cost = tape.make(1, 1);
  *cost.data = options.scale * static_cast<Real>(total);
  const std::span<const GuidedLink> links = tape.keep(options.links);
  const Real scale = options.scale;
  return tape.record(
      cost, {weights}, [&tape, weights, links, scale, heads, at, mean](const Tensor& d_cost) {
        const Tensor d = tape.gradient_to_add(weights);
        for (const GuidedLink& link : links) {
          const Real slope = -*d_cost.data * scale * link.share / (Real(heads) * mean(link));
          for (int head = 0; head < heads; ++head) d.data[at(link, head)] += slope;
        }
      });
}

}  // namespace nmt
