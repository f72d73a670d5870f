// The validation text, before a run begins: mistakes in it are told then, and not at the first
// validation.
#pragma once

#include <string>
#include <vector>

#include "text/encoded_corpus.h"

namespace nmt {

// All pairs of data.valid, none where it names no files. Throws Error where there is none to use:
// no lines, no valid UTF-8, or a blank side in each pair.
std::vector<TextPair> read_held_out(const DataSettings& data);

// What the losses of validation are of, and what they leave out. Throws Error where nothing is left.
CorpusStatistics measured_held_out(const DataSettings& data, const std::string& decoding_tag,
                                   const Tokenizers& tokenizers);

// Logs what was left out.
void warn_of_left_out(const CorpusStatistics& measured, const DataSettings& data);

}  // namespace nmt
