#include "exchange/marian_shortlist.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>

#include "base/file.h"
#include "base/format.h"
#include "exchange/byte_cursor.h"
#include "exchange/file_bytes.h"
#include "exchange/refusal.h"

namespace nmt {
namespace {

constexpr std::uint64_t kShortlistMagic = 0xF11A48D5013417F5;

struct ShortlistHeader {
  std::uint64_t magic = 0, checksum = 0;
  std::uint64_t first = 0, best = 0, offsets = 0, entries = 0;  // the checksum's first words
};

// Of 64-bit words; half a word at the end does not count.
std::uint64_t shortlist_checksum(std::span<const std::byte> bytes, std::uint64_t before = 0) {
  std::uint64_t hash = before, word = 0;
  for (; bytes.size() >= sizeof word; bytes = bytes.subspan(sizeof word)) {
    std::memcpy(&word, bytes.data(), sizeof word);
    hash ^= word + 0x9e3779b9 + (hash << 6) + (hash >> 2);
  }
  return hash;
}

void check_offsets(const MarianShortlist& shortlist, const std::string& path) {
  const std::vector<std::uint64_t>& offsets = shortlist.offsets;
  if (offsets.empty() || offsets.front() != 0 || offsets.back() != shortlist.entries.size() ||
      !std::is_sorted(offsets.begin(), offsets.end()))
    refuse_file(path,
                "the shortlist is damaged: its offsets do not rise from the first entry to "
                "the last");
}

template <class Number>
std::vector<Number> take_numbers(ByteCursor& cursor, std::uint64_t count, const char* what) {
  if (count > cursor.left() / sizeof(Number)) cursor.take(cursor.left() + 1, what);
  std::vector<Number> numbers(static_cast<std::size_t>(count));
  const auto bytes = cursor.take(count * sizeof(Number), what);
  if (count > 0) std::memcpy(numbers.data(), bytes.data(), bytes.size());
  return numbers;
}

}  // namespace

MarianShortlist read_marian_shortlist(const std::string& path) {
  return read_marian_shortlist(path, file_bytes(path));
}

MarianShortlist read_marian_shortlist(const std::string& path, const FileBytes& file) {
  ByteCursor cursor(file.bytes, path);
  const auto header = cursor.number<ShortlistHeader>("its header");
  if (header.magic != kShortlistMagic) refuse_file(path, "it is no binary shortlist of Marian");
  MarianShortlist shortlist{.first = header.first, .best = header.best};
  shortlist.offsets = take_numbers<std::uint64_t>(cursor, header.offsets, "its offsets");
  shortlist.entries = take_numbers<std::uint32_t>(cursor, header.entries, "its entries");
  if (cursor.left() > 0)
    refuse_file(path, format("the shortlist is damaged: {} bytes are too many", cursor.left()));
  constexpr std::size_t kUnchecked = offsetof(ShortlistHeader, first);
  if (shortlist_checksum(file.bytes.subspan(kUnchecked)) != header.checksum)
    refuse_file(path, "the shortlist is damaged: it has another checksum");
  check_offsets(shortlist, path);
  return shortlist;
}

void write_marian_shortlist(const std::string& path, const MarianShortlist& shortlist) {
  check_offsets(shortlist, path);
  ShortlistHeader header{.magic = kShortlistMagic,
                         .checksum = 0,
                         .first = shortlist.first,
                         .best = shortlist.best,
                         .offsets = shortlist.offsets.size(),
                         .entries = shortlist.entries.size()};
  // All parts before the entries are whole words.
  const auto words = std::as_bytes(std::span(&header.first, 4));
  header.checksum = shortlist_checksum(words);
  for (const auto part :
       {std::as_bytes(std::span(shortlist.offsets)), std::as_bytes(std::span(shortlist.entries))})
    header.checksum = shortlist_checksum(part, header.checksum);
  AtomicFile file(path);
  file.write(&header, sizeof header);
  file.write(shortlist.offsets.data(), shortlist.offsets.size() * sizeof(std::uint64_t));
  file.write(shortlist.entries.data(), shortlist.entries.size() * sizeof(std::uint32_t));
  file.commit();
}

}  // namespace nmt
