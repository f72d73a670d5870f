#include "text/line_reader.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

constexpr std::size_t kBlockBytes = 1 << 17;

// zlib begins its messages with the path.
std::string gzip_words(const std::string& message, const std::string& path) {
  return message.starts_with(path + ": ") ? message.substr(path.size() + 2) : message;
}

}  // namespace

struct BlockReader::File {
  gzFile handle;
  std::vector<char> block = std::vector<char>(kBlockBytes);

  explicit File(const std::string& path) : handle(gzopen(path.c_str(), "rb")) {
    if (!handle)
      throw Error({.what = format("cannot open the file: {}", std::strerror(errno)),
                   .where = path,
                   .fix = "check the path and its permissions"});
    gzbuffer(handle, kBlockBytes);
  }
  ~File() { gzclose(handle); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
};

BlockReader::BlockReader(std::string path) : path_(std::move(path)) {
  if (std::error_code unknown; std::filesystem::is_directory(path_, unknown))
    throw Error({.what = format("'{}' is a folder, not a file", path_),
                 .where = path_,
                 .fix = "name the files in it"});
  file_ = std::make_unique<File>(path_);
}
BlockReader::~BlockReader() = default;
BlockReader::BlockReader(BlockReader&&) noexcept = default;

std::string_view BlockReader::next() {
  const int size = gzread(file_->handle, file_->block.data(), kBlockBytes);
  if (size > 0) return {file_->block.data(), static_cast<std::size_t>(size)};
  int code = Z_OK;
  const std::string message = gzerror(file_->handle, &code);
  if (code == Z_OK || code == Z_STREAM_END) return {};
  if (code == Z_ERRNO)
    throw Error({.what = format("cannot read the file: {}", std::strerror(errno)),
                 .where = path_,
                 .fix = "check the disk that it is on",
                 .kind = Error::Kind::runtime});
  throw Error(
      {.what = code == Z_BUF_ERROR ? "the file is cut off: the gzip data ends too early"
                                   : format("the file is corrupt: {}", gzip_words(message, path_)),
       .where = path_,
       .fix =
           format("compare it with the original, or get it again; `gzip -t {}` tests it", path_)});
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

}  // namespace nmt
