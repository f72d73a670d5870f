#include "config/reference.h"

#include <algorithm>

#include "base/format.h"

namespace nmt {
namespace {

// A text inside a table cell.
std::string cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

struct ChangeWord {
  Changes changes;
  const char *word, *meaning;
};
constexpr ChangeWord kChangeWords[] = {
    {Changes::model, "model", "What is learnt. A run cannot be resumed with another value."},
    {Changes::text, "text",
     "Which sentences and tokens there are. A run can be resumed only where those stay the same."},
    {Changes::input, "input",
     "What the model reads of a sentence: translations, and all that validation measures."},
    {Changes::translation, "translation", "Translations, those that validation measures too."},
    {Changes::search, "search", "Translations, but not those of validation."},
    {Changes::answer, "answer", "What is given together with a translation."},
    {Changes::metric, "metric", "How validation measures BLEU."},
    {Changes::course, "course", "When a run validates, saves and ends, and what it reports."},
    {Changes::rounding, "rounding", "The last bits of what is learnt."},
    {Changes::arithmetic, "arithmetic", "How translating multiplies; scores within rounding."},
    {Changes::speed, "speed", "Time and memory alone."},
    {Changes::nothing, "nothing", "Names and places."}};

std::string change_words() {
  std::string table = "| word | what another value changes |\n|---|---|\n";
  for (const ChangeWord& known : kChangeWords)
    table += format("| {} | {} |\n", known.word, known.meaning);
  return table + "\n";
}

std::string word_of(Changes changes) {
  for (const ChangeWord& known : kChangeWords)
    if (known.changes == changes) return known.word;
  return "";
}

std::string row(const SettingInfo& setting) {
  const std::string value = setting.default_text.empty() ? "" : "`" + setting.default_text + "`";
  return format("| `{}` | {} | {} | {} | {} |\n", setting.key(), cell(describe_type(setting)),
                cell(value), word_of(setting.rule.changes), cell(setting.help));
}

// The conditions under which settings of the section exist, in order; the empty one is always.
std::vector<std::string> conditions_in(const std::vector<SettingInfo>& settings,
                                       const std::string& section) {
  std::vector<std::string> conditions = {""};
  for (const SettingInfo& setting : settings) {
    const bool known =
        std::find(conditions.begin(), conditions.end(), setting.condition) != conditions.end();
    if (setting.section() == section && !known) conditions.push_back(setting.condition);
  }
  return conditions;
}

// One table for the settings that are always there, and one for those of each condition.
std::string tables(const std::vector<SettingInfo>& settings, const std::string& section) {
  std::string text;
  for (const std::string& condition : conditions_in(settings, section)) {
    std::string rows;
    for (const SettingInfo& setting : settings) {
      const bool own = setting.section() == section && setting.condition == condition;
      if (own && setting.kind != SettingInfo::Kind::section) rows += row(setting);
    }
    if (rows.empty()) continue;
    if (!condition.empty()) text += format("With `{}`:\n\n", condition);
    text += "| key | value | default | changes | |\n|---|---|---|---|---|\n" + rows + "\n";
  }
  return text;
}

}  // namespace

std::string reference_page(const std::vector<SettingInfo>& settings) {
  std::string page =
      "# Configuration\n\n"
      "Made by `nmt config --reference`. A configuration is a YAML file; several files may be "
      "given, the\n"
      "later ones win key by key. Every setting is also a flag: `--model.heads 8`. Whole numbers "
      "may be\n"
      "written with units (`10k`, `2M`), durations of training as `500 steps` or `2 epochs`, and\n"
      "`${NAME}` stands for that environment variable. Relative paths start from the folder that "
      "nmt "
      "is\n"
      "started in, wherever the file is.\n\n";
  page +=
      "The column `changes` tells what comes of it. A resumed run whose metrics are measured in "
      "another\n"
      "way than before says so and forgets its best scores; `nmt translate --resume` refuses to "
      "continue\n"
      "a file that was made with another input, translation, search or answer, model or "
      "arithmetic.\n\n";
  page += change_words();
  page += tables(settings, "");
  for (const SettingInfo& setting : settings) {
    if (setting.kind != SettingInfo::Kind::section) continue;
    page += format("## {}\n\n{}\n\n", setting.path, setting.help) + tables(settings, setting.path);
  }
  while (page.ends_with("\n\n")) page.pop_back();
  return page;
}

}  // namespace nmt
