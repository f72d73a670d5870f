// Models of nmt as graphs of ONNX (https://onnx.ai), as Hugging Face's Optimum keeps them.
#pragma once

#include "exchange/export_format.h"

namespace nmt {

std::optional<ExportRefusal> onnx_refusal(const ExportedModel& model);
// encoder_model.onnx, decoder_model.onnx, config.json, generation_config.json, and the files of a
// MarianTokenizer, or the words as vocab.json. Tokens have nmt's numbers.
ExportedFiles write_onnx(const ExportedModel& model, const std::string& folder);

}  // namespace nmt
