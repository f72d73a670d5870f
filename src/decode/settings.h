// Section `decoding` of the configuration: how translations are searched for and handed out.
#pragma once

#include <string>

#include "base/settings.h"

namespace nmt {

struct DecodingSettings {
  int beam_size = 5;
  double length_penalty = 1.0;
  int n_best = 1;
  int max_length = 512;
  double max_length_ratio = 3.0;
  int max_source_length = 256;
  int batch_tokens = 256;
  int threads = 0;
  std::string precision = "auto";

  void describe(SettingVisitor& setting);
  // Rules between settings. Throws Error; `where` is left empty.
  void validate() const;
};

}  // namespace nmt
