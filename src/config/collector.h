// The list of settings with all that is known of each: help, flags and the reference page are made
// of it.
#pragma once

#include <string>
#include <vector>

#include "base/settings.h"

namespace nmt {

struct SettingInfo {
  enum class Kind { truth, whole, number, text, list, interval, section };
  Kind kind = Kind::text;
  std::string path = {};  // model.heads
  std::string default_text = {}, help = {};
  Rule rule = {};
  std::string condition = {};  // where it exists only sometimes: "type: rnn"

  std::string section() const;  // "model"; empty at the top
  std::string key() const;      // "heads"
};

// "whole number from 1 to 64", "pre or post".
std::string describe_type(const SettingInfo& setting);

class SettingCollector : public SettingVisitor {
 public:
  std::vector<SettingInfo> take() { return std::move(settings_); }

 protected:
  void visit(const char* key, SettingField field, const char* help, const Rule& rule) override;
  void enter(const char* key, const char* help) override;
  void leave() override;

 private:
  void add(SettingInfo::Kind kind, const char* key, const char* help, std::string default_text = {},
           const Rule& rule = {});

  std::vector<SettingInfo> settings_;
  std::string path_;  // of the open section, with a dot at its end
};

// The settings of a struct with describe(), sections included, with its present values as defaults.
template <class Settings>
std::vector<SettingInfo> collect_settings(Settings&& settings) {
  SettingCollector collector;
  settings.describe(collector);
  return collector.take();
}

}  // namespace nmt
