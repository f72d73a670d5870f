#include "text/line_reader.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/format.h"
#include "text/unpacker.h"

namespace nmt {
namespace {

constexpr std::size_t kBlockBytes = 1 << 17;

Error damaged(const std::string& path, const std::string& words, const std::string& test) {
  return Error({.what = words,
                .where = path,
                .fix = format("compare it with the original, or get it again; `{} {}` tests it",
                              test, path)});
}

Error unreadable(const std::string& path) {
  return Error({.what = format("cannot read the file: {}", std::strerror(errno)),
                .where = path,
                .fix = "check the disk that it is on",
                .kind = Error::Kind::runtime});
}

Error unopened(const std::string& path) {
  return Error({.what = format("cannot open the file: {}", std::strerror(errno)),
                .where = path,
                .fix = "check the path and its permissions"});
}

// Those that tell how a file is packed; none of a pipe, which cannot give them twice.
std::string first_bytes(const std::string& path) {
  if (std::error_code unknown; !std::filesystem::is_regular_file(path, unknown)) return "";
  std::string bytes(kPackingBytes, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

// zlib begins its messages with the path.
std::string gzip_words(const std::string& message, const std::string& path) {
  return message.starts_with(path + ": ") ? message.substr(path.size() + 2) : message;
}

// Whether every other byte at the begin is 0, or the mark of UTF-16 or UTF-32 is there.
bool is_wide(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
  return text.size() >= 4 && ((text[0] == 0 && text[1] != 0 && text[2] == 0) ||
                              (text[0] != 0 && text[1] == 0 && text[3] == 0));
}

void refuse_what_is_no_text(std::string_view begin, const std::string& path) {
  if (is_wide(begin))
    throw Error({.what = "the text is UTF-16 or UTF-32, not UTF-8",
                 .where = path,
                 .fix = format("convert it: iconv -f UTF-16 -t UTF-8 {0} > {0}.utf8", path)});
  // From a pipe, whose bytes cannot be looked at in advance.
  if (const std::string packing = packing_of(begin); !packing.empty())
    throw Error({.what = format("what comes through this pipe is packed by {}", packing),
                 .where = path,
                 .fix = "name the file itself, or unpack it on the way"});
}

}  // namespace

struct BlockReader::File {
  virtual ~File() = default;
  // The next bytes into `block`: how many, 0 at the end.
  virtual std::size_t read(std::span<char> block) = 0;
  virtual bool is_plain() const = 0;

  std::vector<char> block = std::vector<char>(kBlockBytes);
  bool has_begun = false;
};

namespace {

// Plain text and gzip, which zlib tells apart.
class ZlibFile : public BlockReader::File {
 public:
  explicit ZlibFile(std::string path)
      : path_(std::move(path)), handle_(gzopen(path_.c_str(), "rb")) {
    if (!handle_) throw unopened(path_);
    gzbuffer(handle_, kBlockBytes);
  }
  ~ZlibFile() override { gzclose(handle_); }

  std::size_t read(std::span<char> room) override {
    const int size = gzread(handle_, room.data(), static_cast<unsigned>(room.size()));
    if (size > 0) return static_cast<std::size_t>(size);
    int code = Z_OK;
    const std::string message = gzerror(handle_, &code);
    if (code == Z_OK || code == Z_STREAM_END) return 0;
    if (code == Z_ERRNO) throw unreadable(path_);
    throw damaged(path_,
                  code == Z_BUF_ERROR
                      ? "the file is cut off: the gzip data ends too early"
                      : format("the file is corrupt: {}", gzip_words(message, path_)),
                  "gzip -t");
  }

  bool is_plain() const override { return gzdirect(handle_) != 0; }

 private:
  std::string path_;
  gzFile handle_;
};

class PackedFile : public BlockReader::File {
 public:
  PackedFile(std::string packing, std::string path)
      : path_(std::move(path)),
        packing_(std::move(packing)),
        file_(path_, std::ios::binary),
        unpacker_(make_unpacker(packing_, path_)) {
    if (!file_) throw unopened(path_);
  }

  std::size_t read(std::span<char> room) override {
    for (;;) {
      if (packed_.empty() && !ended_) fill();
      const std::size_t count = unpack(room);
      if (count > 0) return count;
      if (!packed_.empty() || !ended_) continue;
      if (unpacker_->is_whole()) return 0;
      throw damaged(path_, format("the file is cut off: the {} data ends too early", packing_),
                    packing_ + " -t");
    }
  }
  bool is_plain() const override { return false; }

 private:
  void fill() {
    file_.read(bytes_.data(), static_cast<std::streamsize>(bytes_.size()));
    if (file_.bad()) throw unreadable(path_);
    packed_ = {bytes_.data(), static_cast<std::size_t>(file_.gcount())};
    ended_ = file_.eof();
  }
  std::size_t unpack(std::span<char> room) {
    try {
      return unpacker_->unpack(packed_, room, ended_);
    } catch (const std::runtime_error& error) {
      throw damaged(path_, format("the file is corrupt: {}", error.what()), packing_ + " -t");
    }
  }

  std::string path_, packing_;
  std::ifstream file_;
  std::unique_ptr<Unpacker> unpacker_;
  std::vector<char> bytes_ = std::vector<char>(kBlockBytes);
  std::string_view packed_;
  bool ended_ = false;
};

}  // namespace

BlockReader::BlockReader(std::string path, BlockContent content)
    : path_(std::move(path)), content_(content) {
  if (std::error_code unknown; std::filesystem::is_directory(path_, unknown))
    throw Error({.what = format("'{}' is a folder, not a file", path_),
                 .where = path_,
                 .fix = "name the files in it"});
  const std::string packing = packing_of(first_bytes(path_));
  if (packing.empty())
    file_ = std::make_unique<ZlibFile>(path_);
  else
    file_ = std::make_unique<PackedFile>(packing, path_);
}
BlockReader::~BlockReader() = default;
BlockReader::BlockReader(BlockReader&&) noexcept = default;

bool BlockReader::is_plain() const { return file_->is_plain(); }

std::string_view BlockReader::next() {
  const std::string_view block = {file_->block.data(), file_->read(file_->block)};
  if (!std::exchange(file_->has_begun, true) && content_ == BlockContent::text)
    refuse_what_is_no_text(block, path_);
  return block;
}

bool LineReader::next(std::string& line) {
  line.clear();
  bool any = false;
  for (;;) {
    if (rest_.empty()) rest_ = blocks_.next();
    if (rest_.empty()) break;
    any = true;
    const std::size_t end = rest_.find('\n');
    line += rest_.substr(0, end);
    rest_.remove_prefix(std::min(end, rest_.size() - 1) + 1);
    if (end != std::string_view::npos) break;
  }
  if (!any) return false;
  const std::string_view bare = bare_line(line, ++line_number_);
  if (bare.size() != line.size()) line = std::string(bare);
  return true;
}

std::string_view bare_line(std::string_view line, std::int64_t number) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (number == 1 && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  return line;
}

std::int64_t count_lines(const std::string& path) {
  BlockReader blocks(path);
  std::int64_t lines = 0;
  char last = '\n';
  for (std::string_view block = blocks.next(); !block.empty(); block = blocks.next()) {
    lines += std::count(block.begin(), block.end(), '\n');
    last = block.back();
  }
  return lines + (last != '\n');
}

void require_line_feeds(const std::string& path) {
  BlockReader blocks(path);
  std::int64_t returns = 0;
  bool ended = false;  // the first line
  for (std::string_view block = blocks.next(); !block.empty(); block = blocks.next()) {
    if (ended) return;
    const std::size_t end = block.find('\n');
    ended = end != std::string_view::npos;
    if (ended && end + 1 < block.size()) return;
    returns += std::count(block.begin(), block.end(), '\r');
  }
  constexpr std::int64_t kByChance = 1;  // or before the LF
  if (returns <= kByChance) return;
  throw Error({.what = format("the whole file is one line: it has {} carriage returns (CR) and no "
                              "line feeds (LF) to end lines",
                              returns),
               .where = path,
               .fix = format("make them line feeds: tr '\\r' '\\n' < {} > NEW", path)});
}

}  // namespace nmt
