// A translation model of another program in nmt's words: what the reader of each format fills, and
// what a model directory is made of. Nothing else in nmt knows the names of other programs.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "autograd/parameter.h"
#include "config/tree.h"
#include "text/shortlist.h"
#include "text/tokenizer.h"

namespace nmt {

// Where the numbers of one parameter come from.
struct ParameterSource {
  std::string name;  // nmt's
  std::int64_t rows = 0, cols = 0;
  std::string where = {};            // the file and its tensors, for messages
  std::function<void(Tensor)> read;  // fills [rows, cols]
};

struct ForeignModel {
  std::string format = {};              // its name in foreign_formats()
  std::vector<std::string> files = {};  // that it was read from, the weights first
  // Sections languages, model and decoding: what its files say. The other settings of decoding have
  // their defaults.
  ConfigNode settings = {.kind = ConfigNode::Kind::mapping};
  Tokenizers tokenizers = {};
  std::vector<ParameterSource> parameters = {};
  std::optional<Shortlist> shortlist = {};  // its file is decoding.shortlist
  std::vector<std::string> notes = {};  // what a user should know: what was left out, for example

  // Puts a setting, such as model.heads.
  void set(const std::string& path, const std::string& value);
  void set(const std::string& path, const char* value) { set(path, std::string(value)); }
  void set(const std::string& path, int value) { set(path, std::int64_t{value}); }
  void set(const std::string& path, std::int64_t value);
  void set(const std::string& path, bool value);
  void set(const std::string& path, const std::vector<std::string>& list);
};

// Fills the allocated parameters of the model that `settings` describe. Throws Error where one has no
// source or another shape, and where a source belongs to none.
void fill_parameters(const ForeignModel& foreign, ParameterSet& parameters);

}  // namespace nmt
