// One sentence pair, and everything that a model's attention computed while the model predicted its
// target: the numbers of the model's own run, read from a trace.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attend/attention_view.h"
#include "autograd/attention_trace.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

// One attention of a model.
struct AttentionPlace {
  std::string part;  // as in AttentionView
  int layer = 0;     // from 1
  int layers = 0;    // of this part
  int heads = 0;
  int queries = 0, keys = 0;  // tokens
};

// What one query of one head went through. Widths are those of the head.
struct QuerySteps {
  struct Key {
    int position = 0;               // of the key in its sentence, from 0
    std::vector<float> key, value;  // key: empty where the score does not look at it
    float raw = 0, score = 0;       // before and after scaling
    float softmax = 0, weight = 0;  // they differ by the Gaussian of local-p
  };
  std::string score, formula;  // its name, and how it is made: "q . k / sqrt(d)"
  // What the formula calls query and key; empty where it does not look at the key.
  std::string query_sign, key_sign;
  float scale = 1;           // scores = scale * raw
  std::vector<float> state;  // what `query` was projected from; empty where it is the same
  std::vector<float> query, v, context;
  std::optional<float> centre;  // local-p: p_t
  float deviation = 0;          // local-p: sigma
  int sentence = 0;             // keys of the whole sentence
  std::vector<Key> keys;        // those that the query sees
};

// The Gaussian of local-p around `centre` (Luong 2015, eq. 10).
float nearness(float position, float centre, float deviation);

class ObservedPair {
 public:
  // Runs the model once over the pair, which both end with kEnd and are not longer than it can take.
  ObservedPair(const Seq2Seq&, std::span<const TokenId> source, std::span<const TokenId> target);

  // Encoder, decoder, cross, each from the first layer up; none where a model has no attention.
  const std::vector<AttentionPlace>& places() const { return places_; }
  // [queries, keys] of places()[place]; head 0 is the mean of the heads.
  std::vector<float> weights(int place, int head) const;
  // The keys that each query of a place could look at.
  std::vector<AttentionView::Seen> seen(int place) const;
  // head: from 1; query: from 0.
  QuerySteps steps(int place, int head, int query) const;

 private:
  struct Row {
    const AttentionCall* call;
    const AttentionSpan* span;
    int query;  // within the span
  };
  void find_places();
  int before_target(const AttentionPlace& place) const;
  int shown_key(const AttentionPlace& place, int position) const;
  // run(query of the place, Row) for each of its queries.
  template <class Run>
  void each_row(int place, Run run) const;

  Tape tape_{Tape::Mode::infer};
  AttentionTrace trace_;
  std::vector<AttentionPlace> places_;
  std::vector<std::vector<const AttentionCall*>> calls_;  // of each place
};

// The sentences of a pair as shown_tokens() gives them, end marks included.
struct PairTokens {
  std::vector<std::string> source, target;
};
// What stands at the rows and the columns of a place's weights. A decoder's row is the token that it
// predicts there; in its self-attention the columns are the tokens that it has read, <s> first.
struct ViewTokens {
  std::vector<std::string> queries, keys;
};
ViewTokens view_tokens(const std::string& part, const PairTokens&);

AttentionView attention_view(const ObservedPair&, const PairTokens&, int place, int head);
// Of every place, the mean of its heads and, where there are several, each head.
std::vector<AttentionView> attention_views(const ObservedPair&, const PairTokens&);

}  // namespace nmt
