// Counts, scores, tests and breaks down.
#include "base/utf8.h"
#include "cli/eval_report.h"
#include "text/line_reader.h"

namespace nmt {
namespace {

constexpr std::size_t kSentencesShown = 10;

using Metrics = std::vector<std::unique_ptr<Metric>>;
// [metrics][systems]
using Counts = std::vector<std::vector<Statistics>>;

Metrics make_metrics(const EvalOptions& options, const MetricSettings& settings) {
  Metrics metrics;
  for (const std::string& name : options.metrics) metrics.push_back(make_metric(name, settings));
  return metrics;
}

// What the signature says of resampling.
std::vector<SignatureField> resampling_fields(const EvalOptions& options) {
  std::vector<SignatureField> fields;
  if (options.paired_bootstrap) {
    fields.push_back({"bs", "bs", std::to_string(options.paired_bootstrap_n)});
  } else if (options.confidence) {
    fields.push_back({"bs", "bs", std::to_string(options.confidence_n)});
  }
  if (options.paired_approximate_randomisation) {
    fields.push_back({"ar", "ar", std::to_string(options.paired_approximate_randomisation_n)});
  }
  if (!fields.empty()) fields.push_back({"seed", "rs", std::to_string(options.seed)});
  return fields;
}

Resampling resampling_of(const EvalOptions& options, int samples) {
  return {.samples = samples,
          .seed = static_cast<std::uint64_t>(options.seed),
          .threads = options.paired_jobs};
}

// Fills intervals and p-values.
void test_significance(std::vector<SystemScore>& scores, const Metric& metric,
                       const std::vector<Statistics>& counts, const EvalOptions& options) {
  const int bootstrap_n =
      options.paired_bootstrap ? options.paired_bootstrap_n : options.confidence_n;
  std::vector<double> baseline;
  for (std::size_t s = 0; s < scores.size(); ++s) {
    if (options.confidence || options.paired_bootstrap) {
      std::vector<double> samples =
          bootstrap_scores(metric, counts[s], resampling_of(options, bootstrap_n));
      scores[s].interval = confidence_interval(samples);
      if (s == 0) {
        baseline = std::move(samples);
      } else if (options.paired_bootstrap) {
        scores[s].p_value =
            paired_bootstrap_p_value(baseline, samples, scores[s].score - scores[0].score);
      }
    }
    if (s > 0 && options.paired_approximate_randomisation) {
      scores[s].p_value = approximate_randomisation_p_value(
          metric, counts[0], counts[s],
          resampling_of(options, options.paired_approximate_randomisation_n));
    }
  }
}

SystemScore score_of(const Metric& metric, std::span<const double> sums) {
  return {.score = metric.score(sums), .details = metric.details(sums)};
}

MetricReport report_metric(const Metric& metric, const std::vector<Statistics>& counts,
                           const EvalOptions& options, const EvalTexts& texts) {
  MetricReport report;
  report.name = metric.name();
  report.signature =
      signature_fields(metric, reference_count(texts.references), resampling_fields(options));
  for (const Statistics& system : counts) report.scores.push_back(score_of(metric, system.sums()));
  test_significance(report.scores, metric, counts, options);
  return report;
}

MetricReport report_sentences(const Metric& metric, const Statistics& counts,
                              const EvalTexts& texts) {
  MetricReport report;
  report.name = metric.name();
  report.signature = signature_fields(metric, reference_count(texts.references));
  for (std::size_t i = 0; i < counts.segments(); ++i) {
    report.scores.push_back(score_of(metric, counts.row(i)));
  }
  return report;
}

std::vector<std::string> labels_of(const Buckets& buckets) {
  std::vector<std::string> labels;
  for (std::size_t b = 0; b < buckets.size(); ++b) labels.push_back(buckets.label(b));
  return labels;
}

WordSplitter splitter_of(const EvalOptions& options) {
  const BleuSettings& bleu = options.metric_settings.bleu;
  return {bleu.tokenize, bleu.lowercase ? WordSplitter::Case::lowered : WordSplitter::Case::kept};
}

std::vector<std::string> first_references(const EvalTexts& texts) {
  std::vector<std::string> lines;
  for (const auto& references : texts.references) lines.push_back(references.front());
  return lines;
}

LengthReport report_lengths(const Metrics& metrics, const Counts& counts,
                            const EvalOptions& options, const EvalTexts& texts) {
  const Buckets buckets(edges_of(options.length_edges, "--length_edges"),
                        "command line --length_edges");
  const bool has_source = !texts.source.lines.empty();
  LengthReport report;
  report.of = has_source && options.length_of != "reference" ? "source" : "reference";
  report.labels = labels_of(buckets);
  WordSplitter splitter = splitter_of(options);
  const auto bucket_of = length_buckets(
      report.of == "source" ? texts.source.lines : first_references(texts), splitter, buckets);
  report.sentences = bucket_sizes(bucket_of, buckets);
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    auto& of_metric = report.scores.emplace_back();
    for (const Statistics& system : counts[m]) {
      of_metric.push_back(scores_by_bucket(*metrics[m], system, bucket_of, buckets));
    }
  }
  return report;
}

FrequencyReport report_frequencies(const EvalOptions& options, const EvalTexts& texts) {
  const Buckets buckets(edges_of(options.frequency_edges, "--frequency_edges"),
                        "command line --frequency_edges");
  FrequencyReport report;
  report.file = options.by_frequency;
  report.labels = labels_of(buckets);
  WordSplitter splitter = splitter_of(options);
  WordCounts training(splitter);
  LineReader reader(options.by_frequency);
  for (std::string line; reader.next(line);) training.add(replace_invalid_utf8(line));
  const std::vector<std::string> references = first_references(texts);
  for (const NamedLines& system : texts.systems) {
    report.matches.push_back(
        matches_by_frequency({system.lines, references}, training, splitter, buckets));
  }
  return report;
}

// Sentence scores leave out the orders that a sentence is too short for.
ComparisonReport report_comparison(const Counts& counts, const EvalOptions& options) {
  MetricSettings settings = options.metric_settings;
  settings.bleu.effective_order = true;
  const auto metric = make_metric(options.metrics.front(), settings);
  const std::vector<Statistics>& systems = counts.front();
  return {metric->name(), compare_sentences(*metric, systems[0], systems[1], kSentencesShown)};
}

}  // namespace

EvalReport measure(const EvalOptions& options, const EvalTexts& texts) {
  MetricSettings settings = options.metric_settings;
  if (options.sentence_level) settings.bleu.effective_order = true;
  const Metrics metrics = make_metrics(options, settings);
  Counts counts;
  for (const auto& metric : metrics) {
    auto& of_metric = counts.emplace_back();
    for (const NamedLines& system : texts.systems) {
      of_metric.push_back(count_all(*metric, system.lines, texts.references, options.paired_jobs));
    }
  }
  EvalReport report;
  for (const NamedLines& system : texts.systems) report.systems.push_back(system.name);
  if (options.sentence_level) {
    report.sentence_level = true;
    report.metrics.push_back(report_sentences(*metrics.front(), counts.front().front(), texts));
    return report;
  }
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    report.metrics.push_back(report_metric(*metrics[m], counts[m], options, texts));
  }
  if (options.by_length) report.by_length = report_lengths(metrics, counts, options, texts);
  if (!options.by_frequency.empty()) report.by_frequency = report_frequencies(options, texts);
  if (options.compare) report.comparison = report_comparison(counts, options);
  return report;
}

}  // namespace nmt
