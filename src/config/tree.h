// A configuration as it was written: keys and texts, each with its place. Files and flags both
// become such a tree, so that one reader with one set of checks serves them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nmt {

struct ConfigNode {
  enum class Kind { empty, text, list, mapping };
  Kind kind = Kind::empty;
  std::string text = {};
  std::vector<ConfigNode> children = {};  // of a list or a mapping, in the order of writing
  std::string key = {};                   // its name in its mapping
  std::string key_where = {},
              where = {};  // places of the key and of the value: file:line:column, or the flag
  bool on_command_line = false;

  // The child of that name; nullptr where there is none.
  const ConfigNode* find(std::string_view name) const;
  ConfigNode* find(std::string_view name);
};

// Puts `from` over `into`, key by key: what `from` does not mention stays. Throws Error where a
// section meets a value.
void merge(ConfigNode& into, ConfigNode from);

// Puts a value at a dotted path such as model.heads; sections on the way are made.
void put(ConfigNode& root, const std::string& path, ConfigNode value);

// Throws the Error that says that `node` should be a section, and is not.
[[noreturn]] void throw_not_a_section(const ConfigNode& node);

}  // namespace nmt
