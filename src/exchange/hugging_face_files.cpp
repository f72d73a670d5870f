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

void set_search(const GenerationSettings& generation, std::int64_t max_length,
                const std::vector<std::string>& suppressed, ForeignModel& model) {
  model.set("decoding.beam_size", generation.with("num_beams").whole("num_beams", 1));
  model.set("decoding.length_penalty",
            format("{}", generation.with("length_penalty").number("length_penalty", 1)));
  model.set("decoding.max_length", generation.with("max_length").whole("max_length", max_length));
  model.set("decoding.capitals", "keep");  // as the model has learned from it
  model.set("decoding.suppress", suppressed);
}

}  // namespace nmt
