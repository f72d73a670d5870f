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

// Writes down every setting that it visits.
class SettingRecorder : public SettingVisitor {
 public:
  using SettingVisitor::operator();
  void operator()(const char* key, bool& field, const char* help) override;
  void operator()(const char* key, int& field, const char* help, const Rule& rule) override;
  void operator()(const char* key, std::int64_t& field, const char* help,
                  const Rule& rule) override;
  void operator()(const char* key, double& field, const char* help, const Rule& rule) override;
  void operator()(const char* key, std::string& field, const char* help, const Rule& rule) override;
  void operator()(const char* key, std::vector<std::string>& field, const char* help,
                  const Rule& rule) override;
  void operator()(const char* key, Interval& field, const char* help) override;

  const SettingTexts& texts() const { return texts_; }

 private:
  void enter(const char* key, const char* help) override;
  void leave() override;
  void enter_entry(std::size_t index, std::size_t size) override;
  void leave_entry(std::size_t size) override;
  void note(const char* key, std::string text);

  std::vector<std::string> sections_;
  SettingTexts texts_;
};

// The keys that differ, those on one side only included, in order.
std::vector<std::string> differing_keys(const SettingTexts& before, const SettingTexts& now);

}  // namespace nmt
