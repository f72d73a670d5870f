// What attention computed, for whoever wants to look: an AttentionTrace that watches a tape is told
// of every call. Without one nothing is kept and nothing costs.
#pragma once

#include <string>
#include <vector>

#include "autograd/attention_layout.h"

namespace nmt {

// One call of attention, over any number of queries and heads. Values lie in the tape's arena: they
// last until it is reset or rewound. An empty Var is something that this attention does not have.
struct AttentionCall {
  std::string name = {};     // of its parameters: "decoder.1.cross"
  std::string score = {};    // by name, as in score_names()
  const char* formula = "";  // of the score, for people: "q . k / sqrt(d)"
  // What the formula calls the two sides; no sign for keys that the score does not look at.
  const char *query_sign = "", *key_sign = "";
  Var state = {};             // what `query` was projected from (recurrent models)   [t, d]
  Var query = {}, key = {};   // as compared: W q, U k where the score has W, U       [t, d], [s, d]
  Var v = {};                 // of additive scores                                   [1, d]
  Var value = {};             //                                                      [s, d]
  Real scale = 1;             // scores = scale * raw
  Var raw = {}, scores = {};  // ragged, by the layout
  Var softmax = {};           // ragged
  Var weights = {};           // the same, or, for local-p, bent by the Gaussian
  Var centre = {};            // local-p: p_t                                         [t, 1]
  Real deviation = 0;         // local-p: sigma
  Var context = {};           // heads side by side                                   [t, d]
  const AttentionLayout* layout = nullptr;
};

struct AttentionTrace {
  // weights: nothing is computed that the model does not need, so that `raw` is the scores.
  enum class Detail { everything, weights };
  Detail detail = Detail::everything;
  std::string name;  // of the attention that is being called
  // Queries of each sentence of the decoder that stand before those of the target: what the model
  // reads by itself (seq2seq/first_token.h).
  int before_target = 0;
  std::vector<AttentionCall> calls;
};

}  // namespace nmt
