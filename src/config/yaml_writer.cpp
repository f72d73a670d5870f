#include "config/yaml_writer.h"

#include "config/values.h"
#include "config/yaml.h"

namespace nmt {
namespace {

template <class Value>
std::string yaml_value(const Value& value) {
  return show_value(value);
}
std::string yaml_value(const std::string& text) { return yaml_text(escape_environment(text)); }
std::string yaml_value(const std::vector<std::string>& list) {
  if (list.size() == 1 && !list.front().empty()) return yaml_value(list.front());
  std::vector<std::string> texts;
  for (const std::string& text : list) texts.push_back(escape_environment(text));
  return yaml_list(texts);
}

}  // namespace

void YamlWriter::line(const char* key, const std::string& value) {
  text_.append(static_cast<std::size_t>(2 * depth_), ' ');
  if (entry_begins_) text_.replace(text_.size() - 2, 2, "- ");
  entry_begins_ = false;
  text_ += key;
  text_ += value.empty() ? ":\n" : ": " + value + "\n";
}

void YamlWriter::enter(const char* key, const char*) {
  line(key, "");
  ++depth_;
}

void YamlWriter::leave() { --depth_; }

std::size_t YamlWriter::enter_list(const char* key, const char*, std::size_t size) {
  line(key, size == 0 ? "[]" : "");
  ++depth_;
  return size;
}

void YamlWriter::enter_entry(std::size_t, std::size_t size) {
  if (size == 1) return;
  ++depth_;
  entry_begins_ = true;
}

void YamlWriter::leave_entry(std::size_t size) {
  if (size > 1) --depth_;
}

void YamlWriter::visit(const char* key, SettingField field, const char*, const Rule&) {
  std::visit([&](auto* value) { line(key, yaml_value(*value)); }, field);
}

}  // namespace nmt
