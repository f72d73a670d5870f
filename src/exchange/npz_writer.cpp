// A zip archive of stored files. Marian reads none of more than 4 GiB.
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "exchange/npy.h"
#include "exchange/refusal.h"
#include "exchange/text_tensor.h"
#include "exchange/writers.h"
#include "exchange/zip_format.h"
#include "text/deflate.h"

namespace nmt {
namespace {

template <class Number>
void append_number(std::string& bytes, Number number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

class StoredZipWriter {
 public:
  StoredZipWriter(const std::string& path, std::uint64_t expected_bytes)
      : path_(path), file_(path, expected_bytes) {}

  // A file of two parts.
  void add(const std::string& name, std::string_view header, std::span<const std::byte> numbers) {
    const std::uint64_t size = header.size() + numbers.size();
    const std::uint32_t checksum =
        crc32_of(numbers, crc32_of(std::as_bytes(std::span<const char>(header))));
    require_below_limit(size);
    const std::string facts = facts_of(name, checksum, static_cast<std::uint32_t>(size));
    append_number(directory_, kZipDirectoryEntry);
    append_number(directory_, kVersion);
    directory_ += facts;
    directory_.append(10, '\0');  // comment, disk and attributes
    append_number(directory_, static_cast<std::uint32_t>(position_));
    directory_ += name;
    std::string local;
    append_number(local, kZipLocalHeader);
    local += facts + name;
    write(local.data(), local.size());
    write(header.data(), header.size());
    write(numbers.data(), numbers.size());
    ++files_;
  }

  void commit() {
    require_below_limit(directory_.size());
    std::string end;
    append_number(end, kZipDirectoryEnd);
    end.append(4, '\0');
    append_number(end, files_);
    append_number(end, files_);
    append_number(end, static_cast<std::uint32_t>(directory_.size()));
    append_number(end, static_cast<std::uint32_t>(position_));
    end.append(2, '\0');
    write(directory_.data(), directory_.size());
    write(end.data(), end.size());
    file_.commit();
  }

 private:
  static constexpr std::uint16_t kVersion = 20;
  // What the directory says of a file, and the file's own header.
  static std::string facts_of(const std::string& name, std::uint32_t checksum, std::uint32_t size) {
    constexpr std::uint16_t kDay = 0x21;  // the first that a zip archive knows
    std::string facts;
    append_number(facts, kVersion);
    facts.append(4, '\0');  // no flags, stored
    append_number(facts, std::uint16_t{0});
    append_number(facts, kDay);
    append_number(facts, checksum);
    append_number(facts, size);
    append_number(facts, size);
    append_number(facts, static_cast<std::uint16_t>(name.size()));
    append_number(facts, std::uint16_t{0});
    return facts;
  }
  void require_below_limit(std::uint64_t more) const {
    constexpr std::uint64_t kLimit = std::numeric_limits<std::uint32_t>::max();
    if (position_ + directory_.size() + more < kLimit && files_ < 0xffff) return;
    throw Error({.what = "the weights are larger than a .npz may be, which is 4 GiB",
                 .where = path_,
                 .fix = "write them in Marian's binary format (.bin) or as .safetensors",
                 .kind = Error::Kind::runtime});
  }
  void write(const void* bytes, std::size_t size) {
    file_.write(bytes, size);
    position_ += size;
  }

  std::string path_;
  AtomicFile file_;
  std::string directory_;
  std::uint64_t position_ = 0;
  std::uint16_t files_ = 0;
};

}  // namespace

void write_npz(const std::string& path, std::span<const ForeignTensor> tensors,
               const std::map<std::string, std::string>& texts) {
  std::uint64_t expected = 0;
  for (const ForeignTensor& tensor : tensors) expected += tensor.bytes.size();
  StoredZipWriter archive(path, expected);
  const auto add = [&](const ForeignTensor& tensor) {
    const std::string header = npy_header(tensor.type, tensor.shape);
    if (header.empty()) refuse_written_type(path, tensor);
    archive.add(tensor.name + ".npy", header, tensor.bytes);
  };
  for (const ForeignTensor& tensor : tensors) add(tensor);
  for (const auto& [name, text] : texts) add(text_tensor(name, text));
  archive.commit();
}

}  // namespace nmt
