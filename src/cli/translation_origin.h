// What a translation is made with, so that one that was cut off is not continued with something
// else.
#pragma once

#include <string>

#include "cli/load_ensemble.h"
#include "train/setting_texts.h"

namespace nmt {

// The recorded settings with which another value gives another output: all but those that concern
// speed alone, and those that are compared by what they stand for.
SettingTexts output_settings(const SettingRecorder& recorder);

// Whatever changes a translation: the models and files by their contents, the settings and the
// options of the command, which were recorded with their files by content, by their values.
SettingTexts translation_origin(LoadedEnsemble&, const SettingRecorder& options);

// The file that holds an origin beside the partial output.
std::string origin_path(const std::string& partial);
void write_origin(const std::string& partial, const SettingTexts& origin);
// Throws Error where `partial`, called `name` in messages, was made with something else; warns
// where nothing says with what.
void require_same_origin(const std::string& partial, const std::string& name,
                         const SettingTexts& origin);

}  // namespace nmt
