#include "exchange/source_files.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"

namespace nmt {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(folder, unreadable))
    if (entry.is_regular_file(unreadable)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::string_view unpacked_name(std::string_view name) {
  for (const std::string_view ending : {".gz", ".zst", ".xz", ".bz2"})
    if (name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  return name;
}

SourceFiles::SourceFiles(const std::string& path) : path_(path) {
  std::error_code unknown;
  const bool is_folder = fs::is_directory(path, unknown);
  if (!is_folder && !fs::exists(path, unknown))
    throw Error({.what = "there is no such file or folder",
                 .where = path,
                 .fix = "name the folder of a model, or the file of its weights"});
  if (is_folder) {
    folder_ = path;
  } else if (is_archive_of_files(path)) {
    archive_ = std::make_shared<const UnpackedArchive>(path);
    folder_ = archive_->folder();
  } else {
    file_ = path;
    folder_ = fs::path(path).parent_path().string();
    if (folder_.empty()) folder_ = ".";
  }
  names_ = names_in(folder_);
}

void SourceFiles::require_files() const {
  if (names_.empty())
    throw Error({.what = "there are no files in this folder",
                 .where = folder_,
                 .fix = "name the folder that the files of the model lie in"});
}

bool SourceFiles::has(std::string_view name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

std::vector<std::string> SourceFiles::named(std::string_view begin, std::string_view end) const {
  std::vector<std::string> found;
  for (const std::string& name : names_)
    if (name.starts_with(begin) && unpacked_name(name).ends_with(end)) found.push_back(name);
  return found;
}

}  // namespace nmt
