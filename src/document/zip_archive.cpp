// The one user of libzip.
#include "document/zip_archive.h"

#include <zip.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "base/utf8.h"

namespace nmt {

struct ZipDeleter {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using OpenZip = std::unique_ptr<zip_t, ZipDeleter>;
using OpenZipFile = std::unique_ptr<zip_file_t, ZipDeleter>;
using ZipSource = std::unique_ptr<zip_source_t, ZipDeleter>;

namespace {

constexpr const char* kMakeAgain = "save it again with the program that made it";

class ZipError {
 public:
  ZipError() { zip_error_init(&error_); }
  ~ZipError() { zip_error_fini(&error_); }
  ZipError(const ZipError&) = delete;
  ZipError& operator=(const ZipError&) = delete;
  zip_error_t* get() { return &error_; }
  std::string text() { return zip_error_strerror(&error_); }

 private:
  zip_error_t error_;
};

[[noreturn]] void refuse_archive(const std::string& name, const std::string& why) {
  throw Error({.what = format("the zip archive cannot be read: {}", why),
               .where = name,
               .fix = kMakeAgain});
}

ZipSource source_of(const std::string& content, const std::string& name) {
  ZipError error;
  ZipSource source(zip_source_buffer_create(content.data(), content.size(), 0, error.get()));
  if (!source) refuse_archive(name, error.text());
  return source;
}

// With a copy of its own: where an archive is written, libzip 1.7 frees what it has read, whosever
// it is.
ZipSource changeable_source_of(const std::string& content, const std::string& name) {
  ZipError error;
  void* copy = std::malloc(std::max<std::size_t>(content.size(), 1));
  if (copy == nullptr) throw std::bad_alloc();
  std::memcpy(copy, content.data(), content.size());
  ZipSource source(zip_source_buffer_create(copy, content.size(), 1, error.get()));
  if (source) return source;
  std::free(copy);
  refuse_archive(name, error.text());
}

// The archive holds a reference of its own.
OpenZip open_zip(zip_source_t* source, int flags, const std::string& name) {
  ZipError error;
  zip_source_keep(source);
  OpenZip archive(zip_open_from_source(source, flags, error.get()));
  if (archive) return archive;
  zip_source_free(source);
  refuse_archive(name, error.text());
}

// Office programs put a password around the whole in a format of their own, which old documents
// have too.
void refuse_what_is_no_zip(std::string_view content, const std::string& name) {
  if (content.starts_with("\xd0\xcf\x11\xe0"))
    throw Error({.what = "it has a password, or is in the format of before 2007",
                 .where = name,
                 .fix = "save it without a password as .docx or .odt"});
  if (!content.starts_with("PK"))
    throw Error({.what = "it is no zip archive, as documents of this format are",
                 .where = name,
                 .fix = "say with --format_in which format it has"});
}

std::string all_of(zip_source_t* source) {
  std::string all;
  if (zip_source_open(source) < 0) return all;
  std::string part(1 << 16, '\0');
  for (zip_int64_t size; (size = zip_source_read(source, part.data(), part.size())) > 0;)
    all.append(part, 0, static_cast<std::size_t>(size));
  zip_source_close(source);
  return all;
}

}  // namespace

struct ZipArchive::Opened {
  Opened(std::string bytes, const std::string& name)
      : content(std::move(bytes)),
        source(source_of(content, name)),
        archive(open_zip(source.get(), ZIP_RDONLY, name)) {}
  std::string content;
  ZipSource source;
  OpenZip archive;
};

ZipArchive::ZipArchive(std::string content, const std::string& name) : name_(name) {
  refuse_what_is_no_zip(content, name_);
  opened_ = std::make_shared<Opened>(std::move(content), name_);
  zip_t* archive = opened_->archive.get();
  const auto count = static_cast<std::size_t>(zip_get_num_entries(archive, 0));
  if (count > kMostFiles)
    refuse_archive(name_, format("{} files are more than a document has", count));
  for (std::size_t i = 0; i < count; ++i) {
    const char* file = zip_get_name(archive, i, 0);
    files_.push_back(file == nullptr ? "" : replace_invalid_utf8(file));
  }
}

bool ZipArchive::has(std::string_view file) const {
  return std::find(files_.begin(), files_.end(), file) != files_.end();
}

std::string ZipArchive::read(const std::string& file) {
  const auto found = std::find(files_.begin(), files_.end(), file);
  if (found == files_.end()) refuse(file, "there is no such file in the archive", kMakeAgain);
  const auto index = static_cast<zip_uint64_t>(found - files_.begin());
  zip_t* archive = opened_->archive.get();
  zip_stat_t stat;
  if (zip_stat_index(archive, index, 0, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE))
    refuse(file, "the archive is damaged", kMakeAgain);
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE)
    refuse(file, "it is encrypted", "save it without a password");
  const bool is_bomb = stat.size > (1 << 20) && stat.size / kMostRatio > stat.comp_size;
  bytes_read_ += stat.size;
  if (stat.size > kLargestFile || bytes_read_ > kMostBytes || is_bomb)
    refuse(
        file,
        format("{} bytes, packed into {}, are more than a document has", stat.size, stat.comp_size),
        "divide the document");
  const OpenZipFile opened(zip_fopen_index(archive, index, 0));
  if (!opened) refuse(file, zip_strerror(archive), kMakeAgain);
  // One byte more, and up to where nothing comes: there the sum is compared.
  std::string unpacked(static_cast<std::size_t>(stat.size) + 1, '\0');
  std::size_t size = 0;
  zip_int64_t got = 1;
  while (got > 0 && size < unpacked.size()) {
    got = zip_fread(opened.get(), unpacked.data() + size, unpacked.size() - size);
    if (got < 0) refuse(file, zip_file_strerror(opened.get()), kMakeAgain);
    size += static_cast<std::size_t>(got);
  }
  if (size != stat.size) refuse(file, "the archive is damaged", kMakeAgain);
  unpacked.pop_back();
  return unpacked;
}

std::string ZipArchive::with(const std::map<std::string, std::string>& changed) const {
  if (changed.empty()) return opened_->content;
  const ZipSource source = changeable_source_of(opened_->content, name_);
  OpenZip archive = open_zip(source.get(), 0, name_);
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const auto found = changed.find(files_[i]);
    if (found == changed.end() || std::find(files_.begin(), files_.end(), files_[i]) !=
                                      files_.begin() + static_cast<std::ptrdiff_t>(i))
      continue;
    zip_stat_t stat;
    zip_source_t* now =
        zip_source_buffer(archive.get(), found->second.data(), found->second.size(), 0);
    if (now == nullptr || zip_stat_index(archive.get(), i, 0, &stat) != 0)
      refuse(files_[i], zip_strerror(archive.get()), kMakeAgain);
    if (zip_file_replace(archive.get(), i, now, 0) != 0) {
      zip_source_free(now);
      refuse(files_[i], zip_strerror(archive.get()), kMakeAgain);
    }
    // Packed, and of the time, as it was: the same document gives the same bytes.
    const bool is_stored = (stat.valid & ZIP_STAT_COMP_METHOD) && stat.comp_method == ZIP_CM_STORE;
    zip_set_file_compression(archive.get(), i, is_stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0);
    if (stat.valid & ZIP_STAT_MTIME) zip_file_set_mtime(archive.get(), i, stat.mtime, 0);
  }
  if (zip_close(archive.get()) != 0) refuse_archive(name_, zip_strerror(archive.get()));
  static_cast<void>(archive.release());  // zip_close has freed it
  return all_of(source.get());
}

void ZipArchive::refuse(const std::string& file, const std::string& what,
                        const std::string& fix) const {
  throw Error({.what = what, .where = format("{}:{}", name_, file), .fix = fix});
}

}  // namespace nmt
