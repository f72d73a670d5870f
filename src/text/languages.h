// Section `languages` of the configuration: what a model translates from and into.
#pragma once

#include <string>

#include "base/settings.h"

namespace nmt {

// Codes such as en or pt-BR; empty where nobody has said.
struct LanguageSettings {
  std::string source = {}, target = {};

  bool known() const { return !source.empty(); }
  void describe(SettingVisitor& setting);
  // Throws Error.
  void validate() const;
};

}  // namespace nmt
