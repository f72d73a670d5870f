// The Transformer of nmt as graphs of ONNX, in the names of Hugging Face's Optimum.
#pragma once

#include "exchange/exported_model.h"
#include "exchange/onnx_graph.h"

namespace nmt {

// input_ids, attention_mask [batch, source] -> last_hidden_state [batch, source, dim]
void make_onnx_encoder(const ExportedModel& model, OnnxGraph& graph);
// input_ids [batch, target], encoder_hidden_states [batch, source, dim], encoder_attention_mask [batch,
// source] -> logits [batch, target, vocabulary]: what follows each token of the target, given those before
// it. The first is <s>.
void make_onnx_decoder(const ExportedModel& model, OnnxGraph& graph);

// The longest sentence on either side.
int onnx_positions(const ExportedModel& model);

}  // namespace nmt
