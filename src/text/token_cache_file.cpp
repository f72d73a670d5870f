#include "text/token_cache_file.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>
#include <type_traits>

#include "base/error.h"
#include "base/format.h"
#include "base/thread_pool.h"
#include "text/encoding_limits.h"

namespace nmt {
namespace {

constexpr std::int64_t kPairsBetweenMessages = 1'000'000;

static_assert(std::is_trivially_copyable_v<TokenCacheFooter> &&
              sizeof(TokenCacheFooter) == offsetof(TokenCacheFooter, checksum) + 32);

struct EncodedPair {
  TextPair text;
  std::int64_t number;
  CorpusPlace place;
  int part = 0;
  std::vector<TokenId> source = {}, target = {};
  bool is_huge = false;  // and so was not encoded
};

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

// What encoding needs beside the text.
struct Encoder {
  const Tokenizers& tokenizers;
  int max_length;
  std::vector<std::vector<TokenId>> tags;  // [parts] what comes before a source sentence
};

Encoder make_encoder(const Tokenizers& tokenizers, const DataSettings& data) {
  Encoder encoder{.tokenizers = tokenizers, .max_length = data.max_length, .tags = {}};
  for (std::size_t i = 0; i < data.train.parts.size(); ++i) {
    const std::string& tag = data.train.parts[i].tag;
    const std::string setting = data.train.name_of(i, "data.train") + ".tag";
    std::vector<TokenId>& ids = encoder.tags.emplace_back();
    if (!tag.empty()) ids = {require_tag(*tokenizers.source, tag, setting)};
  }
  return encoder;
}

// Encodes the pair, and forgets its text.
void encode(EncodedPair& pair, const Encoder& encoder) {
  const TextPair text = std::move(pair.text);
  pair.text.weight = text.weight;
  const std::size_t most = kMostBytesPerToken * static_cast<std::size_t>(encoder.max_length);
  pair.is_huge = text.source.size() > most || text.target.size() > most;
  if (pair.is_huge) return;
  pair.source = encoder.tokenizers.source->encode(text.source);
  pair.target = encoder.tokenizers.target->encode(text.target);
  const std::vector<TokenId>& tag = encoder.tags[static_cast<std::size_t>(pair.part)];
  if (!pair.source.empty()) pair.source.insert(pair.source.begin(), tag.begin(), tag.end());
}

void encode_chunk(std::vector<EncodedPair>& chunk, const Encoder& encoder, ThreadPool& pool) {
  const std::size_t shares = static_cast<std::size_t>(pool.threads());
  pool.run(pool.threads(), [&](int share) {
    const std::size_t from = chunk.size() * static_cast<std::size_t>(share) / shares;
    const std::size_t to = chunk.size() * static_cast<std::size_t>(share + 1) / shares;
    for (std::size_t i = from; i < to; ++i) encode(chunk[i], encoder);
  });
}

// Null when the pair is kept; counts it.
SkipCount* reason_to_skip(const EncodedPair& pair, int max_length, CorpusStatistics& statistics) {
  if (pair.is_huge) return &statistics.too_long;
  if (pair.source.empty() || pair.target.empty()) return &statistics.empty;
  const std::size_t longest = std::max(pair.source.size(), pair.target.size()) + 1;
  if (longest > static_cast<std::size_t>(max_length)) return &statistics.too_long;
  ++statistics.pairs;
  statistics.source_tokens += static_cast<std::int64_t>(pair.source.size()) + 1;
  statistics.target_tokens += static_cast<std::int64_t>(pair.target.size()) + 1;
  return nullptr;
}

void add_to(CorpusPart& part, const EncodedPair& pair) {
  ++part.pairs;
  part.source_tokens += static_cast<std::int64_t>(pair.source.size()) + 1;
  part.target_tokens += static_cast<std::int64_t>(pair.target.size()) + 1;
}

void require_pairs(const CorpusStatistics& statistics, const DataSettings& data) {
  if (statistics.pairs > 0) return;
  std::string reasons;
  for (const std::string& message : statistics.skip_messages(data))
    reasons += (reasons.empty() ? "" : "; ") + message;
  const SkipCount& first = statistics.empty.count > 0      ? statistics.empty
                           : statistics.too_long.count > 0 ? statistics.too_long
                                                           : statistics.invalid_utf8;
  throw Error({.what = format("no pair of data.train can be used: {}", reasons),
               .where = first.first.text(data.train),
               .fix = "check the files, or raise data.max_length"});
}

}  // namespace

TokenCacheWriter::TokenCacheWriter(const std::string& path, int id_bytes, std::uint64_t least_bytes)
    : file_(path, least_bytes), id_bytes_(id_bytes) {}

void TokenCacheWriter::add(const Pair& pair) {
  if (pair.number > std::numeric_limits<std::uint32_t>::max())
    throw Error({.what = format("the corpus has more than {} pairs",
                                std::numeric_limits<std::uint32_t>::max()),
                 .keys = {"data.train"},
                 .fix = "train on a part of it"});
  entries_.push_back({.begin = static_cast<std::uint32_t>(ids_.size()),
                      .number = static_cast<std::uint32_t>(pair.number),
                      .source_length = static_cast<std::uint32_t>(pair.source.size()),
                      .target_length = static_cast<std::uint32_t>(pair.target.size()),
                      .weight = pair.weight});
  weighted_ |= pair.weight != 1;
  ids_.insert(ids_.end(), pair.source.begin(), pair.source.end());
  ids_.insert(ids_.end(), pair.target.begin(), pair.target.end());
  if (entries_.size() == kPairsPerBlock) end_block();
}

void TokenCacheWriter::end_block() {
  blocks_.push_back(position_);
  write(entries_.data(), entries_.size() * sizeof(TokenCacheEntry));
  if (id_bytes_ == 2) {
    const std::vector<std::uint16_t> narrow(ids_.begin(), ids_.end());
    write(narrow.data(), narrow.size() * sizeof(std::uint16_t));
  } else {
    write(ids_.data(), ids_.size() * sizeof(TokenId));
  }
  const std::uint64_t zero = 0;
  write(&zero, (8 - position_ % 8) % 8);
  entries_.clear();
  ids_.clear();
}

void TokenCacheWriter::write(const void* bytes, std::size_t size) {
  hasher_.update({static_cast<const char*>(bytes), size});
  file_.write(bytes, size);
  position_ += size;
}

void TokenCacheWriter::finish(const std::string& key, const CorpusStatistics& statistics,
                              std::span<const CorpusPart> parts) {
  if (!entries_.empty()) end_block();
  write(blocks_.data(), blocks_.size() * sizeof(std::uint64_t));
  write(parts.data(), parts.size_bytes());
  TokenCacheFooter footer;
  footer.id_bytes = static_cast<std::uint64_t>(id_bytes_);
  footer.blocks = blocks_.size();
  footer.parts = parts.size();
  footer.weighted = weighted_;
  std::memcpy(footer.key, key.data(), sizeof footer.key);
  footer.statistics = statistics;
  write(&footer, offsetof(TokenCacheFooter, checksum));
  const std::string checksum = hasher_.hex();
  file_.write(checksum.data(), checksum.size());
  file_.commit();
}

void build_token_cache(const std::string& path, const std::string& key, const DataSettings& data,
                       const Tokenizers& tokenizers, const Announce& announce) {
  const Encoder encoder = make_encoder(tokenizers, data);
  const std::int64_t pairs = count_pairs(data.train);
  if (announce) announce(format("encoding {} sentence pairs", pairs));
  TokenCacheWriter writer(path, token_cache_id_bytes(tokenizers),
                          static_cast<std::uint64_t>(pairs) * sizeof(TokenCacheEntry));
  ThreadPool pool(std::min(all_cores(), kMostThreads));
  Corpus corpus(data.train, data.on_invalid_utf8());
  CorpusStatistics statistics;
  std::vector<CorpusPart> parts(data.train.parts.size());
  std::int64_t next_message = kPairsBetweenMessages;
  for (auto chunk = read_chunk(corpus); !chunk.empty(); chunk = read_chunk(corpus)) {
    encode_chunk(chunk, encoder, pool);
    for (const EncodedPair& pair : chunk) {
      if (SkipCount* skipped = reason_to_skip(pair, data.max_length, statistics)) {
        skipped->add(pair.place);
      } else {
        add_to(parts[static_cast<std::size_t>(pair.part)], pair);
        writer.add({pair.number, pair.source, pair.target, pair.text.weight});
      }
    }
    if (announce && corpus.number() >= next_message) {
      announce(format("encoded {} of {} pairs", corpus.number() + 1, pairs));
      next_message += kPairsBetweenMessages;
    }
  }
  statistics.invalid_utf8 = corpus.invalid_utf8();
  require_pairs(statistics, data);
  writer.finish(key, statistics, parts);
}

}  // namespace nmt
