#include "config/tree.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace nmt {

const ConfigNode* ConfigNode::find(std::string_view name) const {
  if (kind != Kind::mapping) return nullptr;
  const auto found = std::find_if(children.begin(), children.end(),
                                  [&](const ConfigNode& child) { return child.key == name; });
  return found == children.end() ? nullptr : &*found;
}

ConfigNode* ConfigNode::find(std::string_view name) {
  return const_cast<ConfigNode*>(std::as_const(*this).find(name));
}

void throw_not_a_section(const ConfigNode& node) {
  const std::string name = node.key.empty() ? "the configuration" : "'" + node.key + "'";
  if (node.kind == ConfigNode::Kind::list) {
    throw Error({.what = name + " is a list, not a section of settings",
                 .where = node.where,
                 .fix = "write 'key: value' lines, without '-' before them"});
  }
  const bool glued = node.text.find(':') != std::string::npos;
  throw Error({.what = name + " is '" + node.text + "', not a section of settings",
               .where = node.where,
               .fix = glued ? "put a space after the colon: 'key: value'"
                            : "write its settings below it, indented: 'key: value'"});
}

void merge(ConfigNode& into, ConfigNode from) {
  using Kind = ConfigNode::Kind;
  if (from.kind == Kind::mapping && into.kind == Kind::mapping) {
    for (ConfigNode& child : from.children) {
      if (ConfigNode* same = into.find(child.key)) {
        merge(*same, std::move(child));
      } else {
        into.children.push_back(std::move(child));
      }
    }
    return;
  }
  if (from.kind == Kind::mapping && into.kind != Kind::empty) throw_not_a_section(into);
  if (into.kind == Kind::mapping && from.kind != Kind::empty) throw_not_a_section(from);
  if (from.kind != Kind::empty || into.kind != Kind::mapping) into = std::move(from);
}

void put(ConfigNode& root, const std::string& path, ConfigNode value) {
  const std::size_t dot = path.find('.');
  ConfigNode child;
  child.key = path.substr(0, dot);
  child.key_where = child.where = value.where;
  child.on_command_line = value.on_command_line;
  if (dot == std::string::npos) {
    value.key = child.key;
    value.key_where = value.where;
    child = std::move(value);
  } else {
    put(child, path.substr(dot + 1), std::move(value));
  }
  ConfigNode wrapped;
  wrapped.kind = ConfigNode::Kind::mapping;
  wrapped.key = root.key;
  wrapped.key_where = root.key_where;
  wrapped.where = child.where;
  wrapped.on_command_line = child.on_command_line;
  wrapped.children.push_back(std::move(child));
  merge(root, std::move(wrapped));
}

}  // namespace nmt
