#include "text/shortlist.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <sstream>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/hash.h"

namespace nmt {
namespace {

static_assert(std::endian::native == std::endian::little, "shortlists are written as they lie");
static_assert(sizeof(TokenId) == sizeof(std::int32_t));

constexpr const char* kMagic = "nmt-shortlist";
constexpr int kVersion = 1;
constexpr std::size_t kLongestHeader = 512;

struct Header {
  std::string magic;
  int version = 0;
  Shortlist::Vocabularies vocabularies;
  std::size_t frequent = 0, entries = 0;
  std::string body_hash;

  std::size_t numbers() const {
    return frequent + static_cast<std::size_t>(vocabularies.source) + 1 + entries;
  }
};

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw Error(
      {.what = what, .where = path, .fix = "make the shortlist again: nmt shortlist --help"});
}

Header read_header(std::string_view line, const std::string& path) {
  Header h;
  std::istringstream in{std::string(line)};
  in >> h.magic;
  if (h.magic != kMagic) refuse(path, "the file is no shortlist");
  in >> h.version;
  if (h.version != kVersion)
    refuse(path, format("the shortlist has format {}; this program reads format {}", h.version,
                        kVersion));
  in >> h.vocabularies.source >> h.vocabularies.target >> h.vocabularies.source_hash >>
      h.vocabularies.target_hash >> h.frequent >> h.entries >> h.body_hash;
  if (!in || h.vocabularies.source < 1 || h.vocabularies.target < 1)
    refuse(path, "the first line of the shortlist is damaged");
  return h;
}

template <class T>
void append(std::string& bytes, const std::vector<T>& numbers) {
  bytes.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(T));
}

template <class T>
void take(const char*& from, std::vector<T>& numbers, std::size_t count) {
  numbers.resize(count);
  if (count > 0) std::memcpy(numbers.data(), from, count * sizeof(T));
  from += count * sizeof(T);
}

// A set of target tokens that gives them back sorted.
class TokenSet {
 public:
  explicit TokenSet(int vocabulary) : bits_((static_cast<std::size_t>(vocabulary) + 63) / 64) {}
  void add(TokenId id) {
    bits_[static_cast<std::size_t>(id) / 64] |= std::uint64_t{1} << (id % 64);
  }
  void add(std::span<const TokenId> ids) {
    for (const TokenId id : ids) add(id);
  }
  std::vector<TokenId> sorted() const {
    std::size_t count = 0;
    for (const std::uint64_t word : bits_) count += static_cast<std::size_t>(std::popcount(word));
    std::vector<TokenId> ids;
    ids.reserve(count);
    for (std::size_t i = 0; i < bits_.size(); ++i)
      for (std::uint64_t word = bits_[i]; word != 0; word &= word - 1)
        ids.push_back(static_cast<TokenId>(i * 64) + std::countr_zero(word));
    return ids;
  }

 private:
  std::vector<std::uint64_t> bits_;
};

// The tokens that exist and that a translation may hold, sorted, each once.
std::vector<TokenId> cleaned(std::vector<TokenId> ids, int vocabulary) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::erase(ids, kBegin);
  if (!ids.empty() && (ids.front() < 0 || ids.back() >= vocabulary))
    throw Error({.what = format("a shortlist of {} target tokens cannot hold token {}", vocabulary,
                                ids.front() < 0 ? ids.front() : ids.back()),
                 .kind = Error::Kind::runtime});
  return ids;
}

bool all_exist(const std::vector<TokenId>& ids, int vocabulary) {
  return std::all_of(ids.begin(), ids.end(),
                     [&](TokenId id) { return id >= 0 && id < vocabulary; });
}

}  // namespace

Shortlist::Vocabularies Shortlist::vocabularies_of(const Tokenizers& tokenizers) {
  return {.source = tokenizers.source->vocabulary_size(),
          .target = tokenizers.target->vocabulary_size(),
          .source_hash = tokenizers.source->hash(),
          .target_hash = tokenizers.target->hash()};
}

Shortlist::Shortlist(Vocabularies vocabularies, std::vector<TokenId> frequent,
                     std::span<const std::vector<TokenId>> translations)
    : vocabularies_(std::move(vocabularies)),
      frequent_(cleaned(std::move(frequent), vocabularies_.target)),
      offsets_{0} {
  for (std::size_t s = 0; s < static_cast<std::size_t>(vocabularies_.source); ++s) {
    if (s < translations.size()) {
      const std::vector<TokenId> ids = cleaned(translations[s], vocabularies_.target);
      entries_.insert(entries_.end(), ids.begin(), ids.end());
    }
    offsets_.push_back(static_cast<std::int32_t>(entries_.size()));
  }
}

Shortlist Shortlist::load(const std::string& path) {
  require_regular_file(path);
  const std::string bytes = read_file(path);
  const std::size_t line = std::string_view(bytes).substr(0, kLongestHeader).find('\n');
  if (line == std::string::npos) refuse(path, "the file is no shortlist");
  const Header h = read_header(std::string_view(bytes).substr(0, line), path);
  const std::string_view body = std::string_view(bytes).substr(line + 1);
  // Compared as quotients, so that no claim of the file can overflow.
  const std::size_t present = body.size() / sizeof(std::int32_t);
  if (h.frequent > present || h.entries > present || body.size() % sizeof(std::int32_t) != 0 ||
      h.numbers() != present || content_hash(body) != h.body_hash)
    refuse(path, "the shortlist is damaged: its content is not what its first line says");
  Shortlist shortlist;
  shortlist.vocabularies_ = h.vocabularies;
  const char* from = body.data();
  take(from, shortlist.frequent_, h.frequent);
  take(from, shortlist.offsets_, static_cast<std::size_t>(h.vocabularies.source) + 1);
  take(from, shortlist.entries_, h.entries);
  const std::vector<std::int32_t>& offsets = shortlist.offsets_;
  if (!std::is_sorted(offsets.begin(), offsets.end()) || offsets.front() != 0 ||
      static_cast<std::size_t>(offsets.back()) != h.entries ||
      !all_exist(shortlist.frequent_, h.vocabularies.target) ||
      !all_exist(shortlist.entries_, h.vocabularies.target))
    refuse(path, "the shortlist is damaged: it names tokens that do not exist");
  return shortlist;
}

void Shortlist::save(const std::string& path) const {
  std::string body;
  append(body, frequent_);
  append(body, offsets_);
  append(body, entries_);
  const std::string header =
      format("{} {} {} {} {} {} {} {} {}\n", kMagic, kVersion, vocabularies_.source,
             vocabularies_.target, vocabularies_.source_hash, vocabularies_.target_hash,
             frequent_.size(), entries_.size(), content_hash(body));
  write_file_atomically(path, header + body);
}

std::vector<TokenId> Shortlist::candidates(std::span<const TokenId> source) const {
  TokenSet set(std::max(vocabularies_.target, int{kEnd} + 1));
  set.add(kUnknown);
  set.add(kEnd);
  set.add(frequent_);
  for (const TokenId id : source) {
    if (id >= 0 && id < vocabularies_.source) set.add(translations(id));
  }
  return set.sorted();
}

std::span<const TokenId> Shortlist::translations(TokenId source) const {
  const auto begin = static_cast<std::size_t>(offsets_[static_cast<std::size_t>(source)]);
  const auto end = static_cast<std::size_t>(offsets_[static_cast<std::size_t>(source) + 1]);
  return std::span(entries_).subspan(begin, end - begin);
}

std::optional<Shortlist> Shortlist::load_for(const Tokenizers& tokenizers,
                                             const std::string& path) {
  if (path.empty()) return std::nullopt;
  Shortlist shortlist = load(path);
  shortlist.require(tokenizers, path);
  return shortlist;
}

void Shortlist::require(const Tokenizers& tokenizers, const std::string& where) const {
  const Vocabularies model = vocabularies_of(tokenizers);
  const auto check = [&](const char* side, const std::string& hash, const std::string& wanted,
                         std::pair<int, int> sizes) {
    if (hash == wanted) return;
    throw Error({.what = format("the shortlist was made for another {} vocabulary: {} tokens, hash "
                                "{}; the model has {} tokens, hash {}",
                                side, sizes.first, hash, sizes.second, wanted),
                 .where = where,
                 .fix = "make one for this model: nmt shortlist --help"});
  };
  check("source", vocabularies_.source_hash, model.source_hash,
        {vocabularies_.source, model.source});
  check("target", vocabularies_.target_hash, model.target_hash,
        {vocabularies_.target, model.target});
}

}  // namespace nmt
