// Settings -> YAML text that reads back to the same settings.
#pragma once

#include <string>

#include "base/settings.h"

namespace nmt {

class YamlWriter : public SettingVisitor {
 public:
  const std::string& text() const { return text_; }

 protected:
  void visit(const char* key, SettingField field, const char* help, const Rule& rule) override;
  void enter(const char* key, const char* help) override;
  void leave() override;
  std::size_t enter_list(const char* key, const char* help, std::size_t size) override;
  void enter_entry(std::size_t index, std::size_t size) override;
  void leave_entry(std::size_t size) override;

 private:
  void line(const char* key, const std::string& value);

  std::string text_;
  int depth_ = 0;
  bool entry_begins_ = false;  // the next line gets the dash of its list
};

// Every setting of a struct with describe(), as YAML.
template <class Settings>
std::string write_settings(Settings& settings) {
  YamlWriter writer;
  settings.describe(writer);
  return writer.text();
}

}  // namespace nmt
