// What CTranslate2's files call the parts of a Transformer.
#pragma once

#include <array>

#include "exchange/layer_names.h"

namespace nmt {

// By the number that stands for them; others nmt has not.
inline constexpr std::array kCtranslate2Activations = {"relu", "gelu", "swish", "gelu_erf"};

// Gated: nmt has what is activated and what it is multiplied with side by side.
inline LayerNames ctranslate2_layer(bool gated) {
  LayerNames::Linear into{"feed_forward.in", {"ffn/linear_0"}};
  if (gated) into.theirs.push_back("ffn/linear_0_noact");
  return {.linears = {{"self.query_key_value", {"self_attention/linear_0"}},
                      {"self.out", {"self_attention/linear_1"}},
                      {"cross.query", {"attention/linear_0"}},
                      {"cross.key_value", {"attention/linear_1"}},
                      {"cross.out", {"attention/linear_2"}},
                      into,
                      {"feed_forward.out", {"ffn/linear_1"}}},
          .norms = {{"self.norm", "self_attention/layer_norm"},
                    {"cross.norm", "attention/layer_norm"},
                    {"feed_forward.norm", "ffn/layer_norm"}},
          .weight = "/weight",
          .bias = "/bias",
          .gain = "/gamma",
          .norm_bias = "/beta"};
}

}  // namespace nmt
