// The layout of a token cache file and its writer:
//   blocks, each with an entry for every pair, then the ids of its pairs, padded to 8 bytes;
//   the position of every block [u64]; the corpora of the list [CorpusPart]; a footer. Integers in the machine's byte order.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/hash.h"
#include "text/token_cache.h"

namespace nmt {

constexpr std::int64_t kPairsPerBlock = 4096;

struct TokenCacheEntry {
  std::uint32_t
      begin;  // of the source ids, counted in ids from those of the block; the target follows
  std::uint32_t number;  // in the corpus
  std::uint32_t source_length, target_length;
  float weight;  // of its loss
};

struct TokenCacheFooter {
  static constexpr std::uint64_t kMagic = 0x32'4E'45'4B'4F'54'4D'4E;  // "NMTOKEN2"

  std::uint64_t magic = kMagic;
  std::uint64_t id_bytes = 0;  // 2 or 4
  std::uint64_t blocks = 0, parts = 0;
  std::uint64_t weighted = 0;  // 1: the weights of the entries are not all 1
  char key[32] = {};           // content hash of everything that the file is made from
  CorpusStatistics statistics;
  char checksum[32] = {};  // content hash of all bytes before it
};

// Writes a cache in the order of add(). The file appears with finish().
class TokenCacheWriter {
 public:
  TokenCacheWriter(const std::string& path, int id_bytes, std::uint64_t least_bytes);

  struct Pair {
    std::int64_t number = 0;
    std::span<const TokenId> source = {}, target = {};
    float weight = 1;
  };
  void add(const Pair& pair);
  void finish(const std::string& key, const CorpusStatistics& statistics,
              std::span<const CorpusPart> parts);

 private:
  void end_block();
  void write(const void* bytes, std::size_t size);

  AtomicFile file_;
  ContentHasher hasher_;
  int id_bytes_;
  std::uint64_t position_ = 0;
  std::vector<std::uint64_t> blocks_;
  std::vector<TokenCacheEntry> entries_;  // of the current block
  std::vector<TokenId> ids_;
  bool weighted_ = false;
};

// Encodes the training pairs into the file. Throws Error when none is left.
void build_token_cache(const std::string& path, const std::string& key, const DataSettings& data,
                       const Tokenizers& tokenizers, const Announce& announce);

// Ids of two bytes suffice for both vocabularies.
inline int token_cache_id_bytes(const Tokenizers& tokenizers) {
  constexpr int kMostShort = 1 << 16;
  const bool fits = tokenizers.source->vocabulary_size() <= kMostShort &&
                    tokenizers.target->vocabulary_size() <= kMostShort;
  return fits ? 2 : 4;
}

}  // namespace nmt
