#include "nn/attention.h"

#include <cmath>

namespace nmt {

Attended attend_by(Tape& tape, Var scores, Var value, const AttentionLayout* layout, Real rate) {
  const Var weights = attention_softmax(tape, scores, layout);  // each query's weights sum to 1
  const Var kept = dropout(tape, weights, rate);
  return {weighted_sum(tape, kept, value, layout), weights};
}

Attended attend(Tape& tape, Var query, Var key, Var value, const AttentionLayout* layout,
                Real rate) {
  // The dot product of two random vectors of d numbers has deviation sqrt(d); dividing by it keeps
  // the softmax out of its flat ends.
  const Real scale = 1 / std::sqrt(Real(query.cols()) / Real(layout->heads));
  const Var scores = dot_scores(tape, query, key, layout, scale);  // how well each key answers
  return attend_by(tape, scores, value, layout, rate);
}

MultiHeadAttention::MultiHeadAttention(ParameterSet& parameters, const std::string& name, int dim)
    : out_(parameters, name + ".out", dim, dim) {}

Attended MultiHeadAttention::operator()(Tape& tape, Var query, const KeysAndValues& memory,
                                        const AttentionLayout* layout, Real rate) const {
  const Attended attended = attend(tape, query, memory.key, memory.value, layout, rate);
  return {out_(tape, attended.context), attended.weights};
}

// One matrix of three (or two) projections starts as Glorot says for the whole matrix, which is
// what the original implementations do.
SelfAttention::SelfAttention(ParameterSet& parameters, const std::string& name, int dim)
    : MultiHeadAttention(parameters, name, dim),
      dim_(dim),
      in_(parameters, name + ".query_key_value", dim, 3 * dim, Init::xavier(dim, 3 * dim)) {}

SelfAttention::Projected SelfAttention::project(Tape& tape, Var x) const {
  const Var all = in_(tape, x);  // [t, 3 dim]
  return {tape.columns(all, 0, dim_),
          {tape.columns(all, dim_, dim_), tape.columns(all, 2 * dim_, dim_)}};
}

CrossAttention::CrossAttention(ParameterSet& parameters, const std::string& name, int dim)
    : MultiHeadAttention(parameters, name, dim),
      dim_(dim),
      query_(parameters, name + ".query", dim, dim, Init::xavier(dim, 3 * dim)),
      memory_(parameters, name + ".key_value", dim, 2 * dim, Init::xavier(dim, 3 * dim)) {}

KeysAndValues CrossAttention::project_memory(Tape& tape, Var states) const {
  const Var both = memory_(tape, states);  // [s, 2 dim]
  return {tape.columns(both, 0, dim_), tape.columns(both, dim_, dim_)};
}

AdditiveAttention::AdditiveAttention(ParameterSet& parameters, const std::string& name,
                                     const Shape& shape)
    : key_(parameters, name + ".key", shape.key, shape.dim),
      query_(&parameters.declare(name + ".query.weight", shape.query, shape.dim,
                                 Init::xavier(shape.query, shape.dim), Use::product)),
      v_(&parameters.declare(name + ".v", 1, shape.dim, Init::xavier(shape.dim, 1))) {}

Attended AdditiveAttention::operator()(Tape& tape, Var query, LoopWeight* query_weight,
                                       const KeysAndValues& memory,
                                       const AttentionLayout* layout) const {
  // e_ij = v^T tanh(W q_i + U k_j)
  const Var scores = additive_scores(tape, linear(tape, query, query_weight), memory.key,
                                     tape.parameter(*v_), layout);
  return attend_by(tape, scores, memory.value, layout, 0);
}

}  // namespace nmt
