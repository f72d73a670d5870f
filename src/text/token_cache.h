// The encoded training pairs in a memory-mapped file, so that memory does not grow with the corpus.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/mapped_file.h"
#include "base/settings.h"
#include "text/encoded_corpus.h"
#include "text/tokenizer.h"

namespace nmt {

// What one corpus of the list gives, and how often it is drawn. Its pairs follow those of the one
// before it.
struct CorpusPart {
  std::int64_t pairs = 0, source_tokens = 0, target_tokens = 0;
  double weight = 1;

  // The pairs drawn in an epoch: some are taken once more than others where the weight is no whole
  // number. Never 0 of a corpus that has pairs.
  std::int64_t draws() const;
};

struct TokenCacheEntry;

// Pairs are numbered from 0 in the order of the corpus, without those left out.
class TokenCache {
 public:
  // Maps folder/tokens.bin. The file is built first, streaming, when it is missing, damaged, or
  // made from other text, tokenizers or settings: it carries a hash of all of them, so that it is
  // never stale. Throws Error, also when no pair is left.
  TokenCache(const std::string& folder, const DataSettings& data, const Tokenizers& tokenizers,
             const Announce& announce);
  TokenCache(const TokenCache&) = delete;
  TokenCache& operator=(const TokenCache&) = delete;

  std::int64_t pairs() const { return statistics_.pairs; }
  // With the end mark.
  int source_length(std::int64_t pair) const;
  int target_length(std::int64_t pair) const;
  // Adds the pair with kEnd on both sides and its tag before the source, numbered as in the corpus.
  void append(std::int64_t pair, PairBatch& batch) const;

  const CorpusStatistics& statistics() const { return statistics_; }
  const std::vector<CorpusPart>& parts() const { return parts_; }
  // A file of an earlier run was taken as it was.
  bool reused() const { return reused_; }
  std::size_t file_bytes() const { return file_.size(); }
  // Gives the memory of the pages read so far back to the system; they are read again when needed.
  void drop_pages() const;

 private:
  void open_or_build(const std::string& folder, const DataSettings& data,
                     const Tokenizers& tokenizers, const Announce& announce);
  bool open(const std::string& path, const std::string& key);
  const std::byte* block(std::int64_t pair) const;
  const TokenCacheEntry& entry(std::int64_t pair) const;

  ReadOnlyMap file_;
  int id_bytes_ = 0;
  bool weighted_ = false;              // pairs have weights of their own
  std::vector<std::uint64_t> blocks_;  // where each block of pairs begins
  std::vector<CorpusPart> parts_;
  CorpusStatistics statistics_;
  bool reused_ = false;
};

}  // namespace nmt
