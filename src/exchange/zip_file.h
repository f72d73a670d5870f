// Zip archives that hold models: of any size, mapped. (Documents are in document/zip_archive.h.)
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/file_bytes.h"

namespace nmt {

class ByteCursor;

class ZipFile {
 public:
  // Throws Error where it is no zip archive or a damaged one.
  explicit ZipFile(const std::string& path) : ZipFile(path, file_bytes(path)) {}
  // `path` is for errors.
  ZipFile(std::string path, FileBytes file);

  // In the order of the archive's list.
  const std::vector<std::string>& names() const { return names_; }
  bool has(std::string_view name) const { return members_.find(name) != members_.end(); }
  // What is stored lies where it is mapped; what is deflated is unpacked, at each call. Throws Error
  // where there is none, where it is encrypted or packed in another way, or has another checksum.
  FileBytes read(std::string_view name) const;

  const std::string& path() const { return path_; }

 private:
  struct Member {
    std::uint32_t method = 0, checksum = 0;
    bool is_encrypted = false;
    std::uint64_t header = 0, packed = 0, size = 0;  // where its local header is; bytes
    std::uint64_t begin = 0;                         // of its bytes
  };
  struct Directory {
    std::uint64_t begin = 0, members = 0;
  };
  Directory find_directory() const;
  void read_directory(const Directory& directory);
  Member read_member(ByteCursor& cursor, std::string& name) const;
  void find_bytes(const std::string& name, Member& member) const;
  void check_bounds() const;

  std::string path_;
  FileBytes file_;
  std::vector<std::string> names_;
  std::map<std::string, Member, std::less<>> members_;
};

}  // namespace nmt
