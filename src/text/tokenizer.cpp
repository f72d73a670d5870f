#include "text/tokenizer.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
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

std::shared_ptr<const Tokenizer> train(const TokenizerSettings& given, const DataSettings& data,
                                       Sides sides, const Announce& announce) {
  const TokenizerSettings settings = given.with_tags(data.train);
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

class TaggedTokenizer : public Tokenizer {
 public:
  TaggedTokenizer(std::shared_ptr<const Tokenizer> plain, TokenId tag)
      : Tokenizer(plain->bytes()), plain_(std::move(plain)), tag_(tag) {}

  std::vector<TokenId> encode(std::string_view text) const override {
    std::vector<TokenId> ids = plain_->encode(text);
    if (!ids.empty()) ids.insert(ids.begin(), tag_);
    return ids;
  }
  std::string decode(std::span<const TokenId> ids) const override { return plain_->decode(ids); }
  std::vector<std::string> decode_beginnings(std::span<const TokenId> ids) const override {
    return plain_->decode_beginnings(ids);
  }
  int vocabulary_size() const override { return plain_->vocabulary_size(); }
  std::size_t tokens_before() const override { return plain_->tokens_before() + 1; }
  std::string piece(TokenId id) const override { return plain_->piece(id); }

 private:
  std::shared_ptr<const Tokenizer> plain_;
  TokenId tag_;
};

}  // namespace

Tokenizer::Tokenizer(std::string bytes) : bytes_(std::move(bytes)), hash_(content_hash(bytes_)) {}

std::vector<std::string> Tokenizer::decode_beginnings(std::span<const TokenId> ids) const {
  std::vector<std::string> beginnings;
  for (std::size_t i = 0; i < ids.size(); ++i) beginnings.push_back(decode(ids.first(i + 1)));
  return beginnings;
}

void Tokenizer::save(const std::string& path) const { write_file_atomically(path, bytes_); }

std::shared_ptr<const Tokenizer> tokenizer_from(std::string bytes, const std::string& origin) {
  return bytes.starts_with(kWordsHeader) ? words_tokenizer(std::move(bytes), origin)
                                         : sentencepiece_tokenizer(std::move(bytes), origin);
}

std::shared_ptr<const Tokenizer> load_tokenizer(const std::string& path) {
  return tokenizer_from(read_file(path), path);
}

std::optional<TokenId> find_token(const Tokenizer& tokenizer, std::string_view piece) {
  for (TokenId id = 0; id < tokenizer.vocabulary_size(); ++id)
    if (tokenizer.piece(id) == piece) return id;
  return std::nullopt;
}

bool same_pieces(const Tokenizer& a, const Tokenizer& b) {
  if (a.vocabulary_size() != b.vocabulary_size()) return false;
  for (TokenId id = 0; id < a.vocabulary_size(); ++id)
    if (a.piece(id) != b.piece(id)) return false;
  return true;
}

TokenId require_tag(const Tokenizer& source, const std::string& tag, const std::string& setting) {
  const std::optional<TokenId> id = find_token(source, tag);
  if (!id)
    throw Error(
        {.what = format("{} is '{}', which is no token of the source tokenizer", setting, tag),
         .keys = {setting},
         .fix = "train a tokenizer with it in tokenizer.user_symbols, or choose a tag that "
                "the tokenizer has"});
  return *id;
}

std::shared_ptr<const Tokenizer> with_tag(std::shared_ptr<const Tokenizer> source,
                                          const std::string& tag, const std::string& setting) {
  if (tag.empty()) return source;
  const TokenId id = require_tag(*source, tag, setting);
  return std::make_shared<TaggedTokenizer>(std::move(source), id);
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
