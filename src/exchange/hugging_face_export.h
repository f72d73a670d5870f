// Models of nmt as folders of Hugging Face (https://github.com/huggingface/transformers).
#pragma once

#include "exchange/export_format.h"

namespace nmt {

std::optional<ExportRefusal> hugging_face_refusal(const ExportedModel& model);
// config.json, generation_config.json, model.safetensors and the files of a MarianTokenizer. With norm:
// post the model is a MarianMT; with norm: pre it is a Pegasus, which is the same with norms before the
// blocks and after the last.
ExportedFiles write_hugging_face(const ExportedModel& model, const std::string& folder);

struct HuggingFaceLimits {
  int positions;  // tokens of a sentence, on either side
  bool cache;     // whether a step is given the keys and values of those before it
};
// config.json and generation_config.json of that model.
void write_hugging_face_config(const ExportedModel& model, const std::string& folder,
                               const HuggingFaceLimits& limits, ExportedFiles& files);
// source.spm, target.spm, vocab.json and tokenizer_config.json. Not of words.
void write_marian_tokenizer(const ExportedModel& model, const std::string& folder, int positions,
                            ExportedFiles& files);

}  // namespace nmt
