// What a translation is made with, so that one that was cut off is not continued with something
// else.
#pragma once

#include <string>

#include "cli/load_ensemble.h"
#include "train/setting_texts.h"

namespace nmt {

// What beside the models' settings decides about the output.
struct OutputOptions {
  std::string format, prefix;  // prefix: a file, or none
};
// Whatever changes a translation: the models and files by their contents, the settings by their
// values; nothing that only changes the speed.
SettingTexts translation_origin(LoadedEnsemble&, const std::vector<std::string>& directories,
                                const OutputOptions&);

// The file that holds an origin beside the partial output.
std::string origin_path(const std::string& partial);
void write_origin(const std::string& partial, const SettingTexts& origin);
// Throws Error where `partial`, called `name` in messages, was made with something else; warns
// where nothing says with what.
void require_same_origin(const std::string& partial, const std::string& name,
                         const SettingTexts& origin);

}  // namespace nmt
