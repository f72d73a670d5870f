// Tensors of a tiny model of Marian under the names and in the layout of the library transformers.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <vector>

#include "base/format.h"
#include "exchange/marian_reference.h"
#include "exchange/writers.h"

namespace nmt {

// "decoder_l2_context_Wq" is model.decoder.layers.1.encoder_attn.q_proj.weight.
inline std::string name_of_transformers(const std::string& name) {
  if (name == "Wemb") return "model.shared.weight";
  if (name == "decoder_ff_logit_out_b") return "final_logits_bias";
  const std::string side = name.substr(0, 7), rest = name.substr(name.find('_', 9) + 1);
  const bool norm = name.find("_ln_") != std::string::npos;
  const std::string block = rest.substr(0, rest.find('_'));
  const bool bias =
      norm ? name.find("_ln_bias") != std::string::npos : rest.find("_b") == block.size();
  const std::string kind = bias ? ".bias" : ".weight";
  if (name.substr(7, 5) == "_top_") return "model." + side + ".layer_norm" + kind;
  const std::string layer = format("model.{}.layers.{}.", side, name[9] - '1');
  if (norm)
    return layer +
           (block == "self"      ? "self_attn_layer_norm"
            : block == "context" ? "encoder_attn_layer_norm"
                                 : "final_layer_norm") +
           kind;
  if (block == "ffn") return layer + (name.ends_with("1") ? "fc1" : "fc2") + kind;
  const char which = name.back();
  return layer + (block == "self" ? "self_attn." : "encoder_attn.") +
         (which == 'o' ? "out" : std::string(1, which)) + "_proj" + kind;
}

// Weights become [out, in], and rows vectors.
inline void write_as_transformers(const MarianTensors& model, const std::string& path) {
  std::deque<std::vector<float>> kept;
  std::vector<ForeignTensor> tensors;
  for (const auto& [name, tensor] : model) {
    const bool table = name == "Wemb" || name == "decoder_ff_logit_out_b",
               weight = !table && name.find("_W") != std::string::npos &&
                        name.find("_ln_") == std::string::npos;
    std::vector<float>& numbers = kept.emplace_back(tensor.numbers);
    std::vector<std::int64_t> shape = {tensor.cols};
    if (table) shape = {tensor.rows, tensor.cols};
    if (weight) {
      shape = {tensor.cols, tensor.rows};
      for (int r = 0; r < tensor.rows; ++r)
        for (int c = 0; c < tensor.cols; ++c)
          numbers[static_cast<std::size_t>(c * tensor.rows + r)] =
              tensor.numbers[static_cast<std::size_t>(r * tensor.cols + c)];
    }
    tensors.push_back(row_major_tensor(name_of_transformers(name), NumberType::f32, shape,
                                       std::as_bytes(std::span(numbers))));
  }
  write_huggingface_safetensors(path, tensors, {{"format", "pt"}});
}

}  // namespace nmt
