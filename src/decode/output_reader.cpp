#include "decode/output_reader.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "decode/output.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kBeforeAlignment = " ||| ";

WordLinks links_in(const Json& json) {
  WordLinks links;
  for (const Json& link : json) links.push_back({link.at(0).get<int>(), link.at(1).get<int>()});
  return links;
}

AttentionMap attention_in(const Json& json) {
  AttentionMap map = {.target = static_cast<int>(json.size()), .source = 0, .weights = {}};
  if (!json.empty()) map.source = static_cast<int>(json.at(0).size());
  for (const Json& row : json)
    for (int s = 0; s < map.source; ++s)
      map.weights.push_back(row.at(static_cast<std::size_t>(s)).get<Real>());
  return map;
}

Candidate candidate_in(const Json& json) {
  Candidate candidate = {.text = json.at("translation").get<std::string>(),
                         .log_probability = json.at("log_probability").get<double>(),
                         .score = json.at("score").get<double>()};
  if (json.contains("alignment")) candidate.links = links_in(json.at("alignment"));
  if (json.contains("attention")) candidate.attention = attention_in(json.at("attention"));
  return candidate;
}

// Nothing where the line is not the JSON that nmt writes.
std::optional<std::vector<NBestEntry>> json_entries(std::string_view line) {
  try {
    const Json json = Json::parse(line);
    const auto number = json.at("line").get<std::int64_t>();
    if (number < 1) return std::nullopt;
    if (!json.contains("n_best")) return {{n_best_entry(number, candidate_in(json))}};
    std::vector<NBestEntry> entries;
    for (const Json& each : json.at("n_best"))
      entries.push_back(n_best_entry(number, candidate_in(each)));
    return entries;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

// Number, score, log p, text, and perhaps an alignment; or nothing.
std::optional<NBestEntry> tsv_entry(std::string_view line) {
  std::vector<std::string_view> columns;
  for (std::size_t tab = 0; tab != std::string_view::npos;) {
    tab = line.find('\t');
    columns.push_back(line.substr(0, tab));
    line.remove_prefix(tab == std::string_view::npos ? line.size() : tab + 1);
  }
  if (columns.size() < 4 || columns.size() > 5) return std::nullopt;
  NBestEntry entry = {.text = std::string(columns[3]),
                      .features = format("F0= {}", columns[2]),
                      .score = std::string(columns[1])};
  const char* end = columns[0].data() + columns[0].size();
  const auto [stop, failure] = std::from_chars(columns[0].data(), end, entry.line);
  if (failure != std::errc() || stop != end || entry.line < 1) return std::nullopt;
  if (!is_number(columns[1]) || !is_number(columns[2])) return std::nullopt;
  --entry.line;
  if (columns.size() == 5) entry.alignment = columns[4];
  return entry;
}

bool holds_entries(const std::string& line) {
  if (json_entries(line) || tsv_entry(line)) return true;
  try {
    const NBestEntry entry = parse_n_best(line, "");
    return entry.features.find("= ") != std::string::npos && is_number(entry.score);
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

std::vector<NBestEntry> read_entries(std::string_view line, const std::string& where) {
  if (line.starts_with('{')) {
    if (auto entries = json_entries(line)) return *std::move(entries);
    throw Error({.what = "this is not the JSON of a translation",
                 .where = where,
                 .fix = "give a file as nmt translate --format json writes it"});
  }
  if (auto entry = tsv_entry(line)) return {*std::move(entry)};
  return {parse_n_best(line, where)};
}

std::optional<std::string_view> before_alignment(std::string_view line) {
  const std::size_t end = line.rfind(kBeforeAlignment);
  if (end == std::string_view::npos || !is_alignment(line.substr(end + kBeforeAlignment.size())))
    return std::nullopt;
  return line.substr(0, end);
}

TranslationText kind_of_translations(const std::function<bool(std::string&)>& next) {
  bool any_words = false, first = true;
  for (std::string line; next(line); first = false) {
    if (first && holds_entries(line)) return TranslationText::entries;
    if (!before_alignment(line)) return TranslationText::plain;
    any_words = any_words || !line.ends_with(kBeforeAlignment);
  }
  return any_words ? TranslationText::aligned : TranslationText::plain;
}

}  // namespace nmt
