#include "text/encoded_corpus.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

// A chunk is read, encoded by all threads, and taken up in order.
constexpr std::size_t kChunkPairs = 8192, kChunkBytes = 8 << 20;
// More threads would wait for the one that reads.
constexpr int kMostThreads = 8;
// A line of more bytes for each token that may be in it is not encoded to find out.
constexpr std::size_t kMostBytesPerToken = 100;

std::vector<EncodedPair> read_chunk(Corpus& corpus) {
  std::vector<EncodedPair> chunk;
  std::size_t bytes = 0;
  for (TextPair text; chunk.size() < kChunkPairs && bytes < kChunkBytes && corpus.next(text);) {
    bytes += text.source.size() + text.target.size();
    chunk.push_back({.text = std::move(text),
                     .number = corpus.number(),
                     .place = corpus.place(),
                     .part = corpus.part()});
  }
  return chunk;
}

Tokenizers tagged(Tokenizers tokenizers, const std::string& tag, const std::string& setting) {
  tokenizers.source = with_tag(tokenizers.source, tag, setting);
  return tokenizers;
}

}  // namespace

TokenPair encode_pair(const TextPair& pair, const Tokenizers& tokenizers, int max_length) {
  using Use = TokenPair::Use;
  TokenPair tokens;
  const auto longest = static_cast<std::size_t>(max_length);
  if (std::max(pair.source.size(), pair.target.size()) > kMostBytesPerToken * longest) {
    tokens.is_huge = true;
    tokens.use = Use::too_long;
    return tokens;
  }
  tokens.source = tokenizers.source->encode(pair.source);
  tokens.target = tokenizers.target->encode(pair.target);
  if (tokens.source.empty() || tokens.target.empty()) {
    tokens.use = Use::empty;
  } else if (std::max(tokens.source.size(), tokens.target.size()) + 1 > longest) {
    tokens.use = Use::too_long;
  }
  return tokens;
}

void CorpusStatistics::add(const EncodedPair& pair) {
  switch (pair.tokens.use) {
    case TokenPair::Use::empty:
      return empty.add(pair.place);
    case TokenPair::Use::too_long:
      return too_long.add(pair.place);
    case TokenPair::Use::taken:
      break;
  }
  ++pairs;
  source_tokens += pair.tokens.source_length();
  target_tokens += pair.tokens.target_length();
}

std::vector<std::string> CorpusStatistics::skip_messages(const CorpusList& corpora, int max_length,
                                                         const std::string& of) const {
  std::vector<std::string> messages;
  const auto add = [&](const SkipCount& skipped, const std::string& reason) {
    if (skipped.count > 0)
      messages.push_back(format("{} pair(s) left out{}, {}; the first at {}", skipped.count,
                                &skipped == &invalid_utf8 ? "" : of, reason,
                                skipped.first.text(corpora)));
  };
  add(empty, "one side empty");
  add(too_long, format("longer than data.max_length {} tokens", max_length));
  add(invalid_utf8, "invalid UTF-8");
  return messages;
}

void CorpusStatistics::require_pairs(const CorpusList& corpora, int max_length,
                                     const std::string& key) const {
  if (pairs > 0) return;
  std::string reasons;
  for (const std::string& message : skip_messages(corpora, max_length))
    reasons += (reasons.empty() ? "" : "; ") + message;
  const SkipCount& first = empty.count > 0 ? empty : too_long.count > 0 ? too_long : invalid_utf8;
  throw Error({.what = format("no pair of {} can be used: {}", key, reasons),
               .where = first.first.text(corpora),
               .fix = "check the files, or raise data.max_length"});
}

EncodedCorpus EncodedCorpus::training_text(const DataSettings& data, const Tokenizers& tokenizers) {
  std::vector<Tokenizers> of_parts;
  for (std::size_t i = 0; i < data.train.parts.size(); ++i)
    of_parts.push_back(
        tagged(tokenizers, data.train.parts[i].tag, data.train.name_of(i, "data.train") + ".tag"));
  return EncodedCorpus(data.train, data, std::move(of_parts));
}

EncodedCorpus EncodedCorpus::validation_text(const DataSettings& data,
                                             const std::string& decoding_tag,
                                             const Tokenizers& tokenizers) {
  return EncodedCorpus(data.valid, data, {tagged(tokenizers, decoding_tag, "decoding.tag")});
}

EncodedCorpus::EncodedCorpus(CorpusList corpora, const DataSettings& data,
                             std::vector<Tokenizers> tokenizers)
    : corpus_(std::move(corpora), data.on_invalid_utf8()),
      max_length_(data.max_length),
      tokenizers_(std::move(tokenizers)),
      pool_(std::make_unique<ThreadPool>(std::min(all_cores(), kMostThreads))) {}

std::vector<EncodedPair> EncodedCorpus::next_chunk() {
  std::vector<EncodedPair> chunk = read_chunk(corpus_);
  encode(chunk);
  return chunk;
}

void EncodedCorpus::encode(std::vector<EncodedPair>& chunk) {
  const std::size_t shares = static_cast<std::size_t>(pool_->threads());
  pool_->run(pool_->threads(), [&](int share) {
    const std::size_t from = chunk.size() * static_cast<std::size_t>(share) / shares;
    const std::size_t to = chunk.size() * static_cast<std::size_t>(share + 1) / shares;
    for (std::size_t i = from; i < to; ++i) {
      EncodedPair& pair = chunk[i];
      pair.tokens =
          encode_pair(pair.text, tokenizers_[static_cast<std::size_t>(pair.part)], max_length_);
    }
  });
}

}  // namespace nmt
