// Subwords by SentencePiece: unigram (Kudo 2018) and byte-pair encoding (Sennrich et al. 2016).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "text/tokenizer.h"
#include "text/training_text.h"

namespace nmt {

// A model with the ids of batch.h. Throws Error where SentencePiece cannot make one, with what to
// change.
std::string train_sentencepiece(const TokenizerSettings& settings, TrainingText& text);

// What SentencePiece takes at once of the rest of a line: all of it, or as much as it can, up to a
// blank where there is one. rest: valid UTF-8.
std::string_view training_part(std::string_view rest);

// The most pieces that the text gives, where the error says that tokenizer.vocab_size is above them.
std::optional<int> most_pieces(const Error& error);

// Any SentencePiece model; its special tokens are moved to the ids of batch.h. `origin` is the
// file, for messages. Throws Error when the bytes are not a model.
std::shared_ptr<const Tokenizer> sentencepiece_tokenizer(std::string bytes,
                                                         const std::string& origin);

}  // namespace nmt
