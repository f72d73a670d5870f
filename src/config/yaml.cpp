#include "config/yaml.h"

#include <yaml-cpp/emitter.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <cctype>
#include <filesystem>
#include <map>
#include <sstream>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"

namespace nmt {
namespace {

constexpr std::size_t kLargestFile = 16 << 20;
constexpr std::size_t kMostNodes = 1'000'000;

std::string place(const std::string& file, const YAML::Mark& mark) {
  if (mark.is_null()) return file;
  return format("{}:{}:{}", file, mark.line + 1, mark.column + 1);
}

std::size_t count_nodes(const ConfigNode& node) {
  std::size_t count = 1;
  for (const ConfigNode& child : node.children) count += count_nodes(child);
  return count;
}

// The braces of ${NAME} would be taken for those of a map within {...}, so they are hidden while YAML
// is parsed: as single bytes, which leaves all places as they are. These two are in no text, as YAML
// forbids them.
constexpr char kHiddenOpen = '\x01', kHiddenClose = '\x02';

// `name` begins behind `${`; where it ends, or npos where it is no name.
std::size_t end_of_variable(const std::string& text, std::size_t name) {
  std::size_t end = name;
  while (end < text.size() &&
         (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_'))
    ++end;
  return end > name && end < text.size() && text[end] == '}' ? end : std::string::npos;
}

std::string hide_variables(std::string text) {
  if (text.find_first_of({kHiddenOpen, kHiddenClose}) != std::string::npos) return text;
  for (std::size_t at = 0; (at = text.find("${", at)) != std::string::npos; at += 2) {
    const std::size_t end = end_of_variable(text, at + 2);
    if (end == std::string::npos) continue;
    text[at + 1] = kHiddenOpen;
    text[end] = kHiddenClose;
  }
  return text;
}

std::string show_variables(std::string text) {
  for (char& c : text) {
    if (c == kHiddenOpen) c = '{';
    if (c == kHiddenClose) c = '}';
  }
  return text;
}

// Builds the tree from the parser's events, which carry the place of everything.
class TreeBuilder : public YAML::EventHandler {
 public:
  // With `hidden`, the text went through hide_variables().
  explicit TreeBuilder(const std::string& file, bool hidden) : file_(file), hidden_(hidden) {}

  ConfigNode take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (awaits_key()) throw_bad_key(mark);
    add(make(ConfigNode::Kind::empty, mark), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto named = anchors_.find(anchor);
    if (named == anchors_.end()) {
      throw Error({.what = "an alias refers to a value that contains it",
                   .where = place(file_, mark),
                   .fix = "write the value out"});
    }
    nodes_ += count_nodes(named->second);
    check_size(mark);
    ConfigNode copy = named->second;
    copy.where = place(file_, mark);
    add(std::move(copy), 0);
  }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                const std::string& value) override {
    if (awaits_key()) return start_entry(mark, shown(value));
    ConfigNode node = make(ConfigNode::Kind::text, mark);
    node.text = shown(value);
    add(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    if (awaits_key()) throw_bad_key(mark);
    open_.push_back({make(ConfigNode::Kind::list, mark), anchor, {}, {}});
  }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    if (awaits_key()) throw_bad_key(mark);
    open_.push_back({make(ConfigNode::Kind::mapping, mark), anchor, {}, {}});
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    ConfigNode node;
    YAML::anchor_t anchor = 0;
    std::string key,
        key_where;  // of the entry whose value comes next; key_where is empty before a key
  };

  std::string shown(const std::string& text) const { return hidden_ ? show_variables(text) : text; }
  bool awaits_key() const {
    return !open_.empty() && open_.back().node.kind == ConfigNode::Kind::mapping &&
           open_.back().key_where.empty();
  }
  ConfigNode make(ConfigNode::Kind kind, const YAML::Mark& mark) {
    ++nodes_;
    check_size(mark);
    ConfigNode node;
    node.kind = kind;
    node.where = place(file_, mark);
    return node;
  }
  // Aliases of aliases can make a small file mean an immense tree.
  void check_size(const YAML::Mark& mark) const {
    if (nodes_ <= kMostNodes) return;
    throw Error({.what = format("the configuration has more than {} values", kMostNodes),
                 .where = place(file_, mark),
                 .fix = "check that this is a configuration file"});
  }
  void start_entry(const YAML::Mark& mark, const std::string& key) {
    Open& mapping = open_.back();
    const std::string where = place(file_, mark);
    if (const ConfigNode* first = mapping.node.find(key)) {
      throw Error({.what = format("'{}' is set twice; the first is at {}", key, first->key_where),
                   .where = where,
                   .fix = "keep one of them"});
    }
    mapping.key = key;
    mapping.key_where = where;
  }
  [[noreturn]] void throw_bad_key(const YAML::Mark& mark) const {
    throw Error({.what = "the name of a setting is not a word",
                 .where = place(file_, mark),
                 .fix = "write 'key: value'"});
  }
  void add(ConfigNode node, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = node;
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    node.key = std::exchange(parent.key, {});
    node.key_where = std::exchange(parent.key_where, {});
    // The parser's place of a value that is not there is that of what comes after it.
    if (node.kind == ConfigNode::Kind::empty && !node.key_where.empty())
      node.where = node.key_where;
    parent.node.children.push_back(std::move(node));
  }
  void close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    add(std::move(done.node), done.anchor);
  }

  const std::string& file_;
  bool hidden_;
  ConfigNode root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, ConfigNode> anchors_;
  std::size_t nodes_ = 0;
};

// yaml-cpp's own words for a tab are misleading, so they are found first.
void refuse_tabs(const std::string& text, const std::string& file) {
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const std::size_t start = line.find_first_not_of(" \t\r");
    if (start == std::string::npos || line[start] == '#') continue;
    const std::size_t tab = line.find('\t');
    if (tab >= start) continue;
    throw Error({.what = "a tab is used for indentation",
                 .where = format("{}:{}:{}", file, number, tab + 1),
                 .fix = "indent with spaces"});
  }
}

std::string read_text(const std::string& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (!std::filesystem::exists(status)) {
    throw Error(
        {.what = "there is no such configuration file", .where = path, .fix = "check the path"});
  }
  if (std::filesystem::is_directory(status)) {
    throw Error({.what = "the configuration is a folder, not a file",
                 .where = path,
                 .fix = "name the .yaml file in it"});
  }
  std::string text = read_file_start(path, kLargestFile + 1);
  if (text.size() > kLargestFile) {
    throw Error({.what = format("the configuration has more than {} MB", kLargestFile >> 20),
                 .where = path,
                 .fix = "name a .yaml file; text for training is given by data.train"});
  }
  return text;
}

void set_places(ConfigNode& node, const std::string& where) {
  node.where = node.key_where = where;
  node.on_command_line = true;
  for (ConfigNode& child : node.children) set_places(child, where);
}

ConfigNode build_tree(const std::string& text, const std::string& file) try {
  const std::string parsed = hide_variables(text);
  const bool hidden = parsed != text;
  std::istringstream in(parsed);
  YAML::Parser parser(in);
  TreeBuilder builder(file, hidden);
  parser.HandleNextDocument(builder);
  TreeBuilder second(file, hidden);
  if (parser.HandleNextDocument(second)) {
    throw Error({.what = "the file holds more than one document",
                 .where = second.take().where,
                 .fix = "remove the line '---', or give two files: --config A --config B"});
  }
  return builder.take();
} catch (const YAML::Exception& error) {
  throw Error({.what = "this is not valid YAML: " + error.msg,
               .where = place(file, error.mark),
               .fix = "check the indentation, the colons and the quotes near this line"});
}

}  // namespace

ConfigNode parse_yaml(const std::string& text, const std::string& file) {
  refuse_tabs(text, file);
  ConfigNode root = build_tree(text, file);
  if (root.kind == ConfigNode::Kind::empty) {
    throw Error({.what = "the configuration is empty",
                 .where = file,
                 .fix = "write 'section:' and its settings below; nmt config prints all of them"});
  }
  if (root.kind != ConfigNode::Kind::mapping) throw_not_a_section(root);
  return root;
}

ConfigNode read_yaml_file(const std::string& path) { return parse_yaml(read_text(path), path); }

ConfigNode parse_flag_value(const std::string& text, const std::string& flag) {
  const std::string where = "command line " + flag;
  ConfigNode node;
  if (text.starts_with('[') || text.starts_with('{')) {
    node = build_tree(text, where);
  } else {
    node.kind = ConfigNode::Kind::text;
    node.text = text;
  }
  set_places(node, where);
  return node;
}

namespace {

// yaml-cpp leaves a CR as it is unless it is told to quote, and reads one at the end of a line as
// part of the line's end.
void emit(YAML::Emitter& out, const std::string& text) {
  if (text.find('\r') != std::string::npos) out << YAML::DoubleQuoted;
  out << text;
}

}  // namespace

std::string yaml_text(const std::string& text) {
  YAML::Emitter out;
  emit(out, text);
  return out.c_str();
}

std::string yaml_list(const std::vector<std::string>& texts) {
  YAML::Emitter out;
  out << YAML::Flow << YAML::BeginSeq;
  for (const std::string& text : texts) emit(out, text);
  out << YAML::EndSeq;
  return out.c_str();
}

}  // namespace nmt
