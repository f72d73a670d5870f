// The report for programs, in the form of sacreBLEU's JSON.
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/format.h"
#include "cli/eval_report.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double number, int width) {
  return std::strtod(format("{:.{}f}", number, width).c_str(), nullptr);
}

// Ten digits: what follows depends on the compiler's mathematics.
Json precise(double number) { return rounded(number, 10); }

Json or_null(const std::optional<double>& number) { return number ? precise(*number) : Json(); }

// A score of one system, with the parts of its signature as keys too.
Json score_json(const MetricReport& metric, const SystemScore& score, int width) {
  Json json;
  json["name"] = metric.name;
  json["score"] = rounded(score.score, width);
  json["signature"] = signature_text(metric.signature);
  if (score.interval) {
    json["confidence_mean"] = rounded(score.interval->mean, width);
    json["confidence_var"] = rounded(score.interval->half_width, width);
    json["confidence"] = interval_text(*score.interval, width);
  }
  if (!score.details.empty()) json["verbose_score"] = score.details;
  for (const SignatureField& field : metric.signature) json[field.name] = field.value;
  return json;
}

// sacreBLEU prints one score as an object, and several as a list.
Json json_of_one(const EvalReport& report, int width) {
  Json scores = Json::array();
  for (const MetricReport& metric : report.metrics) {
    scores.push_back(score_json(metric, metric.scores.front(), width));
  }
  return scores.size() == 1 ? scores.front() : scores;
}

Json json_of_several(const EvalReport& report, const EvalOptions& options) {
  Json systems = Json::array();
  for (std::size_t s = 0; s < report.systems.size(); ++s) {
    Json system;
    system["system"] = system_title(report, options, s);
    for (const MetricReport& metric : report.metrics) {
      const SystemScore& score = metric.scores[s];
      Json& json = system[metric.name];
      json["score"] = precise(score.score);
      json["p_value"] = or_null(score.p_value);
      json["mean"] = score.interval ? precise(score.interval->mean) : Json();
      json["ci"] = score.interval ? precise(score.interval->half_width) : Json();
      json["signature"] = signature_text(metric.signature);
    }
    systems.push_back(std::move(system));
  }
  return systems;
}

Json sentences_json(const MetricReport& metric, int width) {
  Json sentences = Json::array();
  for (const SystemScore& score : metric.scores) {
    sentences.push_back(score_json(metric, score, width));
  }
  return sentences;
}

Json length_json(const EvalReport& report) {
  const LengthReport& lengths = *report.by_length;
  Json json = {{"length_of", lengths.of}, {"buckets", Json::array()}};
  for (std::size_t b = 0; b < lengths.labels.size(); ++b) {
    Json bucket = {{"words", lengths.labels[b]}, {"sentences", lengths.sentences[b]}};
    for (std::size_t m = 0; m < report.metrics.size(); ++m) {
      for (std::size_t s = 0; s < report.systems.size(); ++s) {
        bucket[report.metrics[m].name][report.systems[s]] = or_null(lengths.scores[m][s][b]);
      }
    }
    json["buckets"].push_back(std::move(bucket));
  }
  return json;
}

Json frequency_json(const EvalReport& report) {
  const FrequencyReport& frequencies = *report.by_frequency;
  Json json = {{"training", frequencies.file}, {"buckets", Json::array()}};
  for (std::size_t b = 0; b < frequencies.labels.size(); ++b) {
    Json bucket = {{"occurrences", frequencies.labels[b]},
                   {"words", frequencies.matches.front()[b].in_references}};
    for (std::size_t s = 0; s < report.systems.size(); ++s) {
      const WordMatches& matches = frequencies.matches[s][b];
      bucket["systems"][report.systems[s]] = {{"precision", or_null(matches.precision())},
                                              {"recall", or_null(matches.recall())},
                                              {"f1", or_null(matches.f1())}};
    }
    json["buckets"].push_back(std::move(bucket));
  }
  return json;
}

Json differences_json(const std::vector<SentenceDifference>& differences, const EvalTexts& texts) {
  Json list = Json::array();
  for (const SentenceDifference& difference : differences) {
    const std::size_t i = difference.segment;
    list.push_back({{"line", i + 1},
                    {"baseline_score", precise(difference.baseline)},
                    {"system_score", precise(difference.system)},
                    {"references", texts.references[i]},
                    {"baseline", texts.systems[0].lines[i]},
                    {"system", texts.systems[1].lines[i]}});
  }
  return list;
}

Json comparison_json(const EvalReport& report, const EvalTexts& texts) {
  const SentenceComparison& sentences = report.comparison->sentences;
  return {{"metric", report.comparison->metric},
          {"baseline", report.systems[0]},
          {"system", report.systems[1]},
          {"better", sentences.better},
          {"worse", sentences.worse},
          {"equal", sentences.equal},
          {"improved", differences_json(sentences.improved, texts)},
          {"harmed", differences_json(sentences.harmed, texts)}};
}

Json report_of(const EvalReport& report, const EvalOptions& options, const EvalTexts& texts) {
  if (report.sentence_level) return sentences_json(report.metrics.front(), options.width);
  Json scores = report.systems.size() == 1 ? json_of_one(report, options.width)
                                           : json_of_several(report, options);
  if (!report.by_length && !report.by_frequency && !report.comparison) return scores;
  Json json = {{"scores", std::move(scores)}};
  if (report.by_length) json["by_length"] = length_json(report);
  if (report.by_frequency) json["by_frequency"] = frequency_json(report);
  if (report.comparison) json["compare"] = comparison_json(report, texts);
  return json;
}

}  // namespace

std::string report_json(const EvalReport& report, const EvalOptions& options,
                        const EvalTexts& texts) {
  // A file name may be no UTF-8.
  return report_of(report, options, texts).dump(1, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

}  // namespace nmt
