// What a Transformer layer's parameters are called in a format: one list, by which it is read and written.
#pragma once

#include <string>
#include <vector>

#include "exchange/exported_model.h"
#include "exchange/tensor_set.h"
#include "exchange/weight_map.h"

namespace nmt {

struct LayerNames {
  // A linear layer of nmt's, "self.query_key_value", and those whose columns it has side by side.
  struct Linear {
    const char* ours;
    std::vector<const char*> theirs;
  };
  struct Norm {
    const char *ours, *theirs;
  };

  // What begins with "cross." is in the decoder alone.
  std::vector<Linear> linears;
  std::vector<Norm> norms;
  const char *weight, *bias, *gain, *norm_bias;  // how the format's names end
};

// A layer's names up to those of its parts: "decoder.0." and "decoder/layer_0/".
struct LayerPlace {
  std::string ours, theirs;
  bool decoder = false;
};

void read_norm(WeightMap& map, const LayerNames& names, const std::string& ours,
               const std::string& theirs);
void read_layer(WeightMap& map, const LayerNames& names, const LayerPlace& place);

void write_norm(TensorSet& to, const ExportedWeights& weights, const LayerNames& names,
                const std::string& ours, const std::string& theirs);
// Throws Error (runtime) where the model lacks a parameter.
void write_layer(TensorSet& to, const ExportedWeights& weights, const LayerNames& names,
                 const LayerPlace& place);

}  // namespace nmt
