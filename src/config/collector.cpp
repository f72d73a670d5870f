#include "config/collector.h"

#include "config/values.h"
#include "config/yaml.h"

namespace nmt {
namespace {

using Kind = SettingInfo::Kind;

Kind kind_of(const bool*) { return Kind::truth; }
Kind kind_of(const int*) { return Kind::whole; }
Kind kind_of(const std::int64_t*) { return Kind::whole; }
Kind kind_of(const double*) { return Kind::number; }
Kind kind_of(const std::string*) { return Kind::text; }
Kind kind_of(const std::vector<std::string>*) { return Kind::list; }
Kind kind_of(const Interval*) { return Kind::interval; }

template <class Value>
std::string default_text(const Value& value) {
  return show_value(value);
}
std::string default_text(const std::string& text) { return text; }
std::string default_text(const std::vector<std::string>& texts) {
  if (texts.size() > 1) return yaml_list(texts);
  return texts.empty() ? "" : texts.front();
}

}  // namespace

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

void SettingCollector::add(SettingInfo::Kind kind, const char* key, const char* help,
                           std::string default_text, const Rule& rule) {
  settings_.push_back({.kind = kind,
                       .path = path_ + key,
                       .default_text = std::move(default_text),
                       .help = help,
                       .rule = rule});
}

void SettingCollector::enter(const char* key, const char* help) {
  add(SettingInfo::Kind::section, key, help);
  path_ += std::string(key) + ".";
}

void SettingCollector::leave() {
  path_.pop_back();
  path_.erase(path_.rfind('.') + 1);
}

void SettingCollector::visit(const char* key, SettingField field, const char* help,
                             const Rule& rule) {
  std::visit([&](auto* value) { add(kind_of(value), key, help, default_text(*value), rule); },
             field);
}

}  // namespace nmt
