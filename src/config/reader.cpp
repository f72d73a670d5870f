#include "config/reader.h"

#include <algorithm>
#include <limits>
#include <type_traits>

#include "base/error.h"
#include "base/format.h"
#include "base/suggest.h"
#include "config/values.h"

namespace nmt {
namespace {

// How the user would write the setting, at the place where it was written.
std::string example(const ConfigNode& node, const std::string& value) {
  if (!node.on_command_line) return format("write {}: {}", node.key, value);
  const std::string flag = node.where.substr(node.where.find("--"));
  return format("write {} {}", flag, value.empty() ? "VALUE" : value);
}

// The text of a value that must be a single one.
const std::string& single_text(const ConfigNode& node, const char* kind,
                               const std::string& sample) {
  switch (node.kind) {
    case ConfigNode::Kind::text:
      return node.text;
    case ConfigNode::Kind::empty:
      throw Error({.what = format("'{}' has no value", node.key),
                   .where = node.where,
                   .fix = example(node, sample)});
    case ConfigNode::Kind::list:
      throw Error({.what = format("'{}' has {} values, but takes one {}", node.key,
                                  node.children.size(), kind),
                   .where = node.where,
                   .fix = example(node, sample)});
    case ConfigNode::Kind::mapping:
      break;
  }
  throw Error({.what = format("'{}' is a section, but should be one {}", node.key, kind),
               .where = node.where,
               .fix = example(node, sample)});
}

[[noreturn]] void throw_wrong_type(const ConfigNode& node, const char* kind,
                                   const std::string& sample) {
  throw Error({.what = format("'{}' is '{}', which is not {}", node.key, node.text, kind),
               .where = node.where,
               .fix = example(node, sample)});
}

std::string expanded_text(const ConfigNode& node, const std::string& path) {
  return expand_environment(node.text, node.where, "--" + path);
}

// A choice such as spm:FILE takes whatever stands behind its colon.
bool takes(const Rule& rule, const std::string& text) {
  const auto is_meant = [&](const std::string& choice) {
    const std::size_t colon = choice.find(':');
    if (colon == std::string::npos) return text == choice;
    return text.size() > colon + 1 && text.starts_with(choice.substr(0, colon + 1));
  };
  return rule.one_of.empty() || std::any_of(rule.one_of.begin(), rule.one_of.end(), is_meant);
}

std::string parent_of(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string::npos ? "" : path.substr(0, dot);
}

std::string leaf_of(const std::string& path) { return path.substr(path.rfind('.') + 1); }

}  // namespace

SettingReader::SettingReader(const ConfigNode& root, ForeignKeys foreign)
    : sections_{&root}, foreign_(std::move(foreign)) {}

const ConfigNode* SettingReader::visit(const char* key) {
  if (!is_known(path_ + key)) known_.push_back(path_ + key);
  return sections_.back() == nullptr ? nullptr : sections_.back()->find(key);
}

void SettingReader::enter(const char* key, const char*) {
  const ConfigNode* node = visit(key);
  if (node != nullptr && node->kind == ConfigNode::Kind::empty) node = nullptr;
  if (node != nullptr && node->kind != ConfigNode::Kind::mapping) throw_not_a_section(*node);
  sections_.push_back(node);
  path_ += std::string(key) + ".";
}

void SettingReader::leave() {
  sections_.pop_back();
  path_.pop_back();
  path_.erase(path_.rfind('.') + 1);
}

std::size_t SettingReader::enter_list(const char* key, const char*, std::size_t size) {
  const ConfigNode* node = visit(key);
  if (node != nullptr && node->kind == ConfigNode::Kind::empty) node = nullptr;
  if (node != nullptr && node->kind == ConfigNode::Kind::text) throw_not_a_section(*node);
  sections_.push_back(node);
  path_ += std::string(key) + ".";
  if (node == nullptr) return size;
  return node->kind == ConfigNode::Kind::list ? node->children.size() : 1;
}

void SettingReader::enter_entry(std::size_t index, std::size_t) {
  const ConfigNode* list = sections_.back();
  if (list == nullptr || list->kind != ConfigNode::Kind::list) {
    sections_.push_back(list);
    return;
  }
  const ConfigNode& entry = list->children[index];
  if (entry.kind != ConfigNode::Kind::mapping) {
    throw Error(
        {.what = format("entry {} of '{}' is not a section of settings", index + 1, list->key),
         .where = entry.where,
         .fix = "write '- key: value', and the other settings of the entry below it"});
  }
  sections_.push_back(&entry);
}

void SettingReader::leave_entry(std::size_t) { sections_.pop_back(); }

void SettingReader::operator()(const char* key, bool& field, const char*) {
  const ConfigNode* node = visit(key);
  if (node == nullptr) return;
  const auto value = parse_bool(single_text(*node, "true or false", show_value(field)));
  if (!value) throw_wrong_type(*node, "true or false", show_value(field));
  field = *value;
}

template <class T>
void SettingReader::read_number(const char* key, T& field, const Rule& rule, const char* kind) {
  const ConfigNode* node = visit(key);
  if (node == nullptr) return;
  constexpr bool whole = std::is_integral_v<T>;
  std::string sample;
  if constexpr (whole) sample = show_value(static_cast<std::int64_t>(field));
  if constexpr (!whole) sample = show_value(field);
  const std::string& text = single_text(*node, kind, sample);
  const auto value = [&] {
    if constexpr (whole) return parse_whole_number(text);
    if constexpr (!whole) return parse_number(text);
  }();
  if (!value) throw_wrong_type(*node, (std::string("a ") + kind).c_str(), sample);
  Rule bounds = rule;
  if constexpr (std::is_same_v<T, int>) {
    bounds.min = std::max<double>(bounds.min, std::numeric_limits<int>::min());
    bounds.max = std::min<double>(bounds.max, std::numeric_limits<int>::max());
  }
  if (static_cast<double>(*value) < bounds.min || static_cast<double>(*value) > bounds.max) {
    throw Error({.what = format("'{}' is {}", node->key, node->text),
                 .where = node->where,
                 .fix = "use " + describe_bounds(bounds)});
  }
  field = static_cast<T>(*value);
}

void SettingReader::operator()(const char* key, int& field, const char*, const Rule& rule) {
  read_number(key, field, rule, "whole number");
}

void SettingReader::operator()(const char* key, std::int64_t& field, const char*,
                               const Rule& rule) {
  read_number(key, field, rule, "whole number");
}

void SettingReader::operator()(const char* key, double& field, const char*, const Rule& rule) {
  read_number(key, field, rule, "number");
}

std::string SettingReader::chosen_text(const ConfigNode& node, const char* key,
                                       const Rule& rule) const {
  const std::string text = expanded_text(node, path_ + key);
  if (takes(rule, text)) return text;
  throw Error({.what = format("'{}' is '{}'", node.key, text),
               .where = node.where,
               .fix = suggest(text, rule.one_of)});
}

void SettingReader::operator()(const char* key, std::string& field, const char*, const Rule& rule) {
  const ConfigNode* node = visit(key);
  if (node == nullptr) return;
  single_text(*node, "text", field.empty() ? "''" : field);
  field = chosen_text(*node, key, rule);
}

void SettingReader::operator()(const char* key, std::vector<std::string>& field, const char*,
                               const Rule& rule) {
  const ConfigNode* node = visit(key);
  if (node == nullptr) return;
  field.clear();
  if (node->kind == ConfigNode::Kind::list) {
    for (ConfigNode item : node->children) {
      item.key = node->key;
      single_text(item, "text", "[first, second]");
      field.push_back(chosen_text(item, key, rule));
    }
    return;
  }
  if (!single_text(*node, "text or list", "[first, second]").empty())
    field.push_back(chosen_text(*node, key, rule));
}

void SettingReader::operator()(const char* key, Interval& field, const char*) {
  const ConfigNode* node = visit(key);
  if (node == nullptr) return;
  constexpr const char* kSample = "500 steps, or 2 epochs";
  const auto value = parse_interval(single_text(*node, "number of steps or epochs", kSample));
  if (!value) throw_wrong_type(*node, "a number of steps or epochs", kSample);
  field = *value;
}

void SettingReader::finish() const { check_keys(*sections_.front(), ""); }

bool SettingReader::is_known(const std::string& path) const {
  return std::find(known_.begin(), known_.end(), path) != known_.end();
}

void SettingReader::check_keys(const ConfigNode& section, const std::string& path) const {
  const auto is_section = [&](const std::string& name) {
    return std::any_of(known_.begin(), known_.end(),
                       [&](const std::string& known) { return known.starts_with(name + "."); });
  };
  if (section.kind != ConfigNode::Kind::mapping) return;
  for (const ConfigNode& child : section.children) {
    const std::string name = path.empty() ? child.key : path + "." + child.key;
    const bool dotted = child.key.find('.') != std::string::npos;
    if (dotted || !is_known(name)) throw_unknown(child, path);
    if (!is_section(name)) continue;
    check_keys(child, name);
    if (child.kind != ConfigNode::Kind::list) continue;
    for (const ConfigNode& entry : child.children) check_keys(entry, name);
  }
}

std::vector<std::string> SettingReader::keys_of(const std::string& section) const {
  std::vector<std::string> keys;
  for (const std::string& path : known_) {
    if (parent_of(path) == section) keys.push_back(leaf_of(path));
  }
  return keys;
}

void SettingReader::throw_unknown(const ConfigNode& node, const std::string& section) const {
  const std::string path = section.empty() ? node.key : section + "." + node.key;
  const std::string in = section.empty() ? "" : " in section " + section;
  const auto fail = [&](const std::string& what, const std::string& fix) {
    throw Error({.what = what, .where = node.key_where, .fix = fix});
  };
  if (section.empty() && !parent_of(node.key).empty() && is_known(node.key)) {
    fail(format("'{}' is the name of a flag", node.key),
         format("write '{}:', and below it, indented, '{}:'", parent_of(node.key),
                leaf_of(node.key)));
  }
  if (const auto found = foreign_.find(path); found != foreign_.end()) {
    fail(format("'{}' is a setting of {}", path, found->second.owner), found->second.fix);
  }
  std::vector<std::string> homes;
  for (const std::string& known : known_) {
    if (leaf_of(known) == node.key && parent_of(known) != section)
      homes.push_back(parent_of(known));
  }
  const std::vector<std::string> siblings = keys_of(section);
  const std::string near = nearest_word(node.key, siblings);
  if (near.empty() && !homes.empty()) {
    const std::string home = homes.front();
    fail(home.empty() ? format("'{}' belongs to no section", node.key)
                      : format("'{}' belongs to section {}", node.key, home),
         home.empty() ? "write it at the left margin" : format("move it below '{}:'", home));
  }
  for (const auto& [known, key] : foreign_) {
    if (!near.empty() || parent_of(known) != section) continue;
    if (!nearest_word(node.key, {leaf_of(known)}).empty()) {
      fail(format("unknown setting '{}'{}; '{}' is a setting of {}", node.key, in, leaf_of(known),
                  key.owner),
           key.fix);
    }
  }
  fail(format("unknown setting '{}'{}", node.key, in), suggest(node.key, siblings));
  __builtin_unreachable();
}

}  // namespace nmt
