// The text that Marian makes shortlists from: "target source probability".
#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "base/format.h"
#include "exchange/marian_shortlist.h"
#include "exchange/refusal.h"
#include "text/line_reader.h"

namespace nmt {
namespace {

struct LexicalEntry {
  std::string target;
  double probability = 0;
};
using LexicalTable = std::map<std::string, std::vector<LexicalEntry>>;

constexpr std::string_view kBlanks = " \t";

std::string_view next_field(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  const std::string_view field = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(field.size());
  return field;
}

std::optional<double> probability_of(std::string_view field) {
  double value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error != std::errc() || end != field.data() + field.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

// Adds what a line says. False where it has another form.
bool add_line(std::string_view line, LexicalTable& table) {
  constexpr std::string_view kNoWord = "NULL";
  const std::string_view target = next_field(line), source = next_field(line);
  const std::optional<double> probability = probability_of(next_field(line));
  if (!probability || !next_field(line).empty()) return false;
  if (target != kNoWord && source != kNoWord)
    table[std::string(source)].push_back({std::string(target), *probability});
  return true;
}

// The likeliest first, each once.
std::vector<std::string> best_words(std::vector<LexicalEntry> entries, std::size_t best) {
  std::stable_sort(entries.begin(), entries.end(), [](const auto& left, const auto& right) {
    return left.probability > right.probability;
  });
  std::vector<std::string> words;
  for (LexicalEntry& entry : entries) {
    if (words.size() == best) break;
    if (std::find(words.begin(), words.end(), entry.target) == words.end())
      words.push_back(std::move(entry.target));
  }
  return words;
}

}  // namespace

std::map<std::string, std::vector<std::string>> read_lexical_table(const std::string& path,
                                                                   std::size_t best) {
  LexicalTable table;
  LineReader lines(path);
  for (std::string line; lines.next(line);) {
    std::string_view rest = line;
    if (next_field(rest).empty() || add_line(line, table)) continue;
    refuse_file(format("{}:{}", path, lines.line_number()),
                "the line is not \"target source probability\"",
                "give the lexical table that the shortlist was made from");
  }
  std::map<std::string, std::vector<std::string>> words;
  for (auto& [source, entries] : table) words[source] = best_words(std::move(entries), best);
  return words;
}

}  // namespace nmt
