// What a model learned from, measured when its training begins and told by training.json.
#pragma once

#include <string>

#include "document/learned_text.h"
#include "text/languages.h"
#include "text/settings.h"
#include "text/token_cache.h"

namespace nmt {

// Sentences and lines in capitals are counted in 10,000 lines at most, drawn evenly from the corpus.
LearnedText learned_text(const DataSettings& data, const TokenCache& cache,
                         const LanguageSettings& languages);

// What the text of a training.json says; the defaults for what it does not say. The languages are not
// in it: the configuration has that.
LearnedText recorded_text(const std::string& record);

}  // namespace nmt
