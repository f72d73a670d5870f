// Safetensors files (https://github.com/huggingface/safetensors): the length of a JSON header in 8
// bytes, the header, the numbers. Little-endian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.h"
#include "base/mapped_file.h"
#include "tensor/tensor.h"

namespace nmt {

using SafetensorsMetadata = std::map<std::string, std::string>;

// A matrix to write; `values` has rows x cols numbers, row after row.
struct NamedMatrix {
  std::string name;
  int rows = 0, cols = 0;
  std::span<const Real> values;
};

// Numbers of any type, such as I8, in the order of memory.
struct NamedTensor {
  std::string name, type;
  std::vector<std::int64_t> shape;
  std::span<const std::byte> bytes;
};

// Replaces the file atomically, in constant memory. Throws Error (runtime) when it cannot be
// written. The numbers begin at a cache line, for readers that map them.
void write_typed_safetensors(const std::string& path, const SafetensorsMetadata& metadata,
                             std::span<const NamedTensor> tensors);
// The same for matrices, as F32.
void write_safetensors(const std::string& path, const SafetensorsMetadata& metadata,
                       std::span<const NamedMatrix> matrices);

// An open file; its numbers stay on the disk until they are read. Every file that is not well
// formed is refused with an Error that names the file, and the tensor where it is one's fault.
class SafetensorsFile {
 public:
  struct Entry {
    std::string name, type;            // type: F32, BF16 ...
    std::vector<std::int64_t> shape;   // empty for a single number
    std::uint64_t begin = 0, end = 0;  // bytes, counted from the end of the header
  };

  explicit SafetensorsFile(std::string path);
  SafetensorsFile(const SafetensorsFile&) = delete;
  SafetensorsFile& operator=(const SafetensorsFile&) = delete;

  const std::string& path() const { return path_; }
  const SafetensorsMetadata& metadata() const { return metadata_; }
  // In the order of their bytes.
  const std::vector<Entry>& entries() const { return entries_; }
  // nullptr when there is none.
  const Entry* find(std::string_view name) const;
  // Where its bytes begin in the file.
  std::uint64_t position_of(const Entry& entry) const { return numbers_ + entry.begin; }
  // Copies the numbers of an F32 entry; `to` has as many as its shape says.
  void read(const Entry& entry, std::span<Real> to) const;
  // The file as memory, and where in it an entry lies, which must have this type and shape.
  std::shared_ptr<const MappedFile> map() const;
  std::byte* mapped(const MappedFile& file, const Entry& entry, const std::string& type,
                    std::span<const std::int64_t> shape) const;

 private:
  void parse_header(std::uint64_t file_size);
  void read_bytes(std::uint64_t position, void* to, std::uint64_t count) const;

  std::string path_;
  Descriptor file_;
  std::uint64_t numbers_ = 0;  // where the header ends
  SafetensorsMetadata metadata_;
  std::vector<Entry> entries_;
};

// "[512, 128]"
std::string shape_text(std::span<const std::int64_t> shape);

}  // namespace nmt
