// Lines of a text file, plain or packed, streamed in constant memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace nmt {

// Text is refused where it is UTF-16 or UTF-32, or packed in what is packed.
enum class BlockContent { text, bytes };

// The bytes of a file in blocks. gzip, zstd, xz and bzip2 are recognised by the content, not by the
// name, and unpacked.
class BlockReader {
 public:
  // Throws Error when the file is missing, a directory or unreadable, or packed as this build does
  // not read it.
  explicit BlockReader(std::string path, BlockContent content = BlockContent::text);
  ~BlockReader();
  BlockReader(BlockReader&&) noexcept;

  // The next bytes, valid until the next call; empty at the end. Throws Error on corrupt or
  // truncated data.
  std::string_view next();
  const std::string& path() const { return path_; }
  // Whether the bytes are those of the file.
  bool is_plain() const;

  struct File;

 private:
  std::string path_;
  BlockContent content_;
  std::unique_ptr<File> file_;
};

// Lines without their LF or CR LF; a byte order mark at the start of the file is dropped.
class LineReader {
 public:
  explicit LineReader(std::string path) : blocks_(std::move(path)) {}

  // False at the end of the file.
  bool next(std::string& line);
  // Of the line read last, from 1.
  std::int64_t line_number() const { return line_number_; }
  const std::string& path() const { return blocks_.path(); }
  bool is_plain() const { return blocks_.is_plain(); }

 private:
  BlockReader blocks_;
  std::string_view rest_;  // of the current block
  std::int64_t line_number_ = 0;
};

// What a line is without what else may stand around it in a file: the CR of a CR LF at its end, and
// a byte order mark before the first line. `number` counts from 1.
std::string_view bare_line(std::string_view line, std::int64_t number);

// As many as a LineReader gives; a last line without LF counts.
std::int64_t count_lines(const std::string& path);

// Throws Error where the file is one line because its lines end in CR alone. Reads no further than
// to the second line.
void require_line_feeds(const std::string& path);

}  // namespace nmt
