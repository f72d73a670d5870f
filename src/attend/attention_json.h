// All weights of one sentence pair as numbers for other programs.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attend/attention_view.h"
#include "attend/observed_pair.h"

namespace nmt {

// The numbers of one row of one head.
struct RowOfSteps {
  int position = 0;  // from 0
  std::string view;  // view_name()
  std::vector<std::string> queries, keys;
  QuerySteps steps;
};

// One line of JSON:
//   {"source": [tokens], "target": [tokens],
//    "maps": [{"name", "part", "layer", "layers", "head", "heads", "rows": [tokens],
//              "columns": [tokens], "weights": [[...], ...]}, ...]}
// Layers and heads count from 1; head null is the mean of the heads. A weight is null where the query
// did not see the key. With `row` also
//    "steps": {"name", "position", "token", "score", "formula", "scale", "query": [...],
//              "context": [...], "keys": [{"position", "token", "key": [...], "value": [...], "raw",
//              "score", "softmax", "weight"}, ...]}
// and, where the model has them, "state", "v", "centre" and "deviation" of QuerySteps.
std::string attention_json(std::span<const AttentionView> views, const PairTokens& tokens,
                           const std::optional<RowOfSteps>& row);

}  // namespace nmt
