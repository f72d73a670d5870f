#include "cli/check_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/format.h"
#include "cli/text_table.h"
#include "train/memory_plan.h"
#include "train/progress.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;

double share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

const char* name_of(CheckFinding::Severity severity) {
  return severity == CheckFinding::Severity::error ? "error" : "warning";
}

const char* name_of(CorpusFinding::Severity severity) {
  return severity == CorpusFinding::Severity::error ? "error" : "warning";
}

// A line for each side of a text, so that the table fits a terminal of 80 columns.
std::string corpora_text(const CheckReport& report) {
  TextTable table({"text", "side", "pairs", "tokens", "longest", "unknown"});
  for (const auto& [name, corpus] : report.corpora) {
    const auto percent = [](std::int64_t part, std::int64_t whole) {
      return format("{:.2f}%", 100 * share(part, whole));
    };
    table.add({name, "source", format("{}", corpus.pairs), format("{}", corpus.source_tokens),
               format("{}", corpus.source_longest),
               percent(corpus.source_unknown, corpus.source_tokens)});
    table.add({"", "target", "", format("{}", corpus.target_tokens),
               format("{}", corpus.target_longest),
               percent(corpus.target_unknown, corpus.target_tokens)});
  }
  return table.text();
}

std::string forecast_text(const Forecast& forecast) {
  std::string text =
      format("memory  {} will be used, {} are free{}\n", memory_text(forecast.memory_bytes),
             memory_text(forecast.free_memory_bytes),
             forecast.batches_fit ? "" : "; the largest batches are cut into parts");
  text += format("time    {} an epoch of {:.0f} updates, at {:.0f} tokens/s in a few real ones\n",
                 duration_text(forecast.minutes_per_epoch * 60), forecast.updates_per_epoch,
                 forecast.tokens_per_second);
  if (forecast.minutes > 0)
    text += format("        {} in all\n", duration_text(forecast.minutes * 60));
  return text + format("disk    {} at most, {} are free\n", memory_text(forecast.disk_bytes),
                       memory_text(forecast.free_disk_bytes));
}

Json corpus_json(const CorpusReport& corpus) {
  Json json;
  json["pairs"] = corpus.pairs;
  json["source_tokens"] = corpus.source_tokens;
  json["target_tokens"] = corpus.target_tokens;
  json["source_longest"] = corpus.source_longest;
  json["target_longest"] = corpus.target_longest;
  json["source_unknown"] = share(corpus.source_unknown, corpus.source_tokens);
  json["target_unknown"] = share(corpus.target_unknown, corpus.target_tokens);
  return json;
}

Json forecast_json(const Forecast& forecast) {
  return {{"memory_bytes", forecast.memory_bytes},
          {"free_memory_bytes", forecast.free_memory_bytes},
          {"batches_fit", forecast.batches_fit},
          {"tokens_per_second", forecast.tokens_per_second},
          {"updates_per_epoch", forecast.updates_per_epoch},
          {"minutes_per_epoch", forecast.minutes_per_epoch},
          {"minutes", forecast.minutes > 0 ? Json(forecast.minutes) : Json(nullptr)},
          {"disk_bytes", forecast.disk_bytes},
          {"free_disk_bytes", forecast.free_disk_bytes}};
}

std::string finding_text(const CheckFinding& finding) {
  const Error::Parts& parts = finding.parts;
  const std::string place = parts.where.empty() ? "" : parts.where + ": ";
  std::string text = format("{:<8} {}{}\n", name_of(finding.severity), place, parts.what);
  if (!parts.fix.empty()) text += "         " + parts.fix + "\n";
  return text;
}

Json finding_json(const CheckFinding& finding) {
  const Error::Parts& parts = finding.parts;
  Json json = {{"kind", finding.kind},
               {"severity", name_of(finding.severity)},
               {"count", 1},
               {"meaning", parts.what},
               {"examples", Json::array()}};
  if (!parts.where.empty()) json["examples"].push_back(parts.where);
  if (!parts.fix.empty()) json["fix"] = parts.fix;
  return json;
}

}  // namespace

bool CheckReport::has_errors() const {
  const auto is_error = [](const CheckFinding& finding) {
    return finding.severity == CheckFinding::Severity::error;
  };
  return std::any_of(findings.begin(), findings.end(), is_error) ||
         std::any_of(corpora.begin(), corpora.end(),
                     [](const auto& corpus) { return corpus.second.has_errors(); });
}

bool CheckReport::has_warnings() const {
  const auto is_warning = [](const auto& finding) {
    return name_of(finding.severity) == std::string("warning");
  };
  return std::any_of(findings.begin(), findings.end(), is_warning) ||
         std::any_of(corpora.begin(), corpora.end(), [&](const auto& corpus) {
           const std::vector<CorpusFinding>& own = corpus.second.findings;
           return std::any_of(own.begin(), own.end(), is_warning);
         });
}

std::string check_text(const CheckReport& report) {
  std::string text;
  for (const CheckFinding& finding : report.findings) text += finding_text(finding);
  for (const auto& [name, corpus] : report.corpora)
    for (const CorpusFinding& finding : corpus.findings) {
      text += format("{:<8} {} {}: {}, {}\n", name_of(finding.severity), finding.count,
                     finding.kind, name, finding.meaning);
      for (const std::string& example : finding.examples) text += "         " + example + "\n";
    }
  text += text.empty() ? "Nothing found.\n" : "";
  if (report.tokens_counted) {
    text += "\n" + corpora_text(report);
  } else if (report.corpora.empty()) {
    text += "\nThe text was not read: its settings have errors.\n";
  } else {
    text += "\nTokens were not counted: training would stop at the errors above.\n";
  }
  if (report.forecast) text += "\n" + forecast_text(*report.forecast);
  if (report.tokens_counted && !report.forecast)
    text += "\nMemory and time were not measured: training would stop at the errors above.\n";
  return text;
}

std::string check_json(const CheckReport& report) {
  Json json;
  json["ok"] = !report.has_errors() && !report.has_warnings();
  json["errors"] = report.has_errors();
  json["findings"] = Json::array();
  for (const CheckFinding& finding : report.findings)
    json["findings"].push_back(finding_json(finding));
  for (const auto& [name, corpus] : report.corpora)
    for (const CorpusFinding& finding : corpus.findings)
      json["findings"].push_back({{"kind", finding.kind},
                                  {"severity", name_of(finding.severity)},
                                  {"text", name},
                                  {"count", finding.count},
                                  {"meaning", finding.meaning},
                                  {"examples", finding.examples}});
  if (report.tokens_counted)
    for (const auto& [name, corpus] : report.corpora) json["texts"][name] = corpus_json(corpus);
  if (report.forecast) json["forecast"] = forecast_json(*report.forecast);
  return json.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

}  // namespace nmt
