#include "text/token_cache_file.h"

#include <cstddef>
#include <cstring>
#include <limits>
#include <type_traits>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

constexpr std::int64_t kPairsBetweenMessages = 1'000'000;

static_assert(std::is_trivially_copyable_v<TokenCacheFooter> &&
              sizeof(TokenCacheFooter) == offsetof(TokenCacheFooter, checksum) + 32);

void add_to(CorpusPart& part, const EncodedPair& pair) {
  ++part.pairs;
  part.source_tokens += pair.tokens.source_length();
  part.target_tokens += pair.tokens.target_length();
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
  EncodedCorpus encoded = EncodedCorpus::training_text(data, tokenizers);
  const std::int64_t pairs = count_pairs(data.train);
  if (announce) announce(format("encoding {} sentence pairs", pairs));
  TokenCacheWriter writer(path, token_cache_id_bytes(tokenizers),
                          static_cast<std::uint64_t>(pairs) * sizeof(TokenCacheEntry));
  CorpusStatistics statistics;
  std::vector<CorpusPart> parts(data.train.parts.size());
  std::int64_t next_message = kPairsBetweenMessages;
  for (auto chunk = encoded.next_chunk(); !chunk.empty(); chunk = encoded.next_chunk()) {
    for (const EncodedPair& pair : chunk) {
      statistics.add(pair);
      if (pair.tokens.use != TokenPair::Use::taken) continue;
      add_to(parts[static_cast<std::size_t>(pair.part)], pair);
      writer.add({pair.number, pair.tokens.source, pair.tokens.target, pair.text.weight});
    }
    if (announce && encoded.corpus().number() >= next_message) {
      announce(format("encoded {} of {} pairs", encoded.corpus().number() + 1, pairs));
      next_message += kPairsBetweenMessages;
    }
  }
  statistics.invalid_utf8 = encoded.corpus().invalid_utf8();
  statistics.require_pairs(data.train, data.max_length, "data.train");
  writer.finish(key, statistics, parts);
}

}  // namespace nmt
