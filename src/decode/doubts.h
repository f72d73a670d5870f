// What makes a translation doubtful, told to whoever reads it: words said over and over, source
// words that nothing looks at.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "decode/output_words.h"

namespace nmt {

// One to four words that follow themselves at least three times: "repeats 'very good' 4 times".
std::vector<std::string> repetitions(std::span<const OutputWord> words);

// Runs of at least three source words that together receive less than a quarter of what words
// receive on average: "source words 5 to 9 ('...') seem to be left out".
std::vector<std::string> omissions(std::span<const OutputWord> words,
                                   std::span<const std::string_view> source);

}  // namespace nmt
