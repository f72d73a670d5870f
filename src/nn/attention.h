// Attention(Q, K, V) = softmax(score(Q, K)) V: the lecture, step by step (Bahdanau 2014, section
// 3.1; Vaswani 2017, section 3.2).
//
//     query   what a position is looking for          Q [t, d]
//     key     what each position offers to be found   K [s, d]
//     value   what it hands over when it is found     V [s, d]
//     score   how well a key answers a query          dot_scores, additive_scores
//     weights the scores of one query as shares of 1  attention_softmax
//     context the values, mixed by the weights        weighted_sum
//
// Self-, cross- and causal attention are the same call: they differ in where the keys come from and
// in which of them a query may see (AttentionLayout).
#pragma once

#include <string>

#include "nn/linear.h"

namespace nmt {

struct Attended {
  Var context;  // [t, d]
  Var weights;  // ragged, by the layout
};

// softmax(scores) V, whatever gave the scores. `dropout` thins the weights while training.
Attended attend_by(Tape&, Var scores, Var value, const AttentionLayout*, Real dropout);
// With scaled dot products as scores: softmax(Q K^T / sqrt(d)) V for each head (Vaswani 2017, eq. 1).
Attended attend(Tape&, Var query, Var key, Var value, const AttentionLayout*, Real dropout);

struct KeysAndValues {
  Var key, value;  // [s, dim] each
};

// Several heads side by side, each on its own dim / heads columns (section 3.2.2). What self- and
// cross-attention share: attend, then mix the heads.
class MultiHeadAttention {
 public:
  MultiHeadAttention(ParameterSet&, const std::string& name, int dim);
  // attend(...).context W_o + b_o, and the weights.
  Attended operator()(Tape&, Var query, const KeysAndValues&, const AttentionLayout*,
                      Real dropout) const;

 private:
  Linear out_;
};

// Queries, keys and values from the same states.
class SelfAttention : public MultiHeadAttention {
 public:
  SelfAttention(ParameterSet&, const std::string& name, int dim);
  struct Projected {
    Var query;
    KeysAndValues memory;
  };
  // All three projections of x [t, dim] in one product.
  Projected project(Tape&, Var x) const;

 private:
  int dim_;
  Linear in_;  // [dim, 3 dim]
};

// Queries from the decoder, keys and values from the encoder: projected apart, because the latter
// stay the same over a whole search.
class CrossAttention : public MultiHeadAttention {
 public:
  CrossAttention(ParameterSet&, const std::string& name, int dim);
  Var project_query(Tape& tape, Var x) const { return query_(tape, x); }
  KeysAndValues project_memory(Tape&, Var states) const;

 private:
  int dim_;
  Linear query_;   // [dim, dim]
  Linear memory_;  // [dim, 2 dim]
};

// Attention with one hidden layer as its score (Bahdanau 2014, appendix A.1.2). The keys' half of
// the layer does not depend on the query and is computed once for each source.
class AdditiveAttention {
 public:
  struct Shape {
    int query, key, dim;
  };
  AdditiveAttention(ParameterSet&, const std::string& name, const Shape&);
  // U h_j of every source state h [s, key] -> [s, dim]
  Var project_key(Tape& tape, Var states) const { return key_(tape, states); }
  // W, for a loop over time of `rows` queries in all.
  LoopWeight* query_loop(Tape& tape, int rows) const {
    return LoopWeight::make(tape, *query_, nullptr, rows);
  }
  // alpha_ij = softmax_j(e_ij), c_i = sum_j alpha_ij h_j (eq. 5 and 6).   query [t, query]
  Attended operator()(Tape&, Var query, LoopWeight* query_weight, const KeysAndValues&,
                      const AttentionLayout*) const;

 private:
  Linear key_;              // U_a [key, dim]
  const Parameter *query_,  // W_a [query, dim]
      *v_;                  // v_a [1, dim]
};

}  // namespace nmt
