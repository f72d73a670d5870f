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

std::string severity_name(const CorpusFinding& finding) {
  return finding.severity == CorpusFinding::Severity::error ? "error" : "warning";
}

std::string corpora_text(const CheckReport& report) {
  if (!report.tokens_counted)
    return "Tokens were not counted: training would stop at the errors above.\n";
  TextTable table({"text", "pairs", "source tokens", "target tokens", "longest source",
                   "longest target", "unknown source", "unknown target"});
  for (const auto& [name, corpus] : report.corpora) {
    const auto percent = [](std::int64_t part, std::int64_t whole) {
      return format("{:.2f}%", 100 * share(part, whole));
    };
    table.add({name, format("{}", corpus.pairs), format("{}", corpus.source_tokens),
               format("{}", corpus.target_tokens), format("{}", corpus.source_longest),
               format("{}", corpus.target_longest),
               percent(corpus.source_unknown, corpus.source_tokens),
               percent(corpus.target_unknown, corpus.target_tokens)});
  }
  return table.text();
}

std::string forecast_text(const Forecast& forecast) {
  std::string text =
      format("memory  {} will be used, {} are free{}\n", memory_text(forecast.memory_bytes),
             memory_text(forecast.free_memory_bytes),
             forecast.batches_fit ? "" : "; the largest batches are cut into parts");
  text += format("time    {} an epoch of {:.0f} updates, at {:.0f} tokens/s in a few real ones",
                 duration_text(forecast.minutes_per_epoch * 60), forecast.updates_per_epoch,
                 forecast.tokens_per_second);
  if (forecast.minutes > 0) text += format("; {} in all", duration_text(forecast.minutes * 60));
  return text + format("\ndisk    {} at most, {} are free\n", memory_text(forecast.disk_bytes),
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
          {"minutes", forecast.minutes},
          {"disk_bytes", forecast.disk_bytes},
          {"free_disk_bytes", forecast.free_disk_bytes}};
}

bool too_large(const Forecast& forecast) { return forecast.disk_bytes > forecast.free_disk_bytes; }

}  // namespace

int CheckReport::exit_code() const {
  const bool clean = std::all_of(corpora.begin(), corpora.end(),
                                 [](const auto& corpus) { return corpus.second.findings.empty(); });
  const bool fits = forecast ? !too_large(*forecast) && forecast->batches_fit : true;
  return settings.empty() && clean && fits && no_forecast.empty() ? 0 : 1;
}

std::string check_text(const CheckReport& report) {
  std::string text;
  for (const Error::Parts& setting : report.settings)
    text += format("error    {}: {}; {}\n", setting.where, setting.what, setting.fix);
  for (const auto& [name, corpus] : report.corpora)
    for (const CorpusFinding& finding : corpus.findings) {
      text += format("{:<8} {} {}: {}, {}\n", severity_name(finding), finding.count, finding.kind,
                     name, finding.meaning);
      for (const std::string& example : finding.examples) text += "         " + example + "\n";
    }
  text += text.empty() ? "Nothing found.\n\n" : "\n";
  text += corpora_text(report);
  if (report.forecast) text += "\n" + forecast_text(*report.forecast);
  if (!report.no_forecast.empty()) text += "\n" + report.no_forecast + "\n";
  return text;
}

std::string check_json(const CheckReport& report) {
  Json json;
  json["ok"] = report.exit_code() == 0;
  json["findings"] = Json::array();
  for (const Error::Parts& setting : report.settings)
    json["findings"].push_back({{"kind", "unknown_setting"},
                                {"severity", "error"},
                                {"count", 1},
                                {"meaning", setting.what},
                                {"examples", {setting.where}}});
  for (const auto& [name, corpus] : report.corpora)
    for (const CorpusFinding& finding : corpus.findings)
      json["findings"].push_back({{"kind", finding.kind},
                                  {"severity", severity_name(finding)},
                                  {"text", name},
                                  {"count", finding.count},
                                  {"meaning", finding.meaning},
                                  {"examples", finding.examples}});
  if (report.tokens_counted)
    for (const auto& [name, corpus] : report.corpora) json["texts"][name] = corpus_json(corpus);
  if (report.forecast) json["forecast"] = forecast_json(*report.forecast);
  if (!report.no_forecast.empty()) json["no_forecast"] = report.no_forecast;
  return json.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

}  // namespace nmt
