#include "config/yaml_writer.h"

#include "config/values.h"
#include "config/yaml.h"

namespace nmt {

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

void YamlWriter::operator()(const char* key, bool& field, const char*) {
  line(key, show_value(field));
}

void YamlWriter::operator()(const char* key, int& field, const char*, const Rule&) {
  line(key, show_value(static_cast<std::int64_t>(field)));
}

void YamlWriter::operator()(const char* key, std::int64_t& field, const char*, const Rule&) {
  line(key, show_value(field));
}

void YamlWriter::operator()(const char* key, double& field, const char*, const Rule&) {
  line(key, show_value(field));
}

void YamlWriter::operator()(const char* key, std::string& field, const char*, const Rule&) {
  line(key, yaml_text(escape_environment(field)));
}

void YamlWriter::operator()(const char* key, std::vector<std::string>& field, const char*,
                            const Rule&) {
  if (field.size() == 1 && !field.front().empty()) {
    line(key, yaml_text(escape_environment(field.front())));
    return;
  }
  std::vector<std::string> texts;
  for (const std::string& text : field) texts.push_back(escape_environment(text));
  line(key, yaml_list(texts));
}

void YamlWriter::operator()(const char* key, Interval& field, const char*) {
  line(key, show_value(field));
}

}  // namespace nmt
