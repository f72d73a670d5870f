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

// i, f, o = sigmoid(a_i), sigmoid(a_f), sigmoid(a_o), g = tanh(a_g), c' = f * c + i * g,
// h' = o * tanh(c')
void lstm(Real* next, Real* gates, const Real* cell, int dim) {
  Real *in = gates, *forget = gates + dim, *out = gates + 2 * dim, *candidate = gates + 3 * dim;
  each_register(dim, [&](int k, int lanes) {
    const Vec i = sigmoid(load_lanes(in + k, lanes, 0));
    const Vec f = sigmoid(load_lanes(forget + k, lanes, 0));
    const Vec o = sigmoid(load_lanes(out + k, lanes, 0));
    const Vec g = tanh(load_lanes(candidate + k, lanes, 0));
    const Vec c = f * load_lanes(cell + k, lanes, 0) + i * g;
    store_lanes(in + k, i, lanes);
    store_lanes(forget + k, f, lanes);
    store_lanes(out + k, o, lanes);
    store_lanes(candidate + k, g, lanes);
    store_lanes(next + k, o * tanh(c), lanes);
    store_lanes(next + dim + k, c, lanes);
  });
}

// c' = f * c + i * g, h' = o * tanh(c')  =>  d_c' += d_h' * o * (1 - tanh(c')^2),
// d_a_i = d_c' * g * i * (1 - i), d_a_f = d_c' * c * f * (1 - f),
// d_a_o = d_h' * tanh(c') * o * (1 - o), d_a_g = d_c' * i * (1 - g^2), d_c = d_c' * f
void lstm_backward(const LstmBackwardCall& s) {
  const int dim = s.dim;
  each_register(dim, [&](int k, int lanes) {
    const auto gate = [&](int number) { return load_lanes(s.gates + number * dim + k, lanes, 0); };
    const Vec i = gate(0), f = gate(1), o = gate(2), g = gate(3);
    const Vec t = tanh(load_lanes(s.next_cell + k, lanes, 0));
    const Vec d_h = load_lanes(s.d_state + k, lanes, 0);
    const Vec d_c = load_lanes(s.d_state + dim + k, lanes, 0) + d_h * o * (1 - t * t);
    store_lanes(s.d_gates + k, d_c * g * i * (1 - i), lanes);
    store_lanes(s.d_gates + dim + k, d_c * load_lanes(s.cell + k, lanes, 0) * f * (1 - f), lanes);
    store_lanes(s.d_gates + 2 * dim + k, d_h * t * o * (1 - o), lanes);
    store_lanes(s.d_gates + 3 * dim + k, d_c * i * (1 - g * g), lanes);
    store_lanes(s.d_state + dim + k, d_c * f, lanes);
  });
}

// f = sigmoid(a + b), c' = f * c + (1 - f) * u
void ssru(Real* next, Real* forget, const Real* sums, const Real* bias, const Real* cell, int dim) {
  each_register(dim, [&](int i, int lanes) {
    const Vec f = sigmoid(load_lanes(sums + dim + i, lanes, 0) + load_lanes(bias + i, lanes, 0));
    const Vec u = load_lanes(sums + i, lanes, 0);
    store_lanes(forget + i, f, lanes);
    store_lanes(next + i, u + f * (load_lanes(cell + i, lanes, 0) - u), lanes);
  });
}

// c' = f * c + (1 - f) * u  =>  d_u = d_c' * (1 - f), d_a = d_c' * (c - u) * f * (1 - f),
// d_c = d_c' * f
void ssru_backward(Real* d_sums, Real* d_cell, const Real* forget, const Real* sums,
                   const Real* cell, int dim) {
  each_register(dim, [&](int i, int lanes) {
    const Vec f = load_lanes(forget + i, lanes, 0), d_next = load_lanes(d_cell + i, lanes, 0);
    const Vec d_u = d_next * (1 - f);
    const Vec change = load_lanes(cell + i, lanes, 0) - load_lanes(sums + i, lanes, 0);
    store_lanes(d_sums + i, d_u, lanes);
    store_lanes(d_sums + dim + i, d_u * change * f, lanes);
    store_lanes(d_cell + i, d_next * f, lanes);
  });
}

void multiply_by(Real* out, bool add, const Real* x, const Real* factors, int count) {
  each_register(count, [&](int i, int lanes) {
    Vec product = load_lanes(x + i, lanes, 0) * load_lanes(factors + i, lanes, 0);
    if (add) product += load_lanes(out + i, lanes, 0);
    store_lanes(out + i, product, lanes);
  });
}

Real additive_score(const Real* query, const Real* key, const Real* v, int dim) {
  RowSum sum;
  each_part(dim, [&](int i, int lanes, int part) {
    const Vec t = tanh(load_lanes(query + i, lanes, 0) + load_lanes(key + i, lanes, 0));
    sum.parts[part] += t * load_lanes(v + i, lanes, 0);
  });
  return sum.total();
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
