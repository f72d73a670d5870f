// What Hugging Face's MarianMT, Pegasus and M2M100 call the parts of a Transformer.
#pragma once

#include "exchange/layer_names.h"

namespace nmt {

inline LayerNames hugging_face_layer() {
  return {.linears = {{"self.query_key_value",
                       {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"}},
                      {"self.out", {"self_attn.out_proj"}},
                      {"cross.query", {"encoder_attn.q_proj"}},
                      {"cross.key_value", {"encoder_attn.k_proj", "encoder_attn.v_proj"}},
                      {"cross.out", {"encoder_attn.out_proj"}},
                      {"feed_forward.in", {"fc1"}},
                      {"feed_forward.out", {"fc2"}}},
          .norms = {{"self.norm", "self_attn_layer_norm"},
                    {"cross.norm", "encoder_attn_layer_norm"},
                    {"feed_forward.norm", "final_layer_norm"}},
          .weight = ".weight",
          .bias = ".bias",
          .gain = ".weight",
          .norm_bias = ".bias"};
}

}  // namespace nmt
