// The tensors of a Transformer of the library transformers, as parameters and settings of nmt's.
#pragma once

#include <memory>

#include "exchange/foreign_model.h"
#include "exchange/json_settings.h"
#include "exchange/tensor_file.h"
#include "exchange/token_rows.h"

namespace nmt {

// In what MarianMT and its relatives differ.
struct HuggingFaceKind {
  bool pre_norm = false;  // with a norm at the end of both sides
  // Positions that the file does not have as a table: row p has the sines and cosines of
  // p + first_position, for each i of the half of the columns with frequency
  // 10000^(-i / (half - frequency_gap)).
  int first_position = 0, frequency_gap = 0;
  bool output_bias = true;
};

// Puts section model of the settings, and all parameters. The model has its tokenizers. Throws Error,
// which names the tensor, where one is missing, has another shape, or has no place in nmt's model.
void add_hugging_face_model(const JsonSettings& config, const HuggingFaceKind& kind,
                            std::shared_ptr<const TensorFile> file, const TokenRows& source,
                            const TokenRows& target, ForeignModel& model);

}  // namespace nmt
