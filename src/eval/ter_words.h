// How TER splits a text into words: Tercom's tokenization as sacreBLEU has it.
#pragma once

#include <string>

namespace nmt {

struct TerSettings;

// Rewrites `line` (valid UTF-8) so that its words are what stands between white space.
void tokenize_for_ter(std::string& line, const TerSettings& settings);

}  // namespace nmt
