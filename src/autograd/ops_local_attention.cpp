// Attention that knows positions: scores by position, and weights that fall off around a centre
// (Luong 2015, sections 3.1 and 3.2).
#include <algorithm>
#include <array>
#include <cmath>

#include "autograd/ops.h"
#include "autograd/shapes.h"

namespace nmt {

// scores = the sums of the positions that a query sees  =>  d_sums += d_scores, there
Var location_scores(Tape& tape, Var sums, const AttentionLayout* layout) {
  require_equal("location_scores", "heads", layout->heads, 1);
  const Tensor scores = make_scores(tape, *layout);
  each_block(*layout, [&](const AttentionSpan& s, int) {
    require_below("location_scores", std::array{s.first_position + s.key_count - 1}, sums.cols());
    const Tensor block = layout->block(scores.data, s, 0);
    each_visible(*layout, s, [&](int q, int k) {
      block(q, k) = sums.value()(s.query_begin + q, s.first_position + k);
    });
  });
  return tape.record(scores, {sums}, [&tape, sums, layout](const Tensor& d_scores) {
    const Tensor d_sums = tape.gradient_to_add(sums);
    each_block(*layout, [&](const AttentionSpan& s, int) {
      const Tensor d_block = layout->block(d_scores.data, s, 0);
      each_visible(*layout, s, [&](int q, int k) {
        d_sums(s.query_begin + q, s.first_position + k) += d_block(q, k);
      });
    });
  });
}

// p = length * sigmoid(x)  =>  d_x = d_p * p * (1 - p / length)
Var position_in_sentence(Tape& tape, Var x, std::span<const Real> lengths) {
  require_shape("position_in_sentence", x.value(), static_cast<int>(lengths.size()), 1);
  const std::span<const Real> kept = tape.keep(lengths);
  const Tensor p = tape.make(x.rows(), 1);
  for (int i = 0; i < p.rows; ++i) p(i, 0) = kept[i] / (1 + std::exp(-x.value()(i, 0)));
  return tape.record(p, {x}, [&tape, x, kept, p](const Tensor& d_p) {
    const Tensor d_x = tape.gradient_to_add(x);
    for (int i = 0; i < p.rows; ++i) d_x(i, 0) += d_p(i, 0) * p(i, 0) * (1 - p(i, 0) / kept[i]);
  });
}

namespace {

struct Near {
  Real share;      // exp(-away^2 / (2 deviation^2))
  Real steepness;  // the derivative of its logarithm by the centre
};

Near near(Real away, Real deviation) {
  const Real square = deviation * deviation;
  return {std::exp(-away * away / (2 * square)), away / square};
}

}  // namespace

// near = w * g, g = exp(-(s - p)^2 / (2 deviation^2))  =>  d_w += d_near * g,
// d_p += d_near * w * g * (s - p) / deviation^2
Var weights_near(Tape& tape, Var weights, Var centre, const AttentionLayout* layout,
                 Real deviation) {
  require_equal("weights_near", "heads", layout->heads, 1);
  require_equal("weights_near", "weights", weights.cols(), layout->size);
  require_shape("weights_near", centre.value(), layout->query_rows, 1);
  const Tensor result = make_scores(tape, *layout);
  std::fill_n(result.data, result.size(), Real(0));
  const auto away = [centre](const AttentionSpan& s, int q, int k) {
    return Real(s.first_position + k) - centre.value()(s.query_begin + q, 0);
  };
  each_block(*layout, [&](const AttentionSpan& s, int) {
    const Tensor from = layout->block(weights.value().data, s, 0);
    const Tensor to = layout->block(result.data, s, 0);
    each_visible(*layout, s, [&](int q, int k) {
      to(q, k) = from(q, k) * near(away(s, q, k), deviation).share;
    });
  });
  return tape.record(result, {weights, centre},
                     [&tape, weights, centre, layout, deviation, away](const Tensor& d_result) {
                       const Tensor d_weights = tape.gradient_or_room(weights);
                       const Tensor d_centre = tape.gradient_or_room(centre);
                       each_block(*layout, [&](const AttentionSpan& s, int) {
                         const Tensor w = layout->block(weights.value().data, s, 0);
                         const Tensor d_w = layout->block(d_weights.data, s, 0);
                         const Tensor d = layout->block(d_result.data, s, 0);
                         each_visible(*layout, s, [&](int q, int k) {
                           const auto [share, steepness] = near(away(s, q, k), deviation);
                           d_w(q, k) += d(q, k) * share;
                           d_centre(s.query_begin + q, 0) += d(q, k) * w(q, k) * share * steepness;
                         });
                       });
                     });
}

}  // namespace nmt
