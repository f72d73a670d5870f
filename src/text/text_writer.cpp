#include "text/text_writer.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>
#include <vector>

namespace nmt {

// The same text gives the same bytes: neither its name nor the time is written.
struct TextWriter::Gzip {
  z_stream stream = {};
  std::vector<Bytef> block = std::vector<Bytef>(1 << 16);

  Gzip() {
    constexpr int kGzipFormat = 15 + 16, kMemory = 8;
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipFormat, kMemory,
                     Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  ~Gzip() { deflateEnd(&stream); }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;
};

bool is_packed_name(std::string_view path) { return path.ends_with(".gz"); }

TextWriter::TextWriter(const std::string& path)
    : file_(path), gzip_(is_packed_name(path) ? std::make_unique<Gzip>() : nullptr) {}

TextWriter::~TextWriter() = default;

void TextWriter::write(std::string_view text) {
  if (!gzip_) return file_.write(text.data(), text.size());
  constexpr std::size_t kMost = std::numeric_limits<uInt>::max();
  for (; !text.empty(); text.remove_prefix(std::min(kMost, text.size())))
    put(text.substr(0, kMost), Z_NO_FLUSH);
}

void TextWriter::commit() {
  if (gzip_) put({}, Z_FINISH);
  file_.commit();
}

void TextWriter::put(std::string_view text, int flush) {
  z_stream& stream = gzip_->stream;
  std::vector<Bytef>& block = gzip_->block;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  do {
    stream.next_out = block.data();
    stream.avail_out = static_cast<uInt>(block.size());
    deflate(&stream, flush);
    file_.write(block.data(), block.size() - stream.avail_out);
  } while (stream.avail_out == 0);
}

}  // namespace nmt
