#include "exchange/zip_file.h"

#include <algorithm>
#include <cstring>
#include <tuple>
#include <utility>

#include "base/format.h"
#include "exchange/byte_cursor.h"
#include "exchange/refusal.h"
#include "exchange/zip_format.h"
#include "text/deflate.h"

namespace nmt {
namespace {

constexpr std::size_t kDirectoryEntryBytes = 46, kDirectoryEndBytes = 22, kWideEndPlaceBytes = 20;
constexpr std::uint32_t kStored = 0, kDeflated = 8;
// The value of a field that does not fit and stands in the extra field with this number.
constexpr std::uint32_t kWide = 0xffffffff;
constexpr std::uint16_t kWideField = 1;

[[noreturn]] void refuse_archive(const std::string& path, const std::string& what) {
  refuse_file(path, "the zip archive is damaged: " + what);
}

[[noreturn]] void refuse_member(const std::string& path, std::string_view name,
                                const std::string& what, const std::string& fix = kGetFileAgain) {
  refuse_file(format("{}:{}", path, shown_name(name)), what, fix);
}

// The signature that the next four bytes must be.
void expect(ByteCursor& cursor, std::uint32_t signature, const char* what) {
  if (cursor.number<std::uint32_t>(what) != signature)
    refuse_archive(cursor.path(), format("{} is not where it should be", what));
}

// The directory's end lies before a comment, which is seldom there.
std::size_t end_of_directory(std::span<const std::byte> bytes, const std::string& path) {
  constexpr std::size_t kLongestComment = 0xffff;
  if (bytes.size() < kDirectoryEndBytes) refuse_file(path, "it is no zip archive");
  const std::size_t last = bytes.size() - kDirectoryEndBytes;
  for (std::size_t at = last + 1; at-- > last - std::min(last, kLongestComment);) {
    std::uint32_t signature = 0;
    std::memcpy(&signature, bytes.data() + at, sizeof signature);
    if (signature == kZipDirectoryEnd) return at;
  }
  refuse_file(path, "it is no zip archive, or one that is cut off");
}

// Numbers of 64 bits stand in the order of the fields that have none.
void take_wide(ByteCursor& extra, std::uint64_t& field) {
  if (field == kWide) field = extra.number<std::uint64_t>("a size of the archive");
}

}  // namespace

ZipFile::ZipFile(std::string path, FileBytes file)
    : path_(std::move(path)), file_(std::move(file)) {
  read_directory(find_directory());
  for (auto& [name, member] : members_) find_bytes(name, member);
  check_bounds();
}

ZipFile::Directory ZipFile::find_directory() const {
  const std::size_t end = end_of_directory(file_.bytes, path_);
  ByteCursor cursor(file_.bytes, path_);
  cursor.go_to(end + 10, "the end of the directory");
  Directory directory;
  directory.members = cursor.number<std::uint16_t>("the end of the directory");
  cursor.take(4, "the end of the directory");
  directory.begin = cursor.number<std::uint32_t>("the end of the directory");
  if (end < kWideEndPlaceBytes) return directory;
  cursor.go_to(end - kWideEndPlaceBytes, "the end of the directory");
  if (cursor.number<std::uint32_t>("the end of the directory") != kZipWideEndPlace)
    return directory;
  cursor.take(4, "the end of the directory");
  cursor.go_to(cursor.number<std::uint64_t>("the end of the directory"),
               "the end of the directory in 64 bits");
  expect(cursor, kZipWideEnd, "the end of the directory in 64 bits");
  cursor.take(28, "the end of the directory in 64 bits");
  directory.members = cursor.number<std::uint64_t>("the end of the directory in 64 bits");
  cursor.take(8, "the end of the directory in 64 bits");
  directory.begin = cursor.number<std::uint64_t>("the end of the directory in 64 bits");
  return directory;
}

void ZipFile::read_directory(const Directory& directory) {
  ByteCursor cursor(file_.bytes, path_);
  cursor.go_to(directory.begin, "its directory");
  if (directory.members > cursor.left() / kDirectoryEntryBytes)
    refuse_archive(path_, format("it would have {} files", directory.members));
  for (std::uint64_t i = 0; i < directory.members; ++i) {
    std::string name;
    const Member member = read_member(cursor, name);
    if (name.ends_with('/')) continue;  // a folder
    if (!members_.emplace(name, member).second)
      refuse_member(path_, name, "two files of the archive have this name");
    names_.push_back(std::move(name));
  }
}

ZipFile::Member ZipFile::read_member(ByteCursor& cursor, std::string& name) const {
  constexpr const char* kWhat = "an entry of its directory";
  Member member;
  expect(cursor, kZipDirectoryEntry, kWhat);
  cursor.take(4, kWhat);
  member.is_encrypted = (cursor.number<std::uint16_t>(kWhat) & 1U) != 0;
  member.method = cursor.number<std::uint16_t>(kWhat);
  cursor.take(4, kWhat);
  member.checksum = cursor.number<std::uint32_t>(kWhat);
  member.packed = cursor.number<std::uint32_t>(kWhat);
  member.size = cursor.number<std::uint32_t>(kWhat);
  const auto name_size = cursor.number<std::uint16_t>(kWhat);
  const auto extra_size = cursor.number<std::uint16_t>(kWhat);
  const auto comment_size = cursor.number<std::uint16_t>(kWhat);
  cursor.take(8, kWhat);
  member.header = cursor.number<std::uint32_t>(kWhat);
  name = cursor.text(name_size, kWhat);
  ByteCursor extra(cursor.take(extra_size, kWhat), path_);
  cursor.take(comment_size, kWhat);
  while (extra.left() >= 4) {
    const auto field = extra.number<std::uint16_t>(kWhat);
    const auto size = extra.number<std::uint16_t>(kWhat);
    ByteCursor content(extra.take(size, kWhat), path_);
    if (field != kWideField) continue;
    take_wide(content, member.size);
    take_wide(content, member.packed);
    take_wide(content, member.header);
  }
  return member;
}

void ZipFile::find_bytes(const std::string& name, Member& member) const {
  constexpr const char* kWhat = "the header of a file";
  ByteCursor cursor(file_.bytes, path_);
  cursor.go_to(member.header, kWhat);
  expect(cursor, kZipLocalHeader, kWhat);
  cursor.take(22, kWhat);
  const auto name_size = cursor.number<std::uint16_t>(kWhat);
  const auto extra_size = cursor.number<std::uint16_t>(kWhat);
  if (cursor.text(name_size, kWhat) != name)
    refuse_member(path_, name, "the zip archive is damaged: it has another name there");
  cursor.take(extra_size, kWhat);
  member.begin = cursor.position();
  cursor.take(member.packed, "a file of the archive");
}

// Files that share their bytes would be unpacked again and again.
void ZipFile::check_bounds() const {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> places;
  std::uint64_t unpacked = 0;
  for (const auto& [name, member] : members_) {
    places.emplace_back(member.header, member.begin + member.packed);
    if (__builtin_add_overflow(unpacked, member.size, &unpacked))
      refuse_member(path_, name, format("{} bytes cannot be", member.size));
  }
  std::sort(places.begin(), places.end());
  for (std::size_t i = 1; i < places.size(); ++i)
    if (places[i].first < places[i - 1].second)
      refuse_archive(path_, "two of its files share their bytes");
  if (is_more_than_weights(file_.bytes.size(), unpacked))
    refuse_archive(path_, format("{} bytes would come out of {}", unpacked, file_.bytes.size()));
}

FileBytes ZipFile::read(std::string_view name) const {
  const auto found = members_.find(name);
  if (found == members_.end()) refuse_member(path_, name, "there is no such file in the archive");
  const Member& member = found->second;
  if (member.is_encrypted)
    refuse_member(path_, name, "it is encrypted",
                  "unpack the archive, which asks for the password");
  if (member.method != kStored && member.method != kDeflated)
    refuse_member(path_, name,
                  format("it is packed by method {}, which is not read", member.method),
                  "unpack the archive, and pack it again by deflate");
  const auto packed = file_.bytes.subspan(static_cast<std::size_t>(member.begin),
                                          static_cast<std::size_t>(member.packed));
  FileBytes content{file_.memory, packed};
  bool is_whole = member.size == member.packed;
  if (member.method == kDeflated) {
    std::span<std::byte> room;
    std::tie(content, room) = new_bytes(static_cast<std::size_t>(member.size));
    is_whole = inflate_all(packed, room);
  }
  if (!is_whole || crc32_of(content.bytes) != member.checksum)
    refuse_member(path_, name, "the zip archive is damaged: the file has another checksum");
  return content;
}

}  // namespace nmt
