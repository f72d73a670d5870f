// What nmt eval found out, and how it is printed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/eval_options.h"
#include "cli/eval_texts.h"
#include "eval/breakdown.h"
#include "eval/comparison.h"
#include "eval/significance.h"

namespace nmt {

struct SystemScore {
  double score = 0;
  std::string details = {};  // behind the score; often empty
  std::optional<ConfidenceInterval> interval = {};
  std::optional<double> p_value = {};  // of the difference from the baseline
};

struct MetricReport {
  std::string name;
  std::vector<SignatureField> signature;
  std::vector<SystemScore> scores;  // [systems]
};

struct LengthReport {
  std::string of;                       // "source" or "reference"
  std::vector<std::string> labels;      // [buckets]
  std::vector<std::int64_t> sentences;  // [buckets]
  // [metrics][systems][buckets]
  std::vector<std::vector<std::vector<std::optional<double>>>> scores;
};

struct FrequencyReport {
  std::string file;
  std::vector<std::string> labels;                // [buckets]
  std::vector<std::vector<WordMatches>> matches;  // [systems][buckets]
};

struct ComparisonReport {
  std::string metric;
  SentenceComparison sentences;
};

struct EvalReport {
  std::vector<std::string> systems;
  std::vector<MetricReport> metrics;
  // With --sentence_level, metrics.front().scores are those of the sentences: [segments].
  bool sentence_level = false;
  std::optional<LengthReport> by_length;
  std::optional<FrequencyReport> by_frequency;
  std::optional<ComparisonReport> comparison;
};

EvalReport measure(const EvalOptions& options, const EvalTexts& texts);

// As sacreBLEU prints it: a line for each metric of one system, a table of several; breakdowns
// below.
std::string report_text(const EvalReport& report, const EvalOptions& options,
                        const EvalTexts& texts);
// As sacreBLEU prints it; where there is more than scores, they are the key "scores" of an object.
std::string report_json(const EvalReport& report, const EvalOptions& options,
                        const EvalTexts& texts);
// The breakdowns as curves.
std::string report_svg(const EvalReport& report);

// The name of a system in tables: that of the baseline says so where systems are tested against it.
std::string system_title(const EvalReport& report, const EvalOptions& options, std::size_t system);
// μ = 27.1 ± 0.6
std::string interval_text(const ConfidenceInterval& interval, int width);
// 27.1, or 27.1 (μ = 27.1 ± 0.6)
std::string score_text(const SystemScore& score, int width);
// sacreBLEU's line: NAME|SIGNATURE = 27.1 (μ = 27.1 ± 0.6) details
std::string score_line(const MetricReport& metric, const SystemScore& score,
                       const EvalOptions& options);

}  // namespace nmt
