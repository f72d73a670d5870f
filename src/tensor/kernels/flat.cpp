// Kernels over flat runs of numbers: activations, dropout, sums, the optimiser's update.
#include "tensor/kernels/vec.h"

NMT_BEGIN_KERNELS
namespace {

// The tanh form of GELU (Hendrycks and Gimpel 2016): x * sigmoid(1.5957691 (x + 0.044715 x^3)).
constexpr Real kGeluScale = Real(1.5957691216057308), kGeluCube = Real(0.044715);

struct Relu {
  static Vec value(Vec x) { return x > 0 ? x : Vec{}; }
  static Vec slope(Vec x) { return x > 0 ? broadcast(1) : Vec{}; }
};
struct Gelu {
  static Vec value(Vec x) { return x * sigmoid(kGeluScale * (x + kGeluCube * x * x * x)); }
  static Vec slope(Vec x) {
    const Vec s = sigmoid(kGeluScale * (x + kGeluCube * x * x * x));
    return s + x * s * (1 - s) * kGeluScale * (1 + 3 * kGeluCube * x * x);
  }
};
struct Swish {
  static Vec value(Vec x) { return x * sigmoid(x); }
  static Vec slope(Vec x) {
    const Vec s = sigmoid(x);
    return s + x * s * (1 - s);
  }
};

struct Tanh {
  static Vec value(Vec x) { return tanh(x); }
  static Vec slope(Vec x) {
    const Vec t = tanh(x);
    return 1 - t * t;
  }
};

struct Sigmoid {
  static Vec value(Vec x) { return sigmoid(x); }
  static Vec slope(Vec x) {
    const Vec s = sigmoid(x);
    return s * (1 - s);
  }
};

// x * (the share of a normal distribution below x).
struct GeluErf {
  static Vec value(Vec x) { return x * share_below(x); }
  static Vec slope(Vec x) {
    constexpr Real kDensityAtZero = Real(0.3989422804014327);  // 1 / sqrt(2 pi)
    return share_below(x) + x * kDensityAtZero * exp(Real(-0.5) * x * x);
  }

 private:
#ifdef NMT_REAL_DOUBLE
  static Vec share_below(Vec x) {
    for (int i = 0; i < kLanes; ++i) x[i] = 0.5 * __builtin_erfc(-0.7071067811865476 * x[i]);
    return x;
  }
#else
  // The share beyond z deviations, half of erfc(z / sqrt(2)), to 8e-8 (Abramowitz and Stegun 1964,
  // formula 7.1.26).
  static Vec share_below(Vec x) {
    const Vec z = (x < 0 ? -x : x) * 0.70710678f;
    const Vec t = 1 / (1 + 0.3275911f * z);
    Vec p = broadcast(1.061405429f);
    p = p * t - 1.453152027f;
    p = p * t + 1.421413741f;
    p = p * t - 0.284496736f;
    p = p * t + 0.254829592f;
    const Vec beyond = 0.5f * t * p * exp(-z * z);
    return x < 0 ? beyond : 1 - beyond;
  }
#endif
};

template <class With>
inline void with_activation(Activation activation, With with) {
  switch (activation) {
    case Activation::relu:
      return with(Relu{});
    case Activation::gelu:
      return with(Gelu{});
    case Activation::swish:
      return with(Swish{});
    case Activation::tanh:
      return with(Tanh{});
    case Activation::gelu_erf:
      return with(GeluErf{});
    case Activation::sigmoid:
      return with(Sigmoid{});
  }
}

inline Vec load_some(const Real* from, std::int64_t left) {
  return left >= kLanes ? load(from) : load_first(from, static_cast<int>(left));
}
inline void store_some(Real* to, Vec v, std::int64_t left) {
  if (left >= kLanes)
    store(to, v);
  else
    store_first(to, v, static_cast<int>(left));
}

// 32 well-mixed bits of (key, number): the finaliser of MurmurHash3 over a Weyl sequence.
inline std::uint32_t hash32(std::uint32_t low, std::uint32_t high, std::uint32_t number) {
  std::uint32_t h = number * 0x9e3779b1u + low;
  h ^= h >> 16;
  h *= 0x85ebca6bu;
  h ^= high;
  h ^= h >> 13;
  h *= 0xc2b2ae35u;
  h ^= h >> 16;
  return h;
}

}  // namespace

void activate(Real* out, const Real* x, std::int64_t count, Activation activation) {
  with_activation(activation, [&](auto f) {
    for (std::int64_t i = 0; i < count; i += kLanes)
      store_some(out + i, f.value(load_some(x + i, count - i)), count - i);
  });
}

void activate_backward(Real* d_x, bool add, const Real* d_out, const Real* x, std::int64_t count,
                       Activation activation) {
  with_activation(activation, [&](auto f) {
    for (std::int64_t i = 0; i < count; i += kLanes) {
      const std::int64_t left = count - i;
      Vec d = load_some(d_out + i, left) * f.slope(load_some(x + i, left));
      if (add) d += load_some(d_x + i, left);
      store_some(d_x + i, d, left);
    }
  });
}

void gate(Real* out, const Real* gate_in, const Real* up, int count, Activation activation) {
  with_activation(activation, [&](auto f) {
    for (int i = 0; i < count; i += kLanes)
      store_some(out + i, f.value(load_some(gate_in + i, count - i)) * load_some(up + i, count - i),
                 count - i);
  });
}

// out = f(gate) * up  =>  d_gate += d_out * up * f'(gate), d_up += d_out * f(gate)
void gate_backward(Real* d_gate, Real* d_up, const Real* d_out, const Real* gate_in, const Real* up,
                   int count, Activation activation) {
  with_activation(activation, [&](auto f) {
    for (int i = 0; i < count; i += kLanes) {
      const int left = count - i;
      const Vec d = load_some(d_out + i, left), g = load_some(gate_in + i, left);
      store_some(d_gate + i, load_some(d_gate + i, left) + d * load_some(up + i, left) * f.slope(g),
                 left);
      store_some(d_up + i, load_some(d_up + i, left) + d * f.value(g), left);
    }
  });
}

// One loop for each combination, so that the compiler vectorises all of them.
void dropout(Real* out, const Real* x, const Real* y, std::int64_t begin, std::int64_t count,
             DropoutMask mask) {
  const auto threshold = static_cast<std::uint32_t>(double(mask.rate) * 4294967296.0);
  const auto low = static_cast<std::uint32_t>(mask.key),
             high = static_cast<std::uint32_t>(mask.key >> 32);
  const Real keep = 1 / (1 - mask.rate);
  const auto first = static_cast<std::uint32_t>(begin);
  const auto n = static_cast<std::uint32_t>(count);
#define NMT_KEPT(i) (hash32(low, high, first + (i)) >= threshold ? keep : Real(0))
  if (mask.rate <= 0) {
    if (x == nullptr) {
      for (std::uint32_t i = 0; i < n; ++i) out[i] = y[i];
    } else {
      for (std::uint32_t i = 0; i < n; ++i) out[i] = x[i] + y[i];
    }
  } else if (x == nullptr) {
    for (std::uint32_t i = 0; i < n; ++i) out[i] = y[i] * NMT_KEPT(i);
  } else {
    for (std::uint32_t i = 0; i < n; ++i) out[i] = x[i] + y[i] * NMT_KEPT(i);
  }
#undef NMT_KEPT
}

void add_scaled(Real* __restrict to, const Real* __restrict from, std::int64_t count, Real scale) {
  for (std::int64_t i = 0; i < count; ++i) to[i] += scale * from[i];
}

void scale_add(Real* out, const Real* a, const Real* b, std::int64_t count, Real scale) {
  if (b == nullptr) {
    for (std::int64_t i = 0; i < count; ++i) out[i] = scale * a[i];
  } else {
    for (std::int64_t i = 0; i < count; ++i) out[i] = scale * a[i] + b[i];
  }
}

void maxout(Real* out, const Real* x, int count) {
  for (int i = 0; i < count; ++i) out[i] = x[i] > x[count + i] ? x[i] : x[count + i];
}

void maxout_backward(Real* d_x, const Real* d_out, const Real* x, int count) {
  for (int i = 0; i < count; ++i) {
    const bool first = x[i] > x[count + i];
    d_x[i] += first ? d_out[i] : Real(0);
    d_x[count + i] += first ? Real(0) : d_out[i];
  }
}

double sum_of_squares(const Real* x, std::int64_t count) {
  double total = 0;
  // Blocks keep the float sums short, and so exact enough.
  for (std::int64_t begin = 0; begin < count; begin += 1024) {
    RowSum sum;
    each_part(static_cast<int>(count - begin < 1024 ? count - begin : 1024),
              [&](int i, int lanes, int part) {
                const Vec v = load_lanes(x + begin + i, lanes, 0);
                sum.parts[part] += v * v;
              });
    total += double(sum.total());
  }
  return total;
}

void adam(const AdamCall& c) {
  Real* __restrict value = c.value;
  Real* __restrict mean = c.mean;
  Real* __restrict square = c.square;
  const Real* __restrict gradient = c.gradient;
  for (std::int64_t i = 0; i < c.count; ++i) {
    const Real g = gradient[i] * c.gradient_scale + c.decay * value[i];
    mean[i] = c.beta1 * mean[i] + (1 - c.beta1) * g;
    square[i] = c.beta2 * square[i] + (1 - c.beta2) * g * g;
#ifdef NMT_REAL_DOUBLE
    const Real root = __builtin_sqrt(square[i]);
#else
    const Real root = __builtin_sqrtf(square[i]);
#endif
    value[i] = value[i] * c.shrink - c.rate * mean[i] / (root * c.root_correction + c.epsilon);
  }
}

// to += rate * (from - to)
void move_towards(Real* __restrict to, const Real* __restrict from, std::int64_t count, Real rate) {
  for (std::int64_t i = 0; i < count; ++i) to[i] += rate * (from[i] - to[i]);
}

NMT_END_KERNELS
