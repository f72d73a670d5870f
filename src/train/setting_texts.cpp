#include "train/setting_texts.h"

#include <set>
#include <utility>

#include "base/format.h"

namespace nmt {

void SettingRecorder::note(const char* key, std::string text) {
  std::string path;
  for (const std::string& section : sections_) {
    if (section.starts_with('[')) path.pop_back();
    path += section + ".";
  }
  texts_[path + key] = std::move(text);
}

void SettingRecorder::enter(const char* key, const char*) { sections_.emplace_back(key); }
void SettingRecorder::leave() { sections_.pop_back(); }
void SettingRecorder::enter_entry(std::size_t index, std::size_t size) {
  if (size > 1) sections_.push_back(format("[{}]", index + 1));
}
void SettingRecorder::leave_entry(std::size_t size) {
  if (size > 1) sections_.pop_back();
}

void SettingRecorder::operator()(const char* key, bool& field, const char*) {
  note(key, field ? "true" : "false");
}
void SettingRecorder::operator()(const char* key, int& field, const char*, const Rule&) {
  note(key, format("{}", field));
}
void SettingRecorder::operator()(const char* key, std::int64_t& field, const char*, const Rule&) {
  note(key, format("{}", field));
}
void SettingRecorder::operator()(const char* key, double& field, const char*, const Rule&) {
  note(key, format("{}", field));
}
void SettingRecorder::operator()(const char* key, std::string& field, const char*, const Rule&) {
  note(key, field);
}
void SettingRecorder::operator()(const char* key, std::vector<std::string>& field, const char*,
                                 const Rule&) {
  std::string text;
  for (const std::string& item : field) text += (text.empty() ? "" : ", ") + item;
  note(key, std::move(text));
}
void SettingRecorder::operator()(const char* key, Interval& field, const char*) {
  note(key, format("{} {}", field.count, field.unit == Interval::Unit::steps ? "steps" : "epochs"));
}

std::vector<std::string> differing_keys(const SettingTexts& before, const SettingTexts& now) {
  std::set<std::string> keys;
  for (const auto& [key, text] : before) {
    const auto other = now.find(key);
    if (other == now.end() || other->second != text) keys.insert(key);
  }
  for (const auto& [key, text] : now) {
    if (!before.contains(key)) keys.insert(key);
  }
  return {keys.begin(), keys.end()};
}

}  // namespace nmt
