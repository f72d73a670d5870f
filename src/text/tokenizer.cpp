#include "text/tokenizer.h"

#include <utility>

#include "base/file.h"
#include "base/format.h"
#include "base/hash.h"
#include "text/tokenizer_sentencepiece.h"
#include "text/tokenizer_words.h"

namespace nmt {
namespace {

const char* name_of(Sides sides) {
  if (sides == Sides::both) return "source and target";
  return sides == Sides::source ? "source" : "target";
}

std::shared_ptr<const Tokenizer> train(const TokenizerSettings& settings, const DataSettings& data,
                                       Sides sides, const Announce& announce) {
  if (announce)
    announce(format("training a {} tokenizer of {} tokens on the {} text", settings.type,
                    settings.vocab_size, name_of(sides)));
  TrainingText text(
      data, sides,
      settings.is_sentencepiece() ? settings.training_sentences : TrainingText::kAllLines);
  return tokenizer_from(settings.is_sentencepiece() ? train_sentencepiece(settings, text)
                                                    : train_words(settings, text),
                        "the trained tokenizer");
}

void add_ended(std::vector<TokenId> sentence, Batch& batch) {
  sentence.push_back(kEnd);
  batch.add(sentence);
}

}  // namespace

Tokenizer::Tokenizer(std::string bytes) : bytes_(std::move(bytes)), hash_(content_hash(bytes_)) {}

void Tokenizer::save(const std::string& path) const { write_file_atomically(path, bytes_); }

std::shared_ptr<const Tokenizer> tokenizer_from(std::string bytes, const std::string& origin) {
  return bytes.starts_with(kWordsHeader) ? words_tokenizer(std::move(bytes), origin)
                                         : sentencepiece_tokenizer(std::move(bytes), origin);
}

std::shared_ptr<const Tokenizer> load_tokenizer(const std::string& path) {
  return tokenizer_from(read_file(path), path);
}

Tokenizers make_tokenizers(const TokenizerSettings& settings, const DataSettings& data,
                           const Announce& announce) {
  Tokenizers made;
  if (!settings.model.empty()) made.source = made.target = load_tokenizer(settings.model);
  if (!settings.source.empty()) made.source = load_tokenizer(settings.source);
  if (!settings.target.empty()) made.target = load_tokenizer(settings.target);
  if (!made.source && !made.target && settings.shared)
    made.source = made.target = train(settings, data, Sides::both, announce);
  if (!made.source) made.source = train(settings, data, Sides::source, announce);
  if (!made.target) made.target = train(settings, data, Sides::target, announce);
  if (made.source->hash() == made.target->hash()) made.target = made.source;
  made.shared = made.source == made.target;
  return made;
}

PairBatch encode_pairs(std::span<const TextPair> pairs, const Tokenizers& tokenizers) {
  PairBatch batch;
  for (const TextPair& pair : pairs) {
    add_ended(tokenizers.source->encode(pair.source), batch.source);
    add_ended(tokenizers.target->encode(pair.target), batch.target);
    batch.pairs.push_back(static_cast<std::int64_t>(batch.pairs.size()));
  }
  return batch;
}

}  // namespace nmt
