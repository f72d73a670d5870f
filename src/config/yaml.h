// YAML text to configuration tree and back: the one place that knows yaml-cpp.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/tree.h"

namespace nmt {

// Reads a configuration file. Throws Error with file:line:column for a missing or empty file, a
// syntax error, a tab in the indentation, a key set twice.
ConfigNode read_yaml_file(const std::string& path);

// The same from text; `file` names it in errors.
ConfigNode parse_yaml(const std::string& text, const std::string& file);

// The names and values of one flat mapping of any size, in the order of writing: a list of words with
// their numbers, for example. Throws Error with the place for whatever is not that.
std::vector<std::pair<std::string, std::string>> parse_yaml_entries(const std::string& text,
                                                                    const std::string& file);

// The value of a flag, as it is typed; [a, b] and {key: value} are read as YAML.
ConfigNode parse_flag_value(const std::string& text, const std::string& flag);

// A text, or a list of texts on one line, as YAML writes it, quoted where it must be.
std::string yaml_text(const std::string& text);
std::string yaml_list(const std::vector<std::string>& texts);

}  // namespace nmt
