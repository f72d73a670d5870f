// Folders as the library transformers keeps them: config.json, model.safetensors or
// pytorch_model.bin, and a tokenizer's files. Of its models, MarianMT.
#pragma once

#include "exchange/foreign_model.h"
#include "exchange/source_files.h"

namespace nmt {

bool is_hugging_face(const SourceFiles& source);
// Throws Error, which says which models are read where this is another one.
ForeignModel read_hugging_face(const SourceFiles& source);

}  // namespace nmt
