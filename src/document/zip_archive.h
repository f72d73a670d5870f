// Zip archives as documents are: of bounded size, and written again with some files changed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace nmt {

class ZipArchive {
 public:
  // More than any document has, and little enough for any machine.
  static constexpr std::size_t kMostFiles = 20'000;
  static constexpr std::uint64_t kLargestFile = 256 << 20;  // bytes, unpacked
  static constexpr std::uint64_t kMostBytes = 1 << 30;      // of all files that are read
  static constexpr std::uint64_t kMostRatio = 300;          // of files above a megabyte

  // name: of the file, for errors. Throws Error for what is no zip archive.
  ZipArchive(std::string content, const std::string& name);

  // In the order of the archive.
  const std::vector<std::string>& files() const { return files_; }
  bool has(std::string_view file) const;
  // Throws Error where there is none, where it is encrypted, damaged or larger than the bounds.
  std::string read(const std::string& file);
  // The archive with other content in some of its files. What is not changed is copied as it is
  // packed, and all stay in order. Without a change the bytes that were read.
  std::string with(const std::map<std::string, std::string>& changed) const;

 private:
  [[noreturn]] void refuse(const std::string& file, const std::string& what,
                           const std::string& fix) const;
  std::string content_, name_;
  std::vector<std::string> files_;
  std::uint64_t bytes_read_ = 0;
};

}  // namespace nmt
