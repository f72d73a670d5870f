#include "text/unpacker.h"

#include <stdexcept>

#ifdef NMT_ZSTD
#include <zstd.h>
#endif
#ifdef NMT_XZ
#include <lzma.h>
#endif
#ifdef NMT_BZIP2
#include <bzlib.h>
#endif

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

#ifdef NMT_ZSTD
class ZstdUnpacker : public Unpacker {
 public:
  ~ZstdUnpacker() override { ZSTD_freeDStream(stream_); }

  std::size_t unpack(std::string_view& packed, std::span<char> room, bool) override {
    ZSTD_inBuffer in = {packed.data(), packed.size(), 0};
    ZSTD_outBuffer out = {room.data(), room.size(), 0};
    const std::size_t wanted = ZSTD_decompressStream(stream_, &out, &in);
    if (ZSTD_isError(wanted)) throw std::runtime_error(ZSTD_getErrorName(wanted));
    packed.remove_prefix(in.pos);
    // After the end of a frame nothing is wanted, until the next one begins.
    if (in.pos > 0 || out.pos > 0) is_whole_ = wanted == 0;
    return out.pos;
  }
  bool is_whole() const override { return is_whole_; }

 private:
  ZSTD_DStream* stream_ = ZSTD_createDStream();
  bool is_whole_ = false;
};
#endif

#ifdef NMT_XZ
class XzUnpacker : public Unpacker {
 public:
  XzUnpacker() {
    constexpr std::uint64_t kAnyMemory = UINT64_MAX;
    if (lzma_stream_decoder(&stream_, kAnyMemory, LZMA_CONCATENATED) != LZMA_OK)
      throw std::bad_alloc();
  }
  ~XzUnpacker() override { lzma_end(&stream_); }

  std::size_t unpack(std::string_view& packed, std::span<char> room, bool last) override {
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(packed.data());
    stream_.avail_in = packed.size();
    stream_.next_out = reinterpret_cast<std::uint8_t*>(room.data());
    stream_.avail_out = room.size();
    const lzma_ret code = lzma_code(&stream_, last ? LZMA_FINISH : LZMA_RUN);
    packed.remove_prefix(packed.size() - stream_.avail_in);
    is_whole_ = code == LZMA_STREAM_END;
    if (code == LZMA_DATA_ERROR || code == LZMA_FORMAT_ERROR)
      throw std::runtime_error("the data are damaged");
    if (code == LZMA_MEM_ERROR) throw std::bad_alloc();
    if (code == LZMA_OPTIONS_ERROR)
      throw std::runtime_error("it was packed with options that this liblzma does not know");
    return room.size() - stream_.avail_out;
  }
  bool is_whole() const override { return is_whole_; }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool is_whole_ = false;
};
#endif

#ifdef NMT_BZIP2
class Bzip2Unpacker : public Unpacker {
 public:
  ~Bzip2Unpacker() override { BZ2_bzDecompressEnd(&stream_); }

  std::size_t unpack(std::string_view& packed, std::span<char> room, bool) override {
    if (packed.empty() && is_whole_) return 0;
    // One stream may follow another, as pbzip2 writes them.
    if (is_whole_) begin();
    stream_.next_in = const_cast<char*>(packed.data());
    stream_.avail_in = static_cast<unsigned>(packed.size());
    stream_.next_out = room.data();
    stream_.avail_out = static_cast<unsigned>(room.size());
    const int code = BZ2_bzDecompress(&stream_);
    packed.remove_prefix(packed.size() - stream_.avail_in);
    if (code == BZ_MEM_ERROR) throw std::bad_alloc();
    if (code != BZ_OK && code != BZ_STREAM_END) throw std::runtime_error("the data are damaged");
    is_whole_ = code == BZ_STREAM_END;
    return room.size() - stream_.avail_out;
  }
  bool is_whole() const override { return is_whole_; }

 private:
  void begin() {
    BZ2_bzDecompressEnd(&stream_);
    stream_ = {};
    if (BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) throw std::bad_alloc();
  }

  bz_stream stream_ = {};
  bool is_whole_ = true;  // no stream has begun
};
#endif

template <class Made>
std::unique_ptr<Unpacker> make() {
  return std::make_unique<Made>();
}

struct Packing {
  const char* name;
  std::string_view first_bytes;
  const char* unpack;   // a shell command, before the file's name
  const char* package;  // of Debian, to build nmt with; null for a packing that nmt never reads
  std::unique_ptr<Unpacker> (*make)();  // null where this build does not read it
};

constexpr Packing kPackings[] = {
    {"zstd", "\x28\xB5\x2F\xFD", "zstd -d", "libzstd-dev",
#ifdef NMT_ZSTD
     make<ZstdUnpacker>},
#else
     nullptr},
#endif
    {"xz",
     "\xFD"
     "7zXZ",
     "xz -dk", "liblzma-dev",
#ifdef NMT_XZ
     make<XzUnpacker>},
#else
     nullptr},
#endif
    {"bzip2", "BZh", "bzip2 -dk", "libbz2-dev",
#ifdef NMT_BZIP2
     make<Bzip2Unpacker>},
#else
     nullptr},
#endif
    {"zip", "PK\x03\x04", "unzip", nullptr, nullptr},
};

// A text may begin with the letters BZh too; after the level there is a block, or the end.
bool is_bzip2(std::string_view bytes) {
  constexpr std::string_view kBlock = "1AY&SY", kEnd = "\x17rE8P\x90";
  return bytes.size() >= kPackingBytes &&
         (bytes.substr(4).starts_with(kBlock) || bytes.substr(4).starts_with(kEnd));
}

}  // namespace

std::string packing_of(std::string_view first_bytes) {
  for (const Packing& packing : kPackings)
    if (first_bytes.starts_with(packing.first_bytes) &&
        (packing.name != std::string_view("bzip2") || is_bzip2(first_bytes)))
      return packing.name;
  return "";
}

std::unique_ptr<Unpacker> make_unpacker(const std::string& name, const std::string& path) {
  for (const Packing& packing : kPackings) {
    if (name != packing.name) continue;
    if (packing.make) return packing.make();
    const std::string unpack = format("unpack it: {} {}", packing.unpack, path);
    throw Error(
        {.what = packing.package
                     ? format("the file is packed by {}, which this nmt was built without", name)
                     : format("the file is an archive of {}, not a text", name),
         .where = path,
         .fix = packing.package ? format("{}; or build nmt again with {}", unpack, packing.package)
                                : unpack});
  }
  return nullptr;
}

std::string readable_packings() {
  std::string names;
  for (const Packing& packing : kPackings)
    if (packing.make) names += (names.empty() ? "" : ", ") + std::string(packing.name);
  return names;
}

}  // namespace nmt
