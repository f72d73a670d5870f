// The parameters of a Transformer of nmt as tensors and options of Marian's.
#pragma once

#include <span>
#include <string>

#include "exchange/exported_model.h"
#include "exchange/tensor_set.h"

namespace nmt {

// Rows of source and target tables, by the numbers that Marian gives their tokens.
struct MarianOrder {
  std::vector<TokenId> source, target;
};

// The model can be held: see marian_refusal().
void add_marian_tensors(const ExportedModel& model, const MarianOrder& order, TensorSet& tensors);
// special:model.yml
std::string marian_model_options(const ExportedModel& model, const MarianOrder& order);

}  // namespace nmt
