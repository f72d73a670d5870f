// What a user named as a model of another program: a folder, one file of it, or a zip archive.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/unpacked_archive.h"

namespace nmt {

class SourceFiles {
 public:
  // An archive is unpacked. Throws Error where there is nothing of that name.
  explicit SourceFiles(const std::string& path);

  // As it was named.
  const std::string& path() const { return path_; }
  const std::string& folder() const { return folder_; }
  bool is_archive() const { return archive_ != nullptr; }
  // The file that was named; empty where it was a folder or an archive.
  const std::string& file() const { return file_; }
  // Names of the files of the folder, in order.
  const std::vector<std::string>& names() const { return names_; }

  // Throws Error where the folder has none.
  void require_files() const;
  bool has(std::string_view name) const;
  // Those that begin and end so; what is packed (.gz, .zst, .xz, .bz2) is named by what is in it.
  std::vector<std::string> named(std::string_view begin, std::string_view end) const;
  std::string path_of(const std::string& name) const { return folder_ + "/" + name; }

 private:
  std::string path_, folder_, file_;
  std::shared_ptr<const UnpackedArchive> archive_;
  std::vector<std::string> names_;
};

// The name without the ending of a packing.
std::string_view unpacked_name(std::string_view name);

}  // namespace nmt
