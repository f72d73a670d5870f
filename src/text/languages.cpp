#include "text/languages.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/error.h"
#include "base/format.h"
#include "base/suggest.h"

namespace nmt {
namespace {

constexpr const char *kSourceCode = "{source}", *kTargetCode = "{target}";
// So many codes fit into a message.
constexpr std::size_t kShownCodes = 12;

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

// Capitals, and which of '-' and '_' is between its parts, do not matter.
std::string plain_code(const std::string& code) {
  std::string plain = ascii_lower_case(code);
  std::replace(plain.begin(), plain.end(), '_', '-');
  return plain;
}

// As the list writes it; null where it does not have it.
const std::string* find_code(const std::vector<std::string>& among, const std::string& code) {
  const auto found = std::find_if(among.begin(), among.end(), [&](const std::string& known) {
    return plain_code(known) == plain_code(code);
  });
  return found == among.end() ? nullptr : &*found;
}

std::string codes_text(const std::vector<std::string>& codes) {
  std::string text;
  for (std::size_t i = 0; i < codes.size() && i < kShownCodes; ++i)
    text += (i == 0 ? "" : ", ") + codes[i];
  if (codes.size() > kShownCodes)
    text += format(" and {} more, which nmt info --config lists", codes.size() - kShownCodes);
  return text;
}

std::string fix_of_unknown(const std::string& code, const std::vector<std::string>& among) {
  const std::vector<std::string> near = near_words(code, among);
  return near.empty() ? format("write one of: {}", codes_text(among))
                      : format("did you mean {}? There are: {}", near.front(), codes_text(among));
}

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
  setting("source_tag", source_tag,
          "Token before each source sentence of a model of many languages, in training too, with "
          "{source} and {target} for the codes: __{source}__.",
          {.changes = Changes::input});
  setting("target_tag", target_tag,
          "Token that the decoder of such a model reads before it says anything: __{target}__. "
          "Translations do not show it.",
          {.changes = Changes::input});
  setting("among", among, "The codes of the languages that such a model has.",
          {.value = "CODE", .changes = Changes::nothing});
}

bool LanguageSettings::open() const {
  return (source.empty() && (has(source_tag, kSourceCode) || has(target_tag, kSourceCode))) ||
         (target.empty() && (has(source_tag, kTargetCode) || has(target_tag, kTargetCode)));
}

std::string LanguageSettings::token(std::string form) const {
  for (const auto& [part, code] : {std::pair(kSourceCode, &source), {kTargetCode, &target}}) {
    const std::string* listed = find_code(among, *code);
    const std::string& written = listed != nullptr ? *listed : *code;
    for (std::size_t at = 0; (at = form.find(part, at)) != std::string::npos; at += written.size())
      form.replace(at, std::string_view(part).size(), written);
  }
  return form;
}

void LanguageSettings::require_chosen() const {
  if (!open()) return;
  throw Error({.what = among.empty()
                           ? "the model translates between languages, and which is not said"
                           : format("the model translates between {} languages, and "
                                    "which is not said",
                                    among.size()),
               .keys = {source.empty() ? "languages.source" : "languages.target"},
               .fix = format("name both, --from CODE --to CODE (nmt serve: --source_language, "
                             "--target_language; nmt train: languages.source, languages.target), "
                             "of: {}",
                             codes_text(among))});
}

void LanguageSettings::validate() const {
  if (source.empty() != target.empty())
    throw Error(
        {.what = format("languages.{} is set without languages.{}",
                        source.empty() ? "target" : "source", source.empty() ? "source" : "target"),
         .keys = {source.empty() ? "languages.target" : "languages.source"},
         .fix = "set both, or neither"});
  for (const std::string* code : {&source, &target}) {
    const char* key = code == &source ? "source" : "target";
    if (code->empty() || find_code(among, *code) != nullptr) continue;
    if (!among.empty())
      throw Error({.what = format("languages.{} is '{}', which is none of the {} languages of the "
                                  "model",
                                  key, *code, among.size()),
                   .keys = {format("languages.{}", key)},
                   .fix = fix_of_unknown(*code, among)});
    if (!is_code(*code))
      throw Error(
          {.what = format("languages.{} is '{}', which is no code of a language", key, *code),
           .keys = {format("languages.{}", key)},
           .fix = "write a code such as en, tr or pt-BR"});
  }
}

}  // namespace nmt
