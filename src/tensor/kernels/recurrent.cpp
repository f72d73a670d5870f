// Kernels of recurrent layers and of additive attention, one row at a time.
#include "tensor/kernels/vec.h"

NMT_BEGIN_KERNELS

// r = sigmoid(a_r), z = sigmoid(a_z), reset = r * state
void gru_gates(Real* gates, Real* reset, const Real* state, int dim) {
  Real *r = gates, *z = gates + dim;
  each_register(dim, [&](int i, int lanes) {
    const Vec open = sigmoid(load_lanes(r + i, lanes, 0));
    store_lanes(r + i, open, lanes);
    store_lanes(z + i, sigmoid(load_lanes(z + i, lanes, 0)), lanes);
    store_lanes(reset + i, open * load_lanes(state + i, lanes, 0), lanes);
  });
}

// c = tanh(a_c), next = (1 - z) * state + z * c
void gru_state(Real* next, Real* gates, const Real* state, int dim) {
  Real *z = gates + dim, *c = gates + 2 * dim;
  each_register(dim, [&](int i, int lanes) {
    const Vec candidate = tanh(load_lanes(c + i, lanes, 0));
    const Vec old = load_lanes(state + i, lanes, 0);
    store_lanes(c + i, candidate, lanes);
    store_lanes(next + i, old + load_lanes(z + i, lanes, 0) * (candidate - old), lanes);
  });
}

// next = (1 - z) * state + z * tanh(a_c)  =>  d_a_z = d_next * (c - state) * z * (1 - z),
// d_a_c = d_next * z * (1 - c^2), d_state = d_next * (1 - z)
void gru_state_backward(Real* d_gates, Real* d_state, const Real* gates, const Real* state,
                        int dim) {
  each_register(dim, [&](int i, int lanes) {
    const Vec z = load_lanes(gates + dim + i, lanes, 0);
    const Vec c = load_lanes(gates + 2 * dim + i, lanes, 0);
    const Vec d_next = load_lanes(d_state + i, lanes, 0);
    const Vec d_z = d_next * (c - load_lanes(state + i, lanes, 0));
    store_lanes(d_gates + dim + i, d_z * z * (1 - z), lanes);
    store_lanes(d_gates + 2 * dim + i, d_next * z * (1 - c * c), lanes);
    store_lanes(d_state + i, d_next * (1 - z), lanes);
  });
}

// reset = sigmoid(a_r) * state  =>  d_a_r = d_reset * state * r * (1 - r), d_state += d_reset * r
void gru_gates_backward(Real* d_gates, Real* d_state, const Real* d_reset, const Real* gates,
                        const Real* state, int dim) {
  each_register(dim, [&](int i, int lanes) {
    const Vec r = load_lanes(gates + i, lanes, 0), d = load_lanes(d_reset + i, lanes, 0);
    store_lanes(d_gates + i, d * load_lanes(state + i, lanes, 0) * r * (1 - r), lanes);
    store_lanes(d_state + i, load_lanes(d_state + i, lanes, 0) + d * r, lanes);
  });
}

Real additive_score(const Real* query, const Real* key, const Real* v, int dim) {
  Vec sum{};
  each_register(dim, [&](int i, int lanes) {
    const Vec t = tanh(load_lanes(query + i, lanes, 0) + load_lanes(key + i, lanes, 0));
    sum += t * load_lanes(v + i, lanes, 0);
  });
  return sum_lanes(sum);
}

// score = v . tanh(query + key)  =>  d_v += d_score * t, d_query, d_key += d_score * v * (1 - t^2)
void additive_score_backward(Real* d_query, Real* d_key, Real* d_v, Real d_score, const Real* query,
                             const Real* key, const Real* v, int dim) {
  each_register(dim, [&](int i, int lanes) {
    const Vec t = tanh(load_lanes(query + i, lanes, 0) + load_lanes(key + i, lanes, 0));
    const Vec d_sum = d_score * load_lanes(v + i, lanes, 0) * (1 - t * t);
    store_lanes(d_query + i, load_lanes(d_query + i, lanes, 0) + d_sum, lanes);
    store_lanes(d_key + i, load_lanes(d_key + i, lanes, 0) + d_sum, lanes);
    store_lanes(d_v + i, load_lanes(d_v + i, lanes, 0) + d_score * t, lanes);
  });
}

NMT_END_KERNELS
