// What a picture of attention shows, whoever draws it.
#pragma once

#include <string>
#include <vector>

namespace nmt {

// One map of weights: which queries looked where.
struct AttentionView {
  std::string
      part;       // "encoder", "decoder" (self-attention of each), "cross" (target looks at source)
  int layer = 0;  // from 1
  int head = 0;   // from 1; 0: the mean of the heads
  std::vector<std::string> queries, keys;  // tokens as a reader sees them (rows, columns)
  std::vector<float> weights;  // [queries, keys]; a query's weights sum to 1 (less for local-p)
};

}  // namespace nmt
