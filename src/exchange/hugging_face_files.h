// The files of a folder of Hugging Face.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "exchange/foreign_model.h"
#include "exchange/json_settings.h"
#include "exchange/source_files.h"

namespace nmt {

// The file of the weights, or the index of several. Throws Error where there is neither.
std::string hugging_face_weights(const SourceFiles& source);

// The path of a file of the tokenizer. Throws Error where it is missing.
std::string tokenizer_file(const SourceFiles& source, const char* name);

// What generation_config.json says goes over what config.json says.
class GenerationSettings {
 public:
  GenerationSettings(const SourceFiles& source, const JsonSettings& config)
      : generation_(JsonSettings::if_there(source.path_of("generation_config.json"))),
        config_(config) {}

  // The one of both that says it.
  const JsonSettings& with(const std::string& key) const {
    return generation_.has(key) ? generation_ : config_;
  }

 private:
  JsonSettings generation_;
  const JsonSettings& config_;
};

// How the folder says that its model translates; max_length where it does not say it.
void set_search(const GenerationSettings& generation, std::int64_t max_length,
                const std::vector<std::string>& suppressed, ForeignModel& model);

}  // namespace nmt
