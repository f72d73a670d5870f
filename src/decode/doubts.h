// What makes a translation doubtful, told to whoever reads it: words said over and over, source
// words that nothing looks at.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "decode/output_words.h"
#include "document/kept_spans.h"

namespace nmt {

// One to four words that follow themselves at least three times: "repeats 'very good' 4 times".
std::vector<std::string> repetitions(std::span<const OutputWord> words);

// Runs of at least three source words that together receive less than a quarter of what words
// receive on average: "source words 5 to 9 ('...') seem to be left out". Those that are remembered,
// [source], are not looked at.
std::vector<std::string> omissions(std::span<const OutputWord> words,
                                   std::span<const std::string_view> source,
                                   const std::vector<bool>& remembered);

// Numbers of the source that the translation has less often, however either writes thousands and
// decimals: "the number 1,234.5 of the source is not in the translation". Whole numbers up to twelve
// may be words there.
std::vector<std::string> missing_numbers(std::string_view source, std::string_view translation);

// What is kept of the source and stands in the translation less or more often.
std::vector<std::string> miscounted(const KeptScanner& kept, std::string_view source,
                                    std::string_view translation);

}  // namespace nmt
