// Attention(Q, K, V) = softmax(score(Q, K)) V: the lecture, step by step (Bahdanau 2014, section
// 3.1; Luong 2015, section 3; Vaswani 2017, section 3.2).
//
//     query   what a position is looking for          Q [t, d]
//     key     what each position offers to be found   K [s, d]
//     value   what it hands over when it is found     V [s, d]
//     score   how well a key answers a query          one function each, in attention.cpp
//     weights the scores of one query as shares of 1  attention_softmax
//     context the values, mixed by the weights        weighted_sum
//
// Self-, cross-, causal and local attention are the same calls: they differ in where the keys come
// from and in which of them a query may see (AttentionLayout).
#pragma once

#include <string>
#include <vector>

#include "nn/linear.h"

namespace nmt {

struct Attended {
  Var context;  // [t, d]
  Var weights;  // ragged, by the layout
  const AttentionLayout* layout = nullptr;
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
  // The second half of it, whatever gave the context.
  Var mix(Tape& tape, Var context) const { return out_(tape, context); }

 private:
  std::string name_;
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

// The scores by name, in the order of the lecture.
std::vector<std::string> score_names();

// Which source positions a query sees: all; those around its own position (local-m); those around a
// position that it predicts (local-p). Luong 2015, section 3.2.
enum class Scope { global, local_m, local_p };

// Rows of queries, each in one sentence, and the rows of that sentence's keys.
struct Looks {
  std::span<const RowRange> queries, sources;
  std::span<const int> positions;  // of each query row in its target sentence
};

// The attention of a recurrent decoder: one head, any score, global or local.
class Attention {
 public:
  struct Shape {
    std::string score;  // of score_names()
    Scope scope = Scope::global;
    int window = 0;      // local: D, positions on each side of the centre
    int query, key;      // widths of decoder and encoder states
    int dim;             // of the hidden layer of additive and concat
    int max_length = 0;  // location: of a source sentence, in tokens
  };
  // `shape` has passed RnnSettings::validate().
  Attention(ParameterSet&, const std::string& name, const Shape&);

  // The keys, as far as they do not depend on the query, and the values, which are the states
  // themselves: once for each source.   states [s, key]
  KeysAndValues remember(Tape&, Var states) const;
  // The weights of a loop over time with `rows` queries in all.
  struct Loop {
    LoopWeight *query = nullptr, *position = nullptr;
  };
  Loop loop(Tape&, int rows) const;
  // query [t, query] -> context [t, key] and weights.
  Attended operator()(Tape&, Var query, const Loop&, const KeysAndValues&, const Looks&) const;

 private:
  struct Centred {
    const AttentionLayout* layout;
    Var centre;  // p_t [t, 1], local-p only
  };
  Centred layout_of(Tape&, Var query, const Loop&, const Looks&) const;
  Var predicted_centre(Tape&, Var query, const Loop&, const Looks&) const;

  std::string name_;
  Shape shape_;
  std::size_t score_;                                        // its place in score_names()
  const Parameter* key_ = nullptr;                           // U of additive and general
  const Parameter* query_ = nullptr;                         // W of additive and location
  const Parameter* v_ = nullptr;                             // v of additive [1, dim]
  const Parameter *centre_ = nullptr, *centre_v_ = nullptr;  // local-p: W_p [query, query], v_p
};

}  // namespace nmt
