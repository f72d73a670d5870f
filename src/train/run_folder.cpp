#include "train/run_folder.h"

#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "seq2seq/model_directory.h"
#include "train/checkpoint.h"

namespace nmt {
namespace {

void require_no_foreign_config(const std::string& path, const std::string& config) {
  const ModelDirectory directory(path);
  if (!std::filesystem::exists(directory.config_path())) return;
  if (directory.has_weights() || CheckpointFolder(path).exists()) return;
  if (read_file(directory.config_path()) == config) return;
  throw Error({.what = "training would overwrite this config.yaml, which no training has written",
               .where = directory.config_path(),
               .fix = format("give it another name or place, or choose another model_dir: "
                             "--model_dir {}/model",
                             path)});
}

}  // namespace

RunFolder::RunFolder(const std::string& path, const std::string& config) {
  require_no_foreign_config(path, config);
  make_folder(path);
  lock_.emplace(path + "/.lock");
  if (lock_->try_lock()) return;
  throw Error({.what = "another nmt train is writing this folder",
               .where = path,
               .fix = "wait until it has ended or stop it, or choose another model_dir",
               .kind = Error::Kind::runtime});
}

}  // namespace nmt
