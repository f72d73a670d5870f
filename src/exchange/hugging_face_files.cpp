#include "exchange/hugging_face_files.h"

#include "base/error.h"
#include "base/format.h"

namespace nmt {

std::string hugging_face_weights(const SourceFiles& source) {
  for (const char* name : {"model.safetensors", "model.safetensors.index.json", "pytorch_model.bin",
                           "pytorch_model.bin.index.json"})
    if (source.has(name)) return source.path_of(name);
  throw Error({.what = "there are no weights: neither model.safetensors nor pytorch_model.bin",
               .where = source.folder(),
               .fix = "put the file of the weights into the folder"});
}

std::string tokenizer_file(const SourceFiles& source, const char* name) {
  if (source.has(name)) return source.path_of(name);
  throw Error({.what = format("{} is missing", name),
               .where = source.folder(),
               .fix = "put it into the folder: it belongs to the model's tokenizer"});
}

}  // namespace nmt
