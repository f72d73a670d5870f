#include "text/token_cache.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/descriptor.h"
#include "base/error.h"
#include "base/file.h"
#include "base/file_lock.h"
#include "base/format.h"
#include "base/hash.h"
#include "text/token_cache_file.h"

namespace nmt {
namespace {

// Everything that decides what a cache holds. Content hashes, because times and sizes can lie.
std::string key_of(const DataSettings& data, const Tokenizers& tokenizers) {
  std::string text = format("{} {} {} {}", data.max_length, data.invalid_utf8,
                            tokenizers.source->hash(), tokenizers.target->hash());
  for (const TrainingCorpus& part : data.train.parts)
    text += format(" {} {} {} '{}'", part.source.size(), part.tsv.size(),
                   part.sentence_weights.size(), part.tag);
  for (const std::string& file : corpus_files(data.train)) (text += ' ') += file_hash(file);
  return content_hash(text);
}

// Sizes and times of the files, to notice when one is written while it is being read.
std::vector<std::pair<std::uintmax_t, std::filesystem::file_time_type>> stamps_of(
    const CorpusList& corpus) {
  std::vector<std::pair<std::uintmax_t, std::filesystem::file_time_type>> stamps;
  std::error_code missing;  // is answered where the file is read
  for (const std::string& file : corpus_files(corpus))
    stamps.emplace_back(std::filesystem::file_size(file, missing),
                        std::filesystem::last_write_time(file, missing));
  return stamps;
}

bool has_checksum(const Descriptor& file, std::size_t bytes, const TokenCacheFooter& footer) {
  ContentHasher hasher;
  std::vector<char> block(1 << 20);
  for (std::size_t position = 0; position < bytes; position += block.size()) {
    const std::size_t size = std::min(block.size(), bytes - position);
    if (!read_at(file, position, block.data(), size)) return false;
    hasher.update({block.data(), size});
  }
  return hasher.hex() == std::string_view(footer.checksum, sizeof footer.checksum);
}

template <class Id>
const Id* add_sentence(const Id* ids, std::uint32_t length, Batch& batch) {
  batch.ids.insert(batch.ids.end(), ids, ids + length);
  batch.ids.push_back(kEnd);
  batch.offsets.push_back(batch.tokens());
  return ids + length;
}

template <class Id>
void add_pair(const Id* ids, const TokenCacheEntry& entry, PairBatch& batch) {
  const Id* target = add_sentence(ids + entry.begin, entry.source_length, batch.source);
  add_sentence(target, entry.target_length, batch.target);
}

}  // namespace

std::int64_t CorpusPart::draws() const {
  const double wanted = weight * static_cast<double>(pairs);
  return pairs == 0 ? 0 : std::max<std::int64_t>(1, std::llround(wanted));
}

TokenCache::TokenCache(const std::string& folder, const DataSettings& data,
                       const Tokenizers& tokenizers, const Announce& announce) {
  require_regular_files(data.train);
  open_or_build(folder, data, tokenizers, announce);
  for (std::size_t i = 0; i < parts_.size(); ++i) parts_[i].weight = data.train.parts[i].weight;
}

void TokenCache::open_or_build(const std::string& folder, const DataSettings& data,
                               const Tokenizers& tokenizers, const Announce& announce) {
  const std::string path = folder + "/tokens.bin";
  const auto stamps = stamps_of(data.train);
  const std::string key = key_of(data, tokenizers);
  if (open(path, key)) {
    reused_ = true;
    return;
  }
  make_folder(folder);
  // Runs that share the folder build it once.
  FileLock lock(folder + "/tokens.lock");
  if (!lock.try_lock()) {
    if (announce) announce(format("another run is building {}/tokens.bin; waiting for it", folder));
    lock.lock();
  }
  if (open(path, key)) {
    reused_ = true;
    return;
  }
  build_token_cache(path, key, data, tokenizers, announce);
  const auto now = stamps_of(data.train);
  const auto changed = std::mismatch(now.begin(), now.end(), stamps.begin()).first - now.begin();
  if (now != stamps) {
    std::filesystem::remove(path);
    throw Error({.what = "a file of data.train was written while it was being read",
                 .where = corpus_files(data.train)[static_cast<std::size_t>(changed)],
                 .fix = "start again when the corpus is complete",
                 .kind = Error::Kind::runtime});
  }
  if (!open(path, key))
    throw Error({.what = format("cannot read back what was written: {}", std::strerror(errno)),
                 .where = path,
                 .fix = "check the disk, or choose a model_dir on another one",
                 .kind = Error::Kind::runtime});
}

bool TokenCache::open(const std::string& path, const std::string& key) {
  const Descriptor file = open_descriptor(path, O_RDONLY);
  if (!file.is_open() || size_of(file) < sizeof(TokenCacheFooter)) return false;
  const std::size_t footer_begin = size_of(file) - sizeof(TokenCacheFooter);
  TokenCacheFooter footer;
  if (!read_at(file, footer_begin, &footer, sizeof footer)) return false;
  if (footer.magic != TokenCacheFooter::kMagic ||
      key != std::string_view(footer.key, sizeof footer.key) ||
      !has_checksum(file, footer_begin + offsetof(TokenCacheFooter, checksum), footer))
    return false;

  blocks_.resize(footer.blocks);
  parts_.resize(footer.parts);
  const std::size_t table_bytes = footer.blocks * sizeof(std::uint64_t);
  const std::size_t parts_bytes = footer.parts * sizeof(CorpusPart);
  if (!read_at(file, footer_begin - parts_bytes, parts_.data(), parts_bytes) ||
      !read_at(file, footer_begin - parts_bytes - table_bytes, blocks_.data(), table_bytes))
    return false;
  file_ = ReadOnlyMap(file);
  if (file_.data() == nullptr) return false;
  id_bytes_ = static_cast<int>(footer.id_bytes);
  weighted_ = footer.weighted != 0;
  statistics_ = footer.statistics;
  return true;
}

const std::byte* TokenCache::block(std::int64_t pair) const {
  return file_.data() + blocks_[static_cast<std::size_t>(pair / kPairsPerBlock)];
}

const TokenCacheEntry& TokenCache::entry(std::int64_t pair) const {
  return reinterpret_cast<const TokenCacheEntry*>(block(pair))[pair % kPairsPerBlock];
}

int TokenCache::source_length(std::int64_t pair) const {
  return static_cast<int>(entry(pair).source_length) + 1;
}

int TokenCache::target_length(std::int64_t pair) const {
  return static_cast<int>(entry(pair).target_length) + 1;
}

void TokenCache::append(std::int64_t pair, PairBatch& batch) const {
  const std::int64_t first = pair - pair % kPairsPerBlock;
  const auto in_block = static_cast<std::size_t>(std::min(kPairsPerBlock, pairs() - first));
  const std::byte* ids = block(pair) + in_block * sizeof(TokenCacheEntry);
  if (id_bytes_ == 2)
    add_pair(reinterpret_cast<const std::uint16_t*>(ids), entry(pair), batch);
  else
    add_pair(reinterpret_cast<const TokenId*>(ids), entry(pair), batch);
  batch.pairs.push_back(entry(pair).number);
  if (weighted_) batch.weights.push_back(entry(pair).weight);
}

void TokenCache::drop_pages() const { file_.forget(); }

}  // namespace nmt
