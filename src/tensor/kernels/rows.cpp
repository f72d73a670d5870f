// Kernels that reduce over one row: softmax, cross-entropy, layer norm. A row's result depends on
// its own numbers and its own length only.
#include "tensor/kernels/vec.h"

NMT_BEGIN_KERNELS
namespace {

constexpr Real kLowest = -__builtin_inff();

Real maximum(const Real* x, int count) {
  Vec highest = broadcast(kLowest);
  each_register(count, [&](int i, int lanes) {
    highest = larger(highest, load_lanes(x + i, lanes, kLowest));
  });
  return max_lanes(highest);
}

// The same, block by block.
Real maximum_and_tops(const Real* x, int count, Real* tops) {
  Vec highest = broadcast(kLowest);
  for (int begin = 0; begin < count; begin += kTopsBlock) {
    Vec of_block = broadcast(kLowest);
    each_register(count - begin < kTopsBlock ? count - begin : kTopsBlock, [&](int i, int lanes) {
      const Vec v = load_lanes(x + begin + i, lanes, kLowest);
      of_block = v > of_block ? v : of_block;
    });
    *tops++ = max_lanes(of_block);
    highest = larger(highest, of_block);
  }
  return max_lanes(highest);
}

// Sum of exp(x - highest), in four sums by turns: the latency of one addition would bound a long
// row.
Real sum_of_exp(const Real* x, int count, Real highest) {
  RowSum sums[4];
  int turn = 0;
  each_part(count, [&](int i, int lanes, int part) {
    sums[turn].parts[part] += keep_lanes(exp(load_lanes(x + i, lanes, highest) - highest), lanes);
    if (part == kSumParts - 1) turn = (turn + 1) % 4;
  });
  RowSum all;
  for (int part = 0; part < kSumParts; ++part)
    all.parts[part] =
        (sums[0].parts[part] + sums[1].parts[part]) + (sums[2].parts[part] + sums[3].parts[part]);
  return all.total();
}

}  // namespace

// The row is padded to whole registers, so that short rows (one sentence's keys) need no scalar
// tail.
void softmax(Real* out, const Real* x, int visible, int padded) {
  const IntVec lanes = lane_numbers();
  Vec highest = broadcast(kLowest);
  for (int i = 0; i < visible; i += kLanes) {
    Vec v = load(x + i);
    if (visible - i < kLanes) v = lanes < visible - i ? v : broadcast(kLowest);
    highest = larger(highest, v);
  }
  const Real top = max_lanes(highest);
  RowSum sum;
  each_part(visible, [&](int i, int present, int part) {
    Vec e = exp(load(x + i) - top);
    if (present < kLanes) e = lanes < present ? e : Vec{};
    sum.parts[part] += e;
    store(out + i, e);
  });
  const Real inverse = 1 / sum.total();
  int i = 0;
  for (; i < visible; i += kLanes) store(out + i, load(out + i) * inverse);
  for (; i < padded; i += kLanes) store(out + i, Vec{});
}

// weights = softmax(scores)  =>  d_scores = weights * (d_weights - sum(weights * d_weights))
void softmax_backward(Real* d_scores, const Real* weights, const Real* d_weights, int count) {
  RowSum product;
  each_part(count, [&](int i, int, int part) {
    product.parts[part] += load(weights + i) * load(d_weights + i);
  });
  const Real dot = product.total();
  for (int i = 0; i < count; i += kLanes)
    store(d_scores + i, load(weights + i) * (load(d_weights + i) - dot));
}

Real log_sum_exp(const Real* x, int count, Real* tops) {
  const Real highest = tops ? maximum_and_tops(x, count, tops) : maximum(x, count);
  return highest + Real(__builtin_log(double(sum_of_exp(x, count, highest))));
}

void log_softmax(Real* x, int count) {
  const Real log_sum = log_sum_exp(x, count, nullptr);
  each_register(count, [&](int i, int lanes) {
    store_lanes(x + i, load_lanes(x + i, lanes, 0) - log_sum, lanes);
  });
}

// loss = -(1 - s) log p[target] - s / V * sum(log p)  =>  d_logits = p - s / V - (1 - s) [target]
Real cross_entropy(Real* logits, int count, int target, Real smoothing, Real scale, double* plain) {
  const Real highest = maximum(logits, count);
  const Real target_logit = logits[target];
  RowSum exp_sum, logit_sum;
  each_part(count, [&](int i, int lanes, int part) {
    const Vec v = load_lanes(logits + i, lanes, 0) - highest;
    const Vec e = keep_lanes(exp(v), lanes);
    exp_sum.parts[part] += e;
    logit_sum.parts[part] += keep_lanes(v, lanes);
    store_lanes(logits + i, e, lanes);
  });
  const Real sum = exp_sum.total();
  const Real log_sum = Real(__builtin_log(double(sum)));
  const Real target_loss = log_sum - (target_logit - highest);
  const Real uniform_loss = log_sum - logit_sum.total() / Real(count);
  *plain += double(target_loss);

  const Real factor = scale / sum, shift = scale * smoothing / Real(count);
  each_register(count, [&](int i, int lanes) {
    store_lanes(logits + i, load_lanes(logits + i, lanes, 0) * factor - shift, lanes);
  });
  logits[target] -= scale * (1 - smoothing);
  return scale * ((1 - smoothing) * target_loss + smoothing * uniform_loss);
}

void layer_norm(Real* out, const Real* x, const Real* gain, const Real* bias, int count,
                Real epsilon, Real* statistics) {
  RowSum sum;
  each_part(count,
            [&](int i, int lanes, int part) { sum.parts[part] += load_lanes(x + i, lanes, 0); });
  const Real mean = sum.total() / Real(count);
  RowSum squares;
  each_part(count, [&](int i, int lanes, int part) {
    const Vec centred = keep_lanes(load_lanes(x + i, lanes, mean) - mean, lanes);
    squares.parts[part] += centred * centred;
  });
  const Real variance = squares.total() / Real(count);
  const Real inverse = 1 / Real(__builtin_sqrt(double(variance + epsilon)));
  each_register(count, [&](int i, int lanes) {
    const Vec normal = (load_lanes(x + i, lanes, 0) - mean) * inverse;
    store_lanes(out + i, normal * load_lanes(gain + i, lanes, 0) + load_lanes(bias + i, lanes, 0),
                lanes);
  });
  statistics[0] = mean;
  statistics[1] = inverse;
}

// n = (x - mean) / deviation, out = n * gain + bias  =>  with d_n = d_out * gain:
// d_x = (d_n - mean(d_n) - n * mean(d_n * n)) / deviation
void layer_norm_backward(Real* d_x, bool add, Real* d_gain, Real* d_bias, const Real* d_out,
                         const Real* x, const Real* gain, int count, const Real* statistics) {
  const Real mean = statistics[0], inverse = statistics[1];
  RowSum sum, dot;
  each_part(count, [&](int i, int lanes, int part) {
    const Vec d = load_lanes(d_out + i, lanes, 0);
    const Vec normal = (load_lanes(x + i, lanes, mean) - mean) * inverse;
    const Vec d_normal = d * load_lanes(gain + i, lanes, 0);
    sum.parts[part] += d_normal;
    dot.parts[part] += d_normal * normal;
    store_lanes(d_gain + i, load_lanes(d_gain + i, lanes, 0) + d * normal, lanes);
    store_lanes(d_bias + i, load_lanes(d_bias + i, lanes, 0) + d, lanes);
  });
  if (d_x == nullptr) return;
  const Real mean_d = sum.total() / Real(count), mean_dot = dot.total() / Real(count);
  each_register(count, [&](int i, int lanes) {
    const Vec normal = (load_lanes(x + i, lanes, mean) - mean) * inverse;
    const Vec d_normal = load_lanes(d_out + i, lanes, 0) * load_lanes(gain + i, lanes, 0);
    Vec d = (d_normal - mean_d - normal * mean_dot) * inverse;
    if (add) d += load_lanes(d_x + i, lanes, 0);
    store_lanes(d_x + i, d, lanes);
  });
}

NMT_END_KERNELS
