// The `words` tokenizer: tokens are what stands between white space, for text that is already
// tokenised.
#pragma once

#include <memory>
#include <string>

#include "text/tokenizer.h"
#include "text/training_text.h"

namespace nmt {

// The first line of a vocabulary file; each further line is one word, from id 3 on.
constexpr std::string_view kWordsHeader = "nmt words 1\n";

// The user symbols, then the most frequent words up to vocab_size ids in all.
std::string train_words(const TokenizerSettings& settings, TrainingText& text);

// `origin` is the file, for messages. Throws Error on a malformed vocabulary.
std::shared_ptr<const Tokenizer> words_tokenizer(std::string bytes, const std::string& origin);

}  // namespace nmt
