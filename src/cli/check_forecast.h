// What `nmt check` measures: a real model, made as nmt train makes it, on a sample of the text.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/run_config.h"
#include "text/corpus_check.h"
#include "train/forecast.h"

namespace nmt {

// The training corpora as their reports have counted them, each with its weight.
std::vector<CorpusPart> counted_parts(const CorpusList& corpora,
                                      const std::vector<std::pair<std::string, CorpusReport>>&);

// `whole`: of data.train; `samples`: of its corpora. Puts the samples into a temporary folder.
// Throws what nmt train throws before its first step.
Forecast forecast_of(RunConfig& config, const Tokenizers& tokenizers,
                     const std::vector<CorpusPart>& whole,
                     const std::vector<std::pair<std::string, CorpusReport>>& samples);

}  // namespace nmt
