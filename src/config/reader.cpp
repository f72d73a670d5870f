#include "config/reader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "base/error.h"
#include "base/format.h"
#include "base/suggest.h"
#include "config/values.h"

namespace nmt {
namespace {

// More names than that are not listed in a message.
constexpr std::size_t kMostListed = 8;

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

std::string fix_of(double value, const Rule& bounds) {
  const bool kept =
      value >= bounds.min && value <= bounds.max && value > bounds.above && value < bounds.below;
  return kept ? "" : "use " + describe_bounds(bounds);
}

// The arithmetic takes most of them as 32-bit floats: there a number may neither vanish nor become
// infinite, nor reach a bound that it may not reach.
std::string fix_of_real(double value, const Rule& bounds) {
  using Float = std::numeric_limits<float>;
  const std::string fix = fix_of(value, bounds);
  if (!fix.empty()) return fix;
  const double size = std::abs(value);
  if (size > Float::max()) return format("use a number of at most {:.1e}", Float::max());
  if (size != 0 && size < Float::min()) {
    const bool zero = fix_of(0, bounds).empty();
    return format("use {}a number of at least {:.1e}", zero ? "0, or " : "", Float::min());
  }
  const float rounded = static_cast<float>(value);
  if (rounded > bounds.above && rounded < bounds.below) return "";
  return format("use {}; this is {} as a 32-bit float", describe_bounds(bounds),
                show_value(static_cast<double>(rounded)));
}

std::string parent_of(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string::npos ? "" : path.substr(0, dot);
}

std::string leaf_of(const std::string& path) { return path.substr(path.rfind('.') + 1); }

}  // namespace

SettingReader::SettingReader(const ConfigNode& root, ForeignKeys foreign, ConfigProblems* problems)
    : sections_{&root}, foreign_(std::move(foreign)), problems_(problems) {}

template <class Reading>
void SettingReader::guard(const char* key, const Reading& reading) {
  try {
    reading();
  } catch (const Error& error) {
    if (problems_ == nullptr) throw;
    const std::string path = path_ + key;
    const std::size_t dot = path.find('.');
    const std::string section = dot == std::string::npos ? "" : path.substr(0, dot);
    Error::Parts parts = error.parts();
    parts.keys = {path};
    problems_->push_back({ConfigProblem::Kind::value, section, std::move(parts)});
  }
}

const ConfigNode* SettingReader::find(const char* key) {
  if (!is_known(path_ + key)) known_.push_back(path_ + key);
  return sections_.back() == nullptr ? nullptr : sections_.back()->find(key);
}

void SettingReader::enter(const char* key, const char*) {
  const ConfigNode* node = find(key);
  if (node != nullptr && node->kind == ConfigNode::Kind::empty) node = nullptr;
  if (node != nullptr && node->kind != ConfigNode::Kind::mapping) {
    guard(key, [&] { throw_not_a_section(*node); });
    node = nullptr;
  }
  sections_.push_back(node);
  path_ += std::string(key) + ".";
}

void SettingReader::leave() {
  sections_.pop_back();
  path_.pop_back();
  path_.erase(path_.rfind('.') + 1);
}

std::size_t SettingReader::enter_list(const char* key, const char*, std::size_t size) {
  const ConfigNode* node = find(key);
  if (node != nullptr && node->kind == ConfigNode::Kind::empty) node = nullptr;
  if (node != nullptr && node->kind == ConfigNode::Kind::text) {
    guard(key, [&] { throw_not_a_section(*node); });
    node = nullptr;
  }
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
  const bool is_section = entry.kind == ConfigNode::Kind::mapping;
  guard("", [&] {
    if (is_section) return;
    throw Error(
        {.what = format("entry {} of '{}' is not a section of settings", index + 1, list->key),
         .where = entry.where,
         .fix = "write '- key: value', and the other settings of the entry below it"});
  });
  sections_.push_back(is_section ? &entry : nullptr);
}

void SettingReader::leave_entry(std::size_t) { sections_.pop_back(); }

void SettingReader::visit(const char* key, SettingField field, const char*, const Rule& rule) {
  const ConfigNode* node = find(key);
  if (node == nullptr) return;
  guard(key, [&] { std::visit([&](auto* value) { read(*node, key, rule, *value); }, field); });
}

void SettingReader::read(const ConfigNode& node, const char*, const Rule&, bool& field) const {
  const auto value = parse_bool(single_text(node, "true or false", show_value(field)));
  if (!value) throw_wrong_type(node, "true or false", show_value(field));
  field = *value;
}

template <class Number>
void SettingReader::read(const ConfigNode& node, const char*, const Rule& rule,
                         Number& field) const {
  constexpr bool whole = std::is_integral_v<Number>;
  const std::string kind = whole ? "whole number" : "number";
  const std::string text = single_text(node, kind.c_str(), show_value(field));
  const auto value = [&] {
    if constexpr (whole) return parse_whole_number(text);
    if constexpr (!whole) return parse_number(text);
  }();
  if (!value) throw_wrong_type(node, ("a " + kind).c_str(), show_value(field));
  Rule bounds = rule;
  if constexpr (std::is_same_v<Number, int>) {
    bounds.min = std::max<double>(bounds.min, std::numeric_limits<int>::min());
    bounds.max = std::min<double>(bounds.max, std::numeric_limits<int>::max());
  }
  const std::string fix = whole ? fix_of(*value, bounds) : fix_of_real(*value, bounds);
  if (!fix.empty())
    throw Error(
        {.what = format("'{}' is {}", node.key, node.text), .where = node.where, .fix = fix});
  field = static_cast<Number>(*value);
}

std::string SettingReader::chosen_text(const ConfigNode& node, const char* key,
                                       const Rule& rule) const {
  const std::string text = expanded_text(node, path_ + key);
  if (takes(rule, text)) return text;
  throw Error({.what = format("'{}' is '{}'", node.key, text),
               .where = node.where,
               .fix = suggest(text, rule.one_of)});
}

void SettingReader::read(const ConfigNode& node, const char* key, const Rule& rule,
                         std::string& field) const {
  single_text(node, "text", field.empty() ? "''" : field);
  field = chosen_text(node, key, rule);
}

void SettingReader::read(const ConfigNode& node, const char* key, const Rule& rule,
                         std::vector<std::string>& field) const {
  field.clear();
  if (node.kind == ConfigNode::Kind::list) {
    for (ConfigNode item : node.children) {
      item.key = node.key;
      single_text(item, "text", "[first, second]");
      field.push_back(chosen_text(item, key, rule));
    }
    return;
  }
  if (!single_text(node, "text or list", "[first, second]").empty())
    field.push_back(chosen_text(node, key, rule));
}

void SettingReader::read(const ConfigNode& node, const char*, const Rule&, Interval& field) const {
  constexpr const char* kSample = "500 steps, or 2 epochs";
  const auto value = parse_interval(single_text(node, "number of steps or epochs", kSample));
  if (!value) throw_wrong_type(node, "a number of steps or epochs", kSample);
  field = *value;
}

void SettingReader::finish() const {
  ConfigProblems unknown;
  check_keys(*sections_.front(), "", unknown);
  if (unknown.empty()) return;
  if (problems_ == nullptr) throw Error(unknown.front().parts);
  problems_->insert(problems_->begin(), unknown.begin(), unknown.end());
}

bool SettingReader::is_known(const std::string& path) const {
  return std::find(known_.begin(), known_.end(), path) != known_.end();
}

void SettingReader::check_keys(const ConfigNode& section, const std::string& path,
                               ConfigProblems& unknown) const {
  const auto is_section = [&](const std::string& name) {
    return std::any_of(known_.begin(), known_.end(),
                       [&](const std::string& known) { return known.starts_with(name + "."); });
  };
  if (section.kind != ConfigNode::Kind::mapping) return;
  for (const ConfigNode& child : section.children) {
    const std::string name = path.empty() ? child.key : path + "." + child.key;
    const bool dotted = child.key.find('.') != std::string::npos;
    if (dotted || !is_known(name)) {
      unknown.push_back({ConfigProblem::Kind::unknown, path.substr(0, path.find('.')),
                         describe_unknown(child, path)});
      continue;
    }
    if (!is_section(name)) continue;
    check_keys(child, name, unknown);
    if (child.kind != ConfigNode::Kind::list) continue;
    for (const ConfigNode& entry : child.children) check_keys(entry, name, unknown);
  }
}

std::vector<std::string> SettingReader::keys_of(const std::string& section) const {
  std::vector<std::string> keys;
  for (const std::string& path : known_) {
    if (parent_of(path) == section) keys.push_back(leaf_of(path));
  }
  return keys;
}

// Where the likeliest meaning is: among the settings of this section, elsewhere, or with another
// type of model.
std::string SettingReader::fix_of_unknown(const LikelyMeaning& meaning,
                                          const std::string& section) const {
  const auto shown = [&](const std::string& path) {
    const std::string home = parent_of(path), name = "'" + leaf_of(path) + "'";
    if (home == section) return name;
    return home.empty() ? name + " at the left margin" : name + " in section " + home;
  };
  const std::string fix = suggestion(meaning, shown);
  if (!fix.empty()) return fix;
  const std::vector<std::string> siblings = keys_of(section);
  if (siblings.size() > kMostListed)
    return format("the settings{} are listed by: nmt train --help",
                  section.empty() ? "" : " of section " + section);
  std::string all;
  for (const std::string& key : siblings) all += (all.empty() ? "" : ", ") + key;
  return "use one of: " + all;
}

Error::Parts SettingReader::describe_unknown(const ConfigNode& node,
                                             const std::string& section) const {
  const std::string path = section.empty() ? node.key : section + "." + node.key;
  const std::string in = section.empty() ? "" : " in section " + section;
  const auto parts = [&](const std::string& what, const std::string& fix) {
    return Error::Parts{.what = what, .where = node.key_where, .fix = fix};
  };
  if (section.empty() && !parent_of(node.key).empty() && is_known(node.key)) {
    return parts(format("'{}' is the name of a flag", node.key),
                 format("write '{}:', and below it, indented, '{}:'", parent_of(node.key),
                        leaf_of(node.key)));
  }
  if (const auto found = foreign_.find(path); found != foreign_.end()) {
    return parts(format("'{}' is a setting of {}", path, found->second.owner), found->second.fix);
  }
  std::vector<std::string> possible = known_;
  for (const auto& [other, key] : foreign_) possible.push_back(other);
  LikelyMeaning meaning = meaning_of(node.key, section, possible);
  const std::string likely = meaning.paths.empty() ? "" : meaning.paths.front();
  std::vector<std::string> homes, margins;
  for (const std::string& known : known_) {
    if (leaf_of(known) != node.key || parent_of(known) == section) continue;
    homes.push_back(parent_of(known));
    margins.push_back("'" + parent_of(known) + ":'");
  }
  const bool meant_here = !likely.empty() && parent_of(likely) == section;
  if (!meant_here && !homes.empty()) {
    if (homes.front().empty())
      return parts(format("'{}' belongs to no section", node.key), "write it at the left margin");
    return parts(format("'{}' belongs to section {}", node.key, joined_by_or(homes)),
                 format("move it below {}", joined_by_or(margins)));
  }
  if (const auto found = foreign_.find(likely); found != foreign_.end()) {
    return parts(format("unknown setting '{}'{}; '{}' is a setting of {}", node.key, in,
                        leaf_of(likely), found->second.owner),
                 found->second.fix);
  }
  std::erase_if(meaning.paths, [&](const std::string& other) { return !is_known(other); });
  return parts(format("unknown setting '{}'{}", node.key, in), fix_of_unknown(meaning, section));
}

}  // namespace nmt
