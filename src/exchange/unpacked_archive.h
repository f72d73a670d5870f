// Zip archives that models are handed out in, such as those of OPUS-MT.
#pragma once

#include <memory>
#include <string>

namespace nmt {

// The files of an archive in a folder of their own below $TMPDIR, which goes when nobody has it any
// longer; what is mapped from there stays.
class UnpackedArchive {
 public:
  // Throws Error where the archive is damaged, has a file outside of itself, or the disk no room.
  explicit UnpackedArchive(const std::string& path);
  UnpackedArchive(const UnpackedArchive&) = delete;
  UnpackedArchive& operator=(const UnpackedArchive&) = delete;
  ~UnpackedArchive();

  // Where the files lie: in the one folder that all of them are in, where there is one.
  const std::string& folder() const { return folder_; }

 private:
  std::string temporary_, folder_;
};

// Whether a file is such an archive, and not one of arrays (.npz) or of PyTorch.
bool is_archive_of_files(const std::string& path);

}  // namespace nmt
