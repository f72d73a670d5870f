#include "nn/attention.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "autograd/attention_trace.h"

namespace nmt {

// What every score shares is in the engine: dot_scores, attention_softmax and weighted_sum in
// autograd/ops_attention.cpp, the exponentials of the softmax in tensor/kernels/rows.cpp.

namespace {

// The scores, one under the other: how well does a key answer a query? ------------------------

// What a score reads, each [rows, d] with the d of both sides alike.
struct Compared {
  Var query;  // q, or W q where the score has a W for it
  Var key;    // k, or U k
  Var v;
  const AttentionLayout* layout;
};

// score(q, k) = q . k                           dot (Luong 2015, section 3.1)
//             = q . (U k)                       general (the same), where U k comes as the key
Var dot(Tape& tape, const Compared& x) { return dot_scores(tape, x.query, x.key, x.layout, 1); }

// score(q, k) = q . k / sqrt(d)                 scaled dot (Vaswani 2017, eq. 1)
// The dot product of two random vectors of d numbers has deviation sqrt(d); dividing by it keeps
// the softmax out of its flat ends.
Var scaled_dot(Tape& tape, const Compared& x) {
  const Real d = Real(x.query.cols()) / Real(x.layout->heads);
  return dot_scores(tape, x.query, x.key, x.layout, 1 / std::sqrt(d));
}

// score(q, k) = v . tanh(W q + U k)             additive (Bahdanau 2014, appendix A.1.2)
//             = v . tanh([W U] [q; k])          concat (Luong 2015, section 3.1): the same
Var additive(Tape& tape, const Compared& x) {
  return additive_scores(tape, x.query, x.key, x.v, x.layout);
}

// score(q, position s of k) = (W q)_s           location (Luong 2015, eq. 8)
Var location(Tape& tape, const Compared& x) { return location_scores(tape, x.query, x.layout); }

// To which width a score projects one side before it compares.
enum class Projected { no, to_query_width, to_dim, to_positions };

// `formula` is what `nmt attend --steps` shows; d is the width of what is compared.
struct Score {
  const char* name;
  Var (*compare)(Tape&, const Compared&);
  const char* formula;
  Projected query, key;
};

constexpr std::array kScores = {
    Score{"dot", dot, "q . k", Projected::no, Projected::no},
    Score{"scaled_dot", scaled_dot, "q . k / sqrt(d)", Projected::no, Projected::no},
    Score{"general", dot, "q . (U k)", Projected::no, Projected::to_query_width},
    Score{"additive", additive, "v . tanh(W q + U k)", Projected::to_dim, Projected::to_dim},
    Score{"concat", additive, "v . tanh(W q + U k)", Projected::to_dim, Projected::to_dim},
    Score{"location", location, "(W q)_s", Projected::to_positions, Projected::no},
};

std::size_t place_of_score(const std::string& name) {
  const auto found = std::find_if(kScores.begin(), kScores.end(),
                                  [&](const Score& score) { return score.name == name; });
  return static_cast<std::size_t>(found - kScores.begin());
}

// Tells whoever watches of a call, with how it was scored, and the scores as they were before
// scaling.
void tell(Tape& tape, const Score& score, AttentionCall call) {
  call.name = tape.trace()->name;
  call.score = score.name;
  call.formula = score.formula;
  call.query_sign = score.query == Projected::no ? "q" : "W q";
  // A score by position does not look at the keys.
  call.key_sign = score.query == Projected::to_positions ? ""
                  : score.key == Projected::no           ? "k"
                                                         : "U k";
  call.raw = call.scores;
  const bool everything = tape.trace()->detail == AttentionTrace::Detail::everything;
  if (everything && score.compare == scaled_dot) {
    call.raw = dot(tape, {call.query, call.key, Var(), call.layout});
    call.scale = 1 / std::sqrt(Real(call.query.cols()) / Real(call.layout->heads));
  }
  tape.trace()->calls.push_back(std::move(call));
}

}  // namespace

std::vector<std::string> score_names() {
  std::vector<std::string> names;
  for (const Score& score : kScores) names.emplace_back(score.name);
  return names;
}

Attended attend_by(Tape& tape, Var scores, Var value, const AttentionLayout* layout, Real rate) {
  const Var weights = attention_softmax(tape, scores, layout);  // each query's weights sum to 1
  const Var kept = dropout(tape, weights, rate);
  return {weighted_sum(tape, kept, value, layout), weights, layout};
}

Attended attend(Tape& tape, Var query, Var key, Var value, const AttentionLayout* layout,
                Real rate) {
  const Var scores = scaled_dot(tape, {query, key, Var(), layout});  // how well each key answers
  const Attended attended = attend_by(tape, scores, value, layout, rate);
  if (tape.trace())
    tell(tape, kScores[place_of_score("scaled_dot")],
         {.query = query,
          .key = key,
          .value = value,
          .scores = scores,
          .softmax = attended.weights,
          .weights = attended.weights,
          .context = attended.context,
          .layout = layout});
  return attended;
}

// Several heads ---------------------------------------------------------------------------------

MultiHeadAttention::MultiHeadAttention(ParameterSet& parameters, const std::string& name, int dim)
    : name_(name), out_(parameters, name + ".out", dim, dim) {}

Attended MultiHeadAttention::operator()(Tape& tape, Var query, const KeysAndValues& memory,
                                        const AttentionLayout* layout, Real rate) const {
  if (tape.trace()) tape.trace()->name = name_;
  const Attended attended = attend(tape, query, memory.key, memory.value, layout, rate);
  return {out_(tape, attended.context), attended.weights, layout};
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

// A recurrent decoder's attention ---------------------------------------------------------------

Attention::Attention(ParameterSet& parameters, const std::string& name, const Shape& shape)
    : name_(name), shape_(shape), score_(place_of_score(shape.score)) {
  const Score& score = kScores[score_];
  const auto declare = [&](const char* part, int rows, int cols) {
    return &parameters.declare(name + part, rows, cols, Init::xavier(rows, cols), Use::product);
  };
  const auto width = [&](Projected projected) {
    return projected == Projected::to_dim         ? shape.dim
           : projected == Projected::to_positions ? shape.max_length
                                                  : shape.query;
  };
  if (score.key != Projected::no) key_ = declare(".key.weight", shape.key, width(score.key));
  if (score.query != Projected::no)
    query_ = declare(".query.weight", shape.query, width(score.query));
  if (score.query == Projected::to_dim)
    v_ = &parameters.declare(name + ".v", 1, shape.dim, Init::xavier(shape.dim, 1));
  if (shape.scope != Scope::local_p) return;
  centre_ = declare(".centre.weight", shape.query, shape.query);
  centre_v_ = declare(".centre.v", shape.query, 1);
}

KeysAndValues Attention::remember(Tape& tape, Var states) const {
  return {key_ ? linear(tape, states, *key_, nullptr) : states, states};
}

Attention::Loop Attention::loop(Tape& tape, int rows) const {
  return {.query = query_ ? LoopWeight::make(tape, *query_, nullptr, rows) : nullptr,
          .position = centre_ ? LoopWeight::make(tape, *centre_, nullptr, rows) : nullptr};
}

// p_t = S sigmoid(v_p . tanh(W_p h_t)) (Luong 2015, eq. 9)
Var Attention::predicted_centre(Tape& tape, Var query, const Loop& loop, const Looks& looks) const {
  std::vector<Real> lengths(static_cast<std::size_t>(query.rows()));
  for (std::size_t i = 0; i < looks.queries.size(); ++i)
    std::fill_n(lengths.begin() + looks.queries[i].begin, looks.queries[i].count,
                static_cast<Real>(looks.sources[i].count));
  const Var hidden = activate(tape, linear(tape, query, loop.position), Activation::tanh);
  return position_in_sentence(tape, linear(tape, hidden, *centre_v_, nullptr), lengths);
}

// local-m: p_t = t, or the last position where the source is shorter. local-p: as predicted. Both
// see [p_t - D, p_t + D].
Attention::Centred Attention::layout_of(Tape& tape, Var query, const Loop& loop,
                                        const Looks& looks) const {
  if (shape_.scope == Scope::global)
    return {make_attention_layout(tape, looks.queries, looks.sources, 1, Visible::all), Var()};
  Var centre;
  std::vector<Real> centres(looks.positions.begin(), looks.positions.end());
  if (shape_.scope == Scope::local_p) {
    centre = predicted_centre(tape, query, loop, looks);
    centres.assign(centre.value().data, centre.value().data + centre.rows());
  }
  return {make_local_layout(tape, looks.queries, looks.sources, centres, shape_.window), centre};
}

namespace {

// local-p's Gaussian around p_t.
struct Gaussian {
  Var centre;
  Real deviation;
};

// The aligned weights, bent, and what they find.
Attended attend_near(Tape& tape, Var aligned, const Gaussian& gaussian, Var value,
                     const AttentionLayout* layout) {
  const Var weights = weights_near(tape, aligned, gaussian.centre, layout, gaussian.deviation);
  return {weighted_sum(tape, weights, value, layout), weights, layout};
}

}  // namespace

// a_t(s) = softmax_s(score(h_t, h_s)) (Luong 2015, eq. 7; Bahdanau 2014, eq. 6), for local-p times
// exp(-(s - p_t)^2 / (2 sigma^2)) with sigma = D / 2 (eq. 10); c_t = sum_s a_t(s) h_s (Bahdanau 2014,
// eq. 5).
Attended Attention::operator()(Tape& tape, Var query, const Loop& loop, const KeysAndValues& memory,
                               const Looks& looks) const {
  const auto [layout, centre] = layout_of(tape, query, loop, looks);
  const Var asked = query_ ? linear(tape, query, loop.query) : query;
  const Var v = v_ ? tape.parameter(*v_) : Var();
  const Var scores = kScores[score_].compare(tape, {asked, memory.key, v, layout});
  const Real deviation = Real(shape_.window) / 2;
  const Var aligned = centre ? attention_softmax(tape, scores, layout) : Var();
  const Attended attended =
      centre ? attend_near(tape, aligned, {centre, deviation}, memory.value, layout)
             : attend_by(tape, scores, memory.value, layout, 0);
  if (tape.trace()) {
    tape.trace()->name = name_;
    tell(tape, kScores[score_],
         {.state = query,
          .query = asked,
          .key = memory.key,
          .v = v,
          .value = memory.value,
          .scores = scores,
          .softmax = centre ? aligned : attended.weights,
          .weights = attended.weights,
          .centre = centre,
          .deviation = deviation,
          .context = attended.context,
          .layout = layout});
  }
  return attended;
}

}  // namespace nmt
