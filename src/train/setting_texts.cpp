#include "train/setting_texts.h"

#include <filesystem>
#include <set>

#include "base/format.h"
#include "base/hash.h"

namespace nmt {
namespace {

template <class Number>
std::string recorded(Number number) {
  return format("{}", number);
}
std::string recorded(bool truth) { return truth ? "true" : "false"; }
std::string recorded(const std::string& text) { return text; }
std::string recorded(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& item : list) text += (text.empty() ? "" : ", ") + item;
  return text;
}
std::string recorded(const Interval& interval) {
  const bool steps = interval.unit == Interval::Unit::steps;
  return format("{} {}", interval.count, steps ? "steps" : "epochs");
}

std::string content_of(const std::string& path) {
  if (path.empty()) return "";
  return std::filesystem::is_regular_file(path) ? file_hash(path) : "a stream";
}
std::string content_of(const std::vector<std::string>& paths) {
  std::vector<std::string> hashes;
  for (const std::string& path : paths) hashes.push_back(content_of(path));
  return recorded(hashes);
}

}  // namespace

void SettingRecorder::visit(const char* key, SettingField field, const char*, const Rule& rule) {
  const std::string path = path_of(key);
  const bool by_content = rule.names_file() && files_ == Files::by_content;
  texts_[path] = std::visit(
      [&](auto* value) {
        if constexpr (requires { content_of(*value); })
          if (by_content) return content_of(*value);
        return recorded(*value);
      },
      field);
  changes_[path] = rule.changes;
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
