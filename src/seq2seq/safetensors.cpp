#include "seq2seq/safetensors.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <system_error>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"

namespace nmt {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

using Json = nlohmann::ordered_json;

// The reference implementation refuses longer headers too: a wrong length must not exhaust the
// memory.
constexpr std::uint64_t kMaxHeader = 100'000'000;
constexpr std::size_t kLine = 64;
constexpr const char* kMetadataKey = "__metadata__";

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw Error({.what = "not a safetensors file: " + what,
               .where = path,
               .fix = "copy or save the file again; this one is damaged or of another kind"});
}

[[noreturn]] void refuse_tensor(const std::string& path, const std::string& name,
                                const std::string& what) {
  throw Error({.what = what,
               .where = format("{}, tensor {}", path, name),
               .fix = "copy or save the file again; this one is damaged or of another kind"});
}

std::uint64_t size_of_type(const std::string& type) {
  if (type == "F64" || type == "I64" || type == "U64") return 8;
  if (type == "F32" || type == "I32" || type == "U32") return 4;
  if (type == "F16" || type == "BF16" || type == "I16" || type == "U16") return 2;
  if (type == "I8" || type == "U8" || type == "BOOL" || type == "F8_E4M3" || type == "F8_E5M2")
    return 1;
  return 0;
}

bool is_whole_number_list(const Json& json) {
  return json.is_array() && std::all_of(json.begin(), json.end(),
                                        [](const Json& x) { return x.is_number_unsigned(); });
}

// The bytes of a tensor; nothing when they are more than 64 bits can count.
std::uint64_t byte_count(const SafetensorsFile::Entry& entry, const std::string& path) {
  std::uint64_t count = size_of_type(entry.type);
  for (const std::int64_t size : entry.shape)
    if (size < 0 || __builtin_mul_overflow(count, static_cast<std::uint64_t>(size), &count))
      refuse_tensor(path, entry.name, format("the shape {} is too large", shape_text(entry.shape)));
  return count;
}

SafetensorsFile::Entry parse_entry(const std::string& path, const std::string& name,
                                   const Json& json) {
  if (!json.is_object() || !json.contains("dtype") || !json["dtype"].is_string() ||
      !json.contains("shape") || !is_whole_number_list(json["shape"]) ||
      !json.contains("data_offsets") || !is_whole_number_list(json["data_offsets"]) ||
      json["data_offsets"].size() != 2)
    refuse_tensor(path, name, "the entry has no dtype, shape and data_offsets of the right form");
  SafetensorsFile::Entry entry;
  entry.name = name;
  entry.type = json["dtype"].get<std::string>();
  entry.shape = json["shape"].get<std::vector<std::int64_t>>();
  entry.begin = json["data_offsets"][0].get<std::uint64_t>();
  entry.end = json["data_offsets"][1].get<std::uint64_t>();
  if (size_of_type(entry.type) == 0)
    refuse_tensor(path, name, format("the type {} is not known", entry.type));
  if (entry.end < entry.begin || entry.end - entry.begin != byte_count(entry, path))
    refuse_tensor(path, name,
                  format("the shape {} of {} does not fit the bytes {} to {}",
                         shape_text(entry.shape), entry.type, entry.begin, entry.end));
  return entry;
}

SafetensorsMetadata parse_metadata(const std::string& path, const Json& json) {
  SafetensorsMetadata metadata;
  if (!json.is_object()) refuse(path, "its metadata is not a mapping");
  for (const auto& [key, value] : json.items()) {
    if (!value.is_string()) refuse(path, format("its metadata '{}' is not a text", key));
    metadata[key] = value.get<std::string>();
  }
  return metadata;
}

std::string header_text(const SafetensorsMetadata& metadata, std::span<const NamedTensor> tensors) {
  Json header = Json::object();
  if (!metadata.empty()) header[kMetadataKey] = metadata;
  std::uint64_t offset = 0;
  for (const NamedTensor& tensor : tensors) {
    const std::uint64_t end = offset + tensor.bytes.size();
    header[tensor.name] = {
        {"dtype", tensor.type}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump(-1, ' ', false, Json::error_handler_t::replace);
  constexpr std::size_t kLength = sizeof(std::uint64_t);
  text.resize((kLength + text.size() + kLine - 1) / kLine * kLine - kLength, ' ');
  return text;
}

}  // namespace

std::string shape_text(std::span<const std::int64_t> shape) {
  std::string text;
  for (const std::int64_t size : shape) text += (text.empty() ? "" : ", ") + std::to_string(size);
  return "[" + text + "]";
}

void write_typed_safetensors(const std::string& path, const SafetensorsMetadata& metadata,
                             std::span<const NamedTensor> tensors) {
  const std::string header = header_text(metadata, tensors);
  const std::uint64_t header_size = header.size();
  std::uint64_t numbers = 0;
  for (const NamedTensor& tensor : tensors) numbers += tensor.bytes.size();
  AtomicFile file(path, sizeof header_size + header_size + numbers);
  file.write(&header_size, sizeof header_size);
  file.write(header.data(), header.size());
  for (const NamedTensor& tensor : tensors) file.write(tensor.bytes.data(), tensor.bytes.size());
  file.commit();
}

void write_safetensors(const std::string& path, const SafetensorsMetadata& metadata,
                       std::span<const NamedMatrix> matrices) {
  static_assert(std::is_same_v<Real, float>, "the numbers are written as they are");
  std::vector<NamedTensor> tensors;
  for (const NamedMatrix& matrix : matrices)
    tensors.push_back(
        {matrix.name, "F32", {matrix.rows, matrix.cols}, std::as_bytes(matrix.values)});
  write_typed_safetensors(path, metadata, tensors);
}

SafetensorsFile::SafetensorsFile(std::string path) : path_(std::move(path)) {
  file_ = open_descriptor(path_, O_RDONLY);
  struct stat status;
  if (!file_.is_open() || fstat(file_.number(), &status) != 0)
    throw Error({.what = "cannot read the file: " + std::generic_category().message(errno),
                 .where = path_,
                 .fix = "check the path and its permissions"});
  if (!S_ISREG(status.st_mode)) refuse(path_, "it is not a regular file");
  parse_header(status.st_size);
}

void SafetensorsFile::read_bytes(std::uint64_t position, void* to, std::uint64_t count) const {
  char* next = static_cast<char*>(to);
  while (count > 0) {
    const ssize_t got = pread(file_.number(), next, count, static_cast<off_t>(position));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      throw Error({.what = "cannot read the file: " + std::generic_category().message(errno),
                   .where = path_,
                   .fix = "check the disk that it is on",
                   .kind = Error::Kind::runtime});
    if (got == 0) refuse(path_, "it has become shorter while it was read");
    next += got;
    position += got;
    count -= got;
  }
}

void SafetensorsFile::parse_header(std::uint64_t file_size) {
  std::uint64_t header_size = 0;
  if (file_size < sizeof header_size) refuse(path_, format("it has only {} bytes", file_size));
  read_bytes(0, &header_size, sizeof header_size);
  if (header_size > kMaxHeader || header_size > file_size - sizeof header_size)
    refuse(path_,
           format("its header would have {} bytes, the file has {}", header_size, file_size));
  std::string text(header_size, '\0');
  read_bytes(sizeof header_size, text.data(), header_size);
  numbers_ = sizeof header_size + header_size;

  const Json header = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!header.is_object()) refuse(path_, "its header is not JSON");
  for (const auto& [name, json] : header.items()) {
    if (name == kMetadataKey)
      metadata_ = parse_metadata(path_, json);
    else
      entries_.push_back(parse_entry(path_, name, json));
  }
  std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  std::uint64_t next = 0;
  for (const Entry& entry : entries_) {
    if (entry.begin != next)
      refuse_tensor(path_, entry.name,
                    format("its bytes begin at {}, those before end at {}", entry.begin, next));
    next = entry.end;
  }
  if (next != file_size - numbers_)
    refuse(path_, format("its tensors have {} bytes, the file has {} for them", next,
                         file_size - numbers_));
}

const SafetensorsFile::Entry* SafetensorsFile::find(std::string_view name) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.name == name; });
  return found == entries_.end() ? nullptr : &*found;
}

void SafetensorsFile::read(const Entry& entry, std::span<Real> to) const {
  if (entry.type != "F32")
    refuse_tensor(path_, entry.name,
                  format("the numbers are {}; only F32 can be read", entry.type));
  if (entry.end - entry.begin != to.size() * sizeof(float))
    refuse_tensor(
        path_, entry.name,
        format("the shape is {}; {} numbers are wanted", shape_text(entry.shape), to.size()));
  if constexpr (std::is_same_v<Real, float>) {
    read_bytes(numbers_ + entry.begin, to.data(), to.size_bytes());
  } else {
    std::vector<float> numbers(to.size());
    read_bytes(numbers_ + entry.begin, numbers.data(), numbers.size() * sizeof(float));
    std::copy(numbers.begin(), numbers.end(), to.begin());
  }
}

std::shared_ptr<const MappedFile> SafetensorsFile::map() const {
  auto file = std::make_shared<MappedFile>(file_.number(), path_);
  if (entries_.empty() || file->size() >= numbers_ + entries_.back().end) return file;
  refuse(path_, "it has become shorter while it was read");
}

std::byte* SafetensorsFile::mapped(const MappedFile& file, const Entry& entry,
                                   const std::string& type,
                                   std::span<const std::int64_t> shape) const {
  if (entry.type != type)
    refuse_tensor(path_, entry.name, format("the numbers are {}; {} is wanted", entry.type, type));
  if (!std::equal(shape.begin(), shape.end(), entry.shape.begin(), entry.shape.end()))
    refuse_tensor(
        path_, entry.name,
        format("the shape is {}; {} is wanted", shape_text(entry.shape), shape_text(shape)));
  std::byte* bytes = file.data() + numbers_ + entry.begin;
  if ((numbers_ + entry.begin) % size_of_type(type) != 0)
    refuse_tensor(path_, entry.name, "its bytes do not begin at a whole number");
  return bytes;
}

}  // namespace nmt
