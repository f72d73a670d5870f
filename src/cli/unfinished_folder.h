// What a command writes into a new folder goes again where the command fails, so that the same command
// can be given once more.
#pragma once

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

namespace nmt {

class UnfinishedFolder {
 public:
  // `path` does not exist yet, or is an empty folder, as require_new_folder() has seen. What another
  // program has put there since then is left alone, and all beside it.
  explicit UnfinishedFolder(std::string path) : path_(std::move(path)) {
    std::error_code error;
    existed_ = std::filesystem::exists(path_, error);
    finished_ = existed_ && !std::filesystem::is_empty(path_, error);
  }
  UnfinishedFolder(const UnfinishedFolder&) = delete;
  UnfinishedFolder& operator=(const UnfinishedFolder&) = delete;
  ~UnfinishedFolder() {
    if (!finished_) remove();
  }

  void finish() { finished_ = true; }

 private:
  // What cannot be removed stays: there is a failure to tell of already, so nothing here may throw.
  void remove() const {
    std::error_code error, unknown;
    if (!existed_) {
      std::filesystem::remove_all(path_, error);
      return;
    }
    std::filesystem::directory_iterator entry(path_, error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error))
      std::filesystem::remove_all(entry->path(), unknown);
  }

  std::string path_;
  bool existed_ = false, finished_ = false;
};

}  // namespace nmt
