// What a picture of attention shows, whoever draws it, and how it is called.
#pragma once

#include <string>
#include <vector>

namespace nmt {

// One map of weights: which queries looked where.
struct AttentionView {
  std::string
      part;       // "encoder", "decoder" (self-attention of each), "cross" (target looks at source)
  int layer = 0;  // from 1
  int layers = 0;                          // of this part in the model
  int head = 0;                            // from 1; 0: the mean of the heads
  int heads = 0;                           // of this layer
  std::vector<std::string> queries, keys;  // tokens as a reader sees them (rows, columns)
  std::vector<float> weights;  // [queries, keys]; a query's weights sum to 1 (less for local-p)

  // The keys that a query could look at; the others, behind a causal mask or outside the window of
  // local attention, are not seen, and shown so. Positions count from 0.
  struct Seen {
    int begin, end;
    bool operator==(const Seen&) const = default;
  };
  std::vector<Seen> seen = {};  // of each query; empty: all of them

  bool sees(int query, int key) const {
    if (seen.empty()) return true;
    const Seen& range = seen[static_cast<std::size_t>(query)];
    return key >= range.begin && key < range.end;
  }
  bool sees_all() const;
};

// Every surface calls things by these names: terminal, SVG, HTML, JSON, error messages.

// "cross-attention", "encoder self-attention", "decoder self-attention".
std::string part_name(const std::string& part);
// "layer 2 of 2, mean of 4 heads"; "layer 2 of 2, head 3 of 4"; "layer 1 of 1" where there is one head.
std::string layer_and_head(const AttentionView& view);
// Both: "cross-attention, layer 2 of 2, mean of 4 heads".
std::string view_name(const AttentionView& view);

// What rows and columns are: "target", "source".
struct Axes {
  std::string rows, columns;
};
Axes axes_of(const std::string& part);

}  // namespace nmt
