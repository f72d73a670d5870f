// Section `languages` of the configuration: what a model translates from and into.
#pragma once

#include <string>
#include <vector>

#include "base/settings.h"

namespace nmt {

// Codes such as en or pt-BR; empty where nobody has said.
struct LanguageSettings {
  std::string source = {}, target = {};
  // Of a model of many languages: the forms of the tokens that tell it which are meant, and the codes
  // that it has.
  std::string source_tag = {}, target_tag = {};
  std::vector<std::string> among = {};

  bool known() const { return !source.empty(); }
  // Whether the model is told of its languages by tokens.
  bool of_many() const { return !source_tag.empty() || !target_tag.empty(); }
  // Whether a token needs a language that nobody has chosen.
  bool open() const;
  // The tokens before a source sentence and before a translation; empty where there are none.
  std::string source_token() const { return token(source_tag); }
  std::string target_token() const { return token(target_tag); }
  void describe(SettingVisitor& setting);
  // Throws Error.
  void validate() const;
  // Throws Error where open().
  void require_chosen() const;

 private:
  std::string token(std::string form) const;
};

}  // namespace nmt
