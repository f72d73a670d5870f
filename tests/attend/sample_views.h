// Views of attention for the tests of pictures.
#pragma once

#include <string>
#include <vector>

#include "attend/attention_view.h"

namespace nmt {

using Tokens = std::vector<std::string>;

// Most of each query's weight lies on the diagonal, and none far from it.
inline AttentionView diagonal_view(const std::string& part, const Tokens& queries,
                                   const Tokens& keys) {
  AttentionView view = {.part = part,
                        .layer = 1,
                        .layers = 1,
                        .head = 0,
                        .heads = 2,
                        .queries = queries,
                        .keys = keys,
                        .weights = {}};
  for (std::size_t row = 0; row < queries.size(); ++row) {
    const std::size_t key = std::min(row, keys.size() - 1);
    std::vector<float> weights(keys.size(), 0.0f);
    weights[key] = key > 0 ? 0.75f : 1.0f;
    if (key > 0) weights[key - 1] = 0.25f;
    view.weights.insert(view.weights.end(), weights.begin(), weights.end());
  }
  return view;
}

inline AttentionView small_view() {
  return diagonal_view("cross", {"ein", "Hund", "</s>"}, {"a", "dog", "</s>"});
}

inline Tokens many_tokens(int count) {
  Tokens tokens;
  for (int i = 0; i < count; ++i) tokens.push_back("token" + std::to_string(i));
  return tokens;
}

// Texts that try to break out of markup.
inline Tokens nasty_tokens() {
  return {"<b>",
          "&amp;",
          "\"x\" y='z'",
          "</title></svg>",
          std::string("\0\x01\x1b", 3),
          "\xff\xc3",
          "\uFFFE\u0085",
          "</script>",
          "",
          "]]>"};
}

}  // namespace nmt
