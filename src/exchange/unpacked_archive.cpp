#include "exchange/unpacked_archive.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "exchange/refusal.h"
#include "exchange/zip_file.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

std::string make_temporary_folder() {
  std::error_code none;
  const fs::path parent = fs::temp_directory_path(none);
  std::string name = ((none ? fs::path("/tmp") : parent) / "nmt-import-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    throw Error(
        {.what = "no temporary folder can be made to unpack the archive in",
         .where = name,
         .fix = "set TMPDIR to a folder that can be written, or unpack the archive yourself",
         .kind = Error::Kind::runtime});
  return name;
}

// Whether a name leads nowhere but below the folder that it is unpacked in.
bool stays_inside(const fs::path& name) {
  if (name.empty() || name.is_absolute()) return false;
  return std::none_of(name.begin(), name.end(), [](const fs::path& part) { return part == ".."; });
}

void unpack(const ZipFile& archive, const std::string& folder) {
  for (const std::string& name : archive.names()) {
    if (name.ends_with('/')) continue;
    if (!stays_inside(name))
      refuse_file(archive.path(), format("'{}' leads out of the archive", shown_name(name)));
    const FileBytes file = archive.read(name);
    const fs::path to = fs::path(folder) / name;
    make_folder(to.parent_path().string());
    write_file_atomically(to.string(),
                          {reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()});
  }
}

// The folder that all files are in; empty where there are several.
std::string top_folder(const ZipFile& archive) {
  std::set<std::string> tops;
  for (const std::string& name : archive.names()) {
    const std::size_t slash = name.find('/');
    if (slash == std::string::npos) return "";
    tops.insert(name.substr(0, slash));
  }
  return tops.size() == 1 ? *tops.begin() : "";
}

}  // namespace

UnpackedArchive::UnpackedArchive(const std::string& path) {
  const ZipFile archive(path);
  temporary_ = make_temporary_folder();
  try {
    unpack(archive, temporary_);
  } catch (...) {
    std::error_code gone;
    fs::remove_all(temporary_, gone);
    throw;
  }
  const std::string top = top_folder(archive);
  folder_ = top.empty() ? temporary_ : temporary_ + "/" + top;
}

UnpackedArchive::~UnpackedArchive() {
  std::error_code gone;
  fs::remove_all(temporary_, gone);
}

bool is_archive_of_files(const std::string& path) {
  const std::string start = read_file_start(path, 4);
  if (start != "PK\x03\x04") return false;
  const ZipFile archive(path);
  return std::none_of(archive.names().begin(), archive.names().end(), [](const std::string& name) {
    return name.ends_with(".npy") || name.ends_with("data.pkl");
  });
}

}  // namespace nmt
