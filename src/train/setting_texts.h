// Settings as text, key by key: what a checkpoint remembers of them, and the check that a resumed
// run agrees.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/settings.h"

namespace nmt {

// "training.learning_rate" -> "0.0005".
using SettingTexts = std::map<std::string, std::string>;
// "training.learning_rate" -> what another value changes.
using SettingChanges = std::map<std::string, Changes>;

// Writes down every setting that it visits.
class SettingRecorder : public PathVisitor {
 public:
  // The text of a setting that names files is their paths, or hashes of what is in them; "a stream"
  // for what can be read only once, or is not there.
  enum class Files { by_path, by_content };
  explicit SettingRecorder(Files files = Files::by_path) : files_(files) {}

  const SettingTexts& texts() const { return texts_; }
  const SettingChanges& changes() const { return changes_; }

 private:
  void visit(const char* key, SettingField field, const char* help, const Rule& rule) override;

  Files files_;
  SettingTexts texts_;
  SettingChanges changes_;
};

// The keys that differ, those on one side only included, in order.
std::vector<std::string> differing_keys(const SettingTexts& before, const SettingTexts& now);

}  // namespace nmt
