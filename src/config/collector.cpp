#include "config/collector.h"

#include "config/values.h"
#include "config/yaml.h"

namespace nmt {

std::string SettingInfo::section() const {
  const std::size_t dot = path.rfind('.');
  return dot == std::string::npos ? "" : path.substr(0, dot);
}

std::string SettingInfo::key() const { return path.substr(path.rfind('.') + 1); }

std::string describe_type(const SettingInfo& setting) {
  switch (setting.kind) {
    case SettingInfo::Kind::truth:
      return "true or false";
    case SettingInfo::Kind::list:
      return "text, or a list of texts";
    case SettingInfo::Kind::interval:
      return "steps or epochs";
    case SettingInfo::Kind::section:
      return "section";
    case SettingInfo::Kind::text: {
      std::string choices;
      const auto& words = setting.rule.one_of;
      for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) choices += i + 1 == words.size() ? " or " : ", ";
        choices += words[i];
      }
      return choices.empty() ? "text" : choices;
    }
    case SettingInfo::Kind::whole:
    case SettingInfo::Kind::number:
      break;
  }
  std::string text = setting.kind == SettingInfo::Kind::whole ? "whole number" : "number";
  std::string bounds = describe_bounds(setting.rule);
  if (bounds.starts_with("a value")) bounds.erase(0, std::string("a value").size());
  return text + bounds;
}

void SettingCollector::add(SettingInfo setting, const char* key, const char* help) {
  setting.path = path_ + key;
  setting.help = help;
  settings_.push_back(std::move(setting));
}

void SettingCollector::enter(const char* key, const char* help) {
  add({.kind = SettingInfo::Kind::section}, key, help);
  path_ += std::string(key) + ".";
}

void SettingCollector::leave() {
  path_.pop_back();
  path_.erase(path_.rfind('.') + 1);
}

void SettingCollector::operator()(const char* key, bool& field, const char* help) {
  add({.kind = SettingInfo::Kind::truth, .default_text = show_value(field)}, key, help);
}

void SettingCollector::operator()(const char* key, int& field, const char* help, const Rule& rule) {
  add({.kind = SettingInfo::Kind::whole,
       .default_text = show_value(static_cast<std::int64_t>(field)),
       .rule = rule},
      key, help);
}

void SettingCollector::operator()(const char* key, std::int64_t& field, const char* help,
                                  const Rule& rule) {
  add({.kind = SettingInfo::Kind::whole, .default_text = show_value(field), .rule = rule}, key,
      help);
}

void SettingCollector::operator()(const char* key, double& field, const char* help,
                                  const Rule& rule) {
  add({.kind = SettingInfo::Kind::number, .default_text = show_value(field), .rule = rule}, key,
      help);
}

void SettingCollector::operator()(const char* key, std::string& field, const char* help,
                                  const Rule& rule) {
  add({.kind = SettingInfo::Kind::text, .default_text = field, .rule = rule}, key, help);
}

void SettingCollector::operator()(const char* key, std::vector<std::string>& field,
                                  const char* help, const Rule& rule) {
  std::string value = field.size() == 1 ? field.front() : "";
  if (field.size() > 1) value = yaml_list(field);
  add({.kind = SettingInfo::Kind::list, .default_text = std::move(value), .rule = rule}, key, help);
}

void SettingCollector::operator()(const char* key, Interval& field, const char* help) {
  add({.kind = SettingInfo::Kind::interval, .default_text = show_value(field)}, key, help);
}

}  // namespace nmt
