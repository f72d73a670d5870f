// What a translation gets beside its text, or instead of some of it: alignments, confidences,
// warnings, and the words that are kept as they stand in the source.
#pragma once

#include <string>
#include <vector>

#include "decode/observed_line.h"
#include "decode/settings.h"
#include "decode/translation.h"
#include "text/tokenizer.h"

namespace nmt {

// What the settings ask for, into the candidate, and what is doubtful to `warnings`.
void annotate(Candidate& candidate, std::vector<std::string>& warnings, const ObservedLine& line,
              const Tokenizers& tokenizers, const DecodingSettings& settings);

}  // namespace nmt
