#include "text/languages.h"

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

// The shape of a language tag (BCP 47): letters, digits and '-', a letter first.
bool is_code(const std::string& text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (text.empty() || text.size() > 35 || !is_letter(text[0]) || text.back() == '-') return false;
  for (const char c : text)
    if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '-') return false;
  return true;
}

}  // namespace

void LanguageSettings::describe(SettingVisitor& setting) {
  setting("source", source,
          "Code of the language translated from, such as en or pt-BR. Kept with the model: nmt "
          "info shows it, and nmt serve tells it to clients and refuses other languages.",
          {.changes = Changes::nothing});
  setting("target", target, "Code of the language translated into, such as tr.",
          {.changes = Changes::nothing});
}

void LanguageSettings::validate() const {
  if (source.empty() != target.empty())
    throw Error(
        {.what = format("languages.{} is set without languages.{}",
                        source.empty() ? "target" : "source", source.empty() ? "source" : "target"),
         .keys = {source.empty() ? "languages.target" : "languages.source"},
         .fix = "set both, or neither"});
  for (const std::string* code : {&source, &target})
    if (!code->empty() && !is_code(*code))
      throw Error({.what = format("languages.{} is '{}', which is no code of a language",
                                  code == &source ? "source" : "target", *code),
                   .keys = {code == &source ? "languages.source" : "languages.target"},
                   .fix = "write a code such as en, tr or pt-BR"});
}

}  // namespace nmt
