// The gradient table: every op in the situations that its backward must get right.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "autograd/ops.h"
#include "autograd/parameter.h"
#include "gradient/op_case.h"
#include "gradient/recurrent_cases.h"

namespace nmt {

inline const std::vector<TokenId> kIds = {3, 0, 4, 3, 1};
inline const std::vector<int> kRows = {1, 0, 2, 1, 1};

// Two sentences of 3 and 2 queries over 2 and 4 keys (or over themselves), two heads.
inline const AttentionLayout* layout_for(Tape& tape, Visible visible) {
  const std::vector<RowRange> queries = {{0, 3}, {3, 2}};
  const std::vector<RowRange> keys =
      visible == Visible::causal ? queries : std::vector<RowRange>{{0, 2}, {2, 4}};
  return make_attention_layout(tape, queries, keys, 2, visible);
}
inline constexpr int kScores = 2 * 16 * (3 + 2);  // heads x padding x queries

inline Var cross_entropy_case(Tape& tape, const std::vector<Var>& in, Real smoothing) {
  return projected_cross_entropy(
      tape, in[0], in[1], in[2],
      {.target = kIds, .smoothing = smoothing, .scale = Real(0.3), .plain = nullptr});
}

inline Var attention_case(Tape& tape, const std::vector<Var>& in, Visible visible) {
  const AttentionLayout* layout = layout_for(tape, visible);
  const Var weights =
      attention_softmax(tape, dot_scores(tape, in[0], in[1], layout, Real(0.7)), layout);
  return weighted_sum(tape, weights, in[2], layout);
}

// Two links of one query, and one of another sentence.
inline Var alignment_cost_case(Tape& tape, Var scores, GuidedHeads heads) {
  const AttentionLayout* layout = layout_for(tape, Visible::all);
  const std::vector<GuidedLink> links = {
      {0, 1, 0, Real(0.5)}, {0, 1, 1, Real(0.5)}, {1, 0, 2, Real(1)}};
  return alignment_cost(tape, attention_softmax(tape, scores, layout), layout,
                        {.links = links, .heads = heads, .scale = Real(0.7)});
}

inline Var additive_case(Tape& tape, const std::vector<Var>& in) {
  const std::vector<RowRange> queries = {{0, 3}, {3, 2}}, keys = {{0, 2}, {2, 4}};
  const AttentionLayout* layout = make_attention_layout(tape, queries, keys, 1, Visible::all);
  return attention_softmax(tape, additive_scores(tape, in[0], in[1], in[2], layout), layout);
}

// Two sentences of 3 and 2 queries in 4 and 9 keys, in windows of 2 or 3, with the queries' centres.
inline const std::vector<Real> kCentres = {Real(0.4), Real(2.7), Real(3.6), Real(6.3), Real(1.8)};
inline const AttentionLayout* local_layout(Tape& tape) {
  const std::vector<RowRange> queries = {{0, 3}, {3, 2}}, keys = {{0, 4}, {4, 9}};
  return make_local_layout(tape, queries, keys, kCentres, 1);
}

// The whole of local attention: scores in windows, the fall from the centre, the sum.
inline Var local_case(Tape& tape, const std::vector<Var>& in, Var scores) {
  const AttentionLayout* layout = local_layout(tape);
  const Var weights = attention_softmax(tape, scores, layout);
  return weighted_sum(tape, weights_near(tape, weights, in[2], layout, Real(0.8)), in[1], layout);
}

// A smooth function of its input, to give an op's input a gradient that something else also adds
// to.
inline Var twice_used(Tape& tape, Var x, const std::function<Var(Var)>& op) {
  return add(tape, op(x), op(x));
}

inline std::vector<OpCase> op_cases() {
  std::vector<OpCase> cases = {
      {"linear",
       "linear",
       {{5, 3}, {3, 4}, {1, 4}},
       [](Tape& t, auto& in) { return linear(t, in[0], in[1], in[2]); }},
      {"linear",
       "linear_without_bias",
       {{5, 3}, {3, 4}},
       [](Tape& t, auto& in) { return linear(t, in[0], in[1], Var()); }},
      {"linear",
       "linear_of_columns",
       {{5, 6}, {3, 4}, {1, 4}},
       [](Tape& t, auto& in) { return linear(t, t.columns(in[0], 2, 3), in[1], in[2]); }},
      {"linear",
       "linear_used_twice",
       {{5, 3}, {3, 3}},
       [](Tape& t, auto& in) {
         return twice_used(t, in[0], [&](Var x) { return linear(t, x, in[1], Var()); });
       }},
      {"linear",
       "linear_large",
       {{13, 70}, {70, 67}, {1, 67}},
       [](Tape& t, auto& in) { return linear(t, in[0], in[1], in[2]); }},
      {"add", "add", {{5, 3}, {5, 3}}, [](Tape& t, auto& in) { return add(t, in[0], in[1]); }},
      {"add", "add_to_itself", {{5, 3}}, [](Tape& t, auto& in) { return add(t, in[0], in[0]); }},
      {"dropout",
       "dropout",
       {{7, 5}},
       [](Tape& t, auto& in) { return dropout(t, in[0], Real(0.4)); }},
      {"add_dropout",
       "add_dropout",
       {{7, 5}, {7, 5}},
       [](Tape& t, auto& in) { return add_dropout(t, in[0], in[1], Real(0.4)); }},
      {"layer_norm",
       "layer_norm",
       {{4, 9}, {1, 9}, {1, 9}},
       [](Tape& t, auto& in) { return layer_norm(t, in[0], in[1], in[2], Real(1e-5)); }},
      {"layer_norm",
       "layer_norm_used_twice",
       {{4, 16}, {1, 16}, {1, 16}},
       [](Tape& t, auto& in) {
         return twice_used(t, in[0],
                           [&](Var x) { return layer_norm(t, x, in[1], in[2], Real(0.3)); });
       }},
      {"embed",
       "embed",
       {{5, 3}},
       [](Tape& t, auto& in) { return embed(t, in[0], kIds, Real(1.5)); }},
      {"add_rows",
       "add_rows",
       {{5, 3}, {3, 3}},
       [](Tape& t, auto& in) { return add_rows(t, in[0], in[1], kRows); }},
      {"gather_rows",
       "gather_rows",
       {{3, 4}},
       [](Tape& t, auto& in) { return gather_rows(t, in[0], kRows); }},
      {"stack_rows",
       "stack_rows_of_views",
       {{5, 3}, {2, 3}},
       [](Tape& t, auto& in) {
         return stack_rows(t, std::vector<Var>{t.rows(in[0], 1, 3), in[1], in[0], in[0]});
       }},
      {"concat_columns",
       "concat_columns_of_views",
       {{5, 3}, {5, 2}},
       [](Tape& t, auto& in) {
         return concat_columns(t, std::vector<Var>{in[1], t.columns(in[0], 1, 2), in[0]});
       }},
      {"maxout", "maxout", {{5, 14}}, [](Tape& t, auto& in) { return maxout(t, in[0]); }},
      {"location_scores",
       "location_scores",
       {{5, 6}, {6, 3}},
       [](Tape& t, auto& in) {
         const std::vector<RowRange> queries = {{0, 3}, {3, 2}}, keys = {{0, 2}, {2, 4}};
         const AttentionLayout* layout = make_attention_layout(t, queries, keys, 1, Visible::all);
         const Var weights = attention_softmax(t, location_scores(t, in[0], layout), layout);
         return weighted_sum(t, weights, in[1], layout);
       }},
      {"location_scores",
       "location_scores_in_windows",
       {{5, 9}, {13, 3}, {5, 1}},
       [](Tape& t, auto& in) {
         return local_case(t, in, location_scores(t, in[0], local_layout(t)));
       }},
      {"weights_near",
       "local_dot",
       {{5, 3}, {13, 3}, {5, 1}},
       [](Tape& t, auto& in) {
         return local_case(t, in, dot_scores(t, in[0], in[1], local_layout(t), Real(0.7)));
       }},
      {"weights_near",
       "local_additive",
       {{5, 3}, {13, 3}, {5, 1}, {1, 3}},
       [](Tape& t, auto& in) {
         return local_case(t, in, additive_scores(t, in[0], in[1], in[3], local_layout(t)));
       }},
      {"position_in_sentence",
       "position_in_sentence",
       {{3, 1}},
       [](Tape& t, auto& in) {
         return position_in_sentence(t, in[0], std::vector<Real>{4, 1, 9});
       }},
      {"additive_scores",
       "additive_scores",
       {{5, 9}, {6, 9}, {1, 9}},
       [](Tape& t, auto& in) { return additive_case(t, in); }},
      {"dot_scores",
       "dot_scores_masked_by_softmax",
       {{5, 4}, {6, 4}, {6, 4}},
       [](Tape& t, auto& in) { return attention_case(t, in, Visible::all); }},
      {"dot_scores",
       "dot_scores_causal",
       {{5, 4}, {5, 4}, {5, 4}},
       [](Tape& t, auto& in) { return attention_case(t, in, Visible::causal); }},
      {"dot_scores",
       "self_attention_on_one_input",
       {{5, 6}},
       [](Tape& t, auto& in) {
         return attention_case(
             t, {t.columns(in[0], 0, 2), t.columns(in[0], 2, 2), t.columns(in[0], 4, 2)},
             Visible::causal);
       }},
      {"attention_softmax",
       "attention_softmax",
       {{1, kScores}},
       [](Tape& t, auto& in) { return attention_softmax(t, in[0], layout_for(t, Visible::all)); }},
      {"attention_softmax",
       "attention_softmax_causal",
       {{1, kScores}},
       [](Tape& t, auto& in) {
         return attention_softmax(t, in[0], layout_for(t, Visible::causal));
       }},
      {"weighted_sum",
       "weighted_sum",
       {{1, kScores}, {6, 4}},
       [](Tape& t, auto& in) {
         return weighted_sum(t, in[0], in[1], layout_for(t, Visible::all));
       }},
      {"projected_cross_entropy",
       "cross_entropy",
       {{5, 3}, {7, 3}, {1, 7}},
       [](Tape& t, auto& in) { return cross_entropy_case(t, in, 0); }},
      {"projected_cross_entropy",
       "cross_entropy_smoothed",
       {{5, 3}, {21, 3}, {1, 21}},
       [](Tape& t, auto& in) { return cross_entropy_case(t, in, Real(0.1)); }},
      {"alignment_cost",
       "alignment_cost_of_all_heads",
       {{1, kScores}},
       [](Tape& t, auto& in) { return alignment_cost_case(t, in[0], GuidedHeads::mean); }},
      {"alignment_cost",
       "alignment_cost_of_the_first_head",
       {{1, kScores}},
       [](Tape& t, auto& in) { return alignment_cost_case(t, in[0], GuidedHeads::first); }},
  };
  for (OpCase& one : recurrent_cases()) cases.push_back(std::move(one));
  const std::pair<const char*, Activation> activations[] = {
      {"relu", Activation::relu},         {"gelu", Activation::gelu},
      {"swish", Activation::swish},       {"tanh", Activation::tanh},
      {"gelu_erf", Activation::gelu_erf}, {"sigmoid", Activation::sigmoid}};
  for (const auto& [name, function] : activations) {
    cases.push_back(
        {"activate", std::string("activate_") + name, {{5, 9}}, [f = function](Tape& t, auto& in) {
           return activate(t, in[0], f);
         }});
    cases.push_back(
        {"gate", std::string("gate_") + name, {{5, 18}}, [f = function](Tape& t, auto& in) {
           return gate(t, in[0], f);
         }});
  }
  return cases;
}

}  // namespace nmt
