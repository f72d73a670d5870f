// What a command writes into a new folder goes again where the command fails, so that the same command
// can be given once more.
#pragma once

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

namespace nmt {

class UnfinishedFolder {
 public:
  // `path` does not exist yet, or is an empty folder, as require_new_folder() has seen.
  explicit UnfinishedFolder(std::string path)
      : path_(std::move(path)), existed_(std::filesystem::exists(path_)) {}
  UnfinishedFolder(const UnfinishedFolder&) = delete;
  UnfinishedFolder& operator=(const UnfinishedFolder&) = delete;
  ~UnfinishedFolder() {
    if (!finished_) remove();
  }

  void finish() { finished_ = true; }

 private:
  void remove() const {
    std::error_code error;  // what cannot be removed stays: there is a failure to tell of already
    std::vector<std::filesystem::path> parts = {path_};
    if (existed_) {
      parts.clear();
      for (const auto& entry : std::filesystem::directory_iterator(path_, error))
        parts.push_back(entry.path());
    }
    for (const std::filesystem::path& part : parts) std::filesystem::remove_all(part, error);
  }

  std::string path_;
  bool existed_, finished_ = false;
};

}  // namespace nmt
