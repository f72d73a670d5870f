// The report for people: sacreBLEU's lines, and tables.
#include <algorithm>

#include "base/format.h"
#include "cli/eval_report.h"
#include "cli/text_table.h"

namespace nmt {
namespace {

// sacreBLEU's threshold for its mark.
constexpr double kSignificant = 0.05;

// Puts the '=' of all lines below each other.
std::string align(const std::vector<std::string>& lines) {
  std::size_t widest = 0;
  for (const std::string& line : lines) widest = std::max(widest, line.find(" = "));
  std::string text;
  for (const std::string& line : lines) {
    text += std::string(widest - line.find(" = "), ' ') + line + "\n";
  }
  return text;
}

// 27.1 (27.1 ± 0.6)
std::string score_cell(const SystemScore& score, int width) {
  std::string text = format("{:.{}f}", score.score, width);
  if (score.interval) {
    text += format(" ({:.{}f} ± {:.{}f})", score.interval->mean, width, score.interval->half_width,
                   width);
  }
  return text;
}

std::string one_system(const EvalReport& report, const EvalOptions& options) {
  std::vector<std::string> lines;
  std::string scores;
  for (const MetricReport& metric : report.metrics) {
    lines.push_back(score_line(metric, metric.scores.front(), options));
    scores += score_text(metric.scores.front(), options.width) + "\n";
  }
  return options.score_only ? scores : align(lines);
}

std::string sentence_lines(const MetricReport& metric, const EvalOptions& options) {
  std::string text;
  for (const SystemScore& score : metric.scores) {
    text += (options.score_only ? score_text(score, options.width)
                                : score_line(metric, score, options)) +
            "\n";
  }
  return text;
}

// How the p-values came about, and what they mean.
std::string explain_test(const EvalReport& report, const EvalOptions& options) {
  const bool bootstrap = options.paired_bootstrap;
  return format(
      "\nPaired {} against {}, {} {}, seed {}.\n"
      "p: how likely a difference of this size or more is if both systems are equally good; * p <= "
      "{}.\n",
      bootstrap ? "bootstrap" : "approximate randomisation", report.systems.front(),
      bootstrap ? options.paired_bootstrap_n : options.paired_approximate_randomisation_n,
      bootstrap ? "resampled test sets" : "trials", options.seed, kSignificant);
}

std::string table_of_systems(const EvalReport& report, const EvalOptions& options) {
  std::vector<std::string> titles = {"System"};
  for (const MetricReport& metric : report.metrics) {
    const bool interval = metric.scores.front().interval.has_value();
    titles.push_back(interval ? metric.name + " (μ ± 95% CI)" : metric.name);
    if (options.paired()) titles.push_back("p");
  }
  TextTable table(titles);
  for (std::size_t s = 0; s < report.systems.size(); ++s) {
    std::vector<std::string> cells = {system_title(report, options, s)};
    for (const MetricReport& metric : report.metrics) {
      const SystemScore& score = metric.scores[s];
      cells.push_back(score_cell(score, options.width));
      if (!options.paired()) continue;
      cells.push_back(score.p_value ? format("{:.4f}{}", *score.p_value,
                                             *score.p_value <= kSignificant ? "*" : " ")
                                    : "");
    }
    table.add(std::move(cells));
  }
  return table.text();
}

std::string several_systems(const EvalReport& report, const EvalOptions& options) {
  std::string text = table_of_systems(report, options);
  if (options.score_only) return text;
  if (options.paired()) text += explain_test(report, options);
  text += "\n";
  const auto style = options.short_signature ? SignatureStyle::brief : SignatureStyle::full;
  for (const MetricReport& metric : report.metrics) {
    text += metric.name + "|" + signature_text(metric.signature, style) + "\n";
  }
  return text;
}

// "BLEU", or "BLEU a.txt" where there are several systems.
std::string column_title(const EvalReport& report, const std::string& name, std::size_t system) {
  return report.systems.size() == 1 ? name : name + " " + report.systems[system];
}

std::string number_or_dash(const std::optional<double>& number, int width) {
  return number ? format("{:.{}f}", *number, width) : "-";
}

std::string length_table(const EvalReport& report, const EvalOptions& options) {
  const LengthReport& lengths = *report.by_length;
  std::vector<std::string> titles = {"Words", "Sentences"};
  for (const MetricReport& metric : report.metrics) {
    for (std::size_t s = 0; s < report.systems.size(); ++s) {
      titles.push_back(column_title(report, metric.name, s));
    }
  }
  TextTable table(titles);
  for (std::size_t b = 0; b < lengths.labels.size(); ++b) {
    std::vector<std::string> cells = {lengths.labels[b], format("{}", lengths.sentences[b])};
    for (const auto& of_metric : lengths.scores) {
      for (const auto& of_system : of_metric) {
        cells.push_back(number_or_dash(of_system[b], options.width));
      }
    }
    table.add(std::move(cells));
  }
  return format("\nBy the length of the {}\n", lengths.of) + table.text();
}

std::string frequency_table(const EvalReport& report, const EvalOptions& options) {
  const FrequencyReport& frequencies = *report.by_frequency;
  std::vector<std::string> titles = {"Occurrences", "Words"};
  for (std::size_t s = 0; s < report.systems.size(); ++s) {
    titles.push_back(column_title(report, "F1", s));
  }
  TextTable table(titles);
  for (std::size_t b = 0; b < frequencies.labels.size(); ++b) {
    std::vector<std::string> cells = {frequencies.labels[b],
                                      format("{}", frequencies.matches.front()[b].in_references)};
    for (const auto& of_system : frequencies.matches) {
      std::optional<double> percent = of_system[b].f1();
      if (percent) *percent *= 100;
      cells.push_back(number_or_dash(percent, options.width));
    }
    table.add(std::move(cells));
  }
  return format("\nAccuracy of words by their occurrences in {}\n", frequencies.file) +
         table.text();
}

// Long names go beyond their column.
std::string named_line(const std::string& name, const std::string& line) {
  return format("  {:<12} {}\n", name, line);
}

std::string shown_sentences(const char* title, const std::vector<SentenceDifference>& sentences,
                            const EvalOptions& options, const EvalTexts& texts) {
  std::string text = format("\n{}\n", title);
  for (const SentenceDifference& sentence : sentences) {
    const double gain = sentence.system - sentence.baseline;
    text +=
        format("line {}: {:.{}f} -> {:.{}f} ({:+.{}f})\n", sentence.segment + 1, sentence.baseline,
               options.width, sentence.system, options.width, gain, options.width);
    for (const std::string& reference : texts.references[sentence.segment]) {
      text += named_line("reference", reference);
    }
    for (const NamedLines& system : texts.systems) {
      text += named_line(system.name, system.lines[sentence.segment]);
    }
  }
  return text;
}

std::string comparison_text(const EvalReport& report, const EvalOptions& options,
                            const EvalTexts& texts) {
  const SentenceComparison& sentences = report.comparison->sentences;
  return format("\n{} against {} by sentence {}: {} better, {} worse, {} equal\n",
                report.systems[1], report.systems[0], report.comparison->metric, sentences.better,
                sentences.worse, sentences.equal) +
         shown_sentences("Most improved", sentences.improved, options, texts) +
         shown_sentences("Most harmed", sentences.harmed, options, texts);
}

}  // namespace

std::string system_title(const EvalReport& report, const EvalOptions& options, std::size_t system) {
  const bool baseline = options.paired() && system == 0;
  return baseline ? "Baseline: " + report.systems[system] : report.systems[system];
}

std::string score_text(const SystemScore& score, int width) {
  std::string text = format("{:.{}f}", score.score, width);
  if (score.interval) text += " (" + interval_text(*score.interval, width) + ")";
  return text;
}

std::string interval_text(const ConfidenceInterval& interval, int width) {
  return format("μ = {:.{}f} ± {:.{}f}", interval.mean, width, interval.half_width, width);
}

std::string score_line(const MetricReport& metric, const SystemScore& score,
                       const EvalOptions& options) {
  const auto style = options.short_signature ? SignatureStyle::brief : SignatureStyle::full;
  const std::string text =
      format("{}|{} = {}", metric.name, signature_text(metric.signature, style),
             score_text(score, options.width));
  return score.details.empty() ? text : text + " " + score.details;
}

std::string report_text(const EvalReport& report, const EvalOptions& options,
                        const EvalTexts& texts) {
  if (report.sentence_level) return sentence_lines(report.metrics.front(), options);
  std::string text =
      report.systems.size() == 1 ? one_system(report, options) : several_systems(report, options);
  if (report.by_length) text += length_table(report, options);
  if (report.by_frequency) text += frequency_table(report, options);
  if (report.comparison) text += comparison_text(report, options, texts);
  return text;
}

}  // namespace nmt
