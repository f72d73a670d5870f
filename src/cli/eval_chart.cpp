// The breakdowns as curves, one for each system.
#include "base/format.h"
#include "base/line_chart.h"
#include "cli/eval_report.h"

namespace nmt {
namespace {

std::vector<std::string> notes(const std::vector<std::int64_t>& counts) {
  std::vector<std::string> texts;
  for (const std::int64_t count : counts) texts.push_back(format("n = {}", count));
  return texts;
}

LineChart length_chart(const EvalReport& report, std::size_t metric) {
  const LengthReport& lengths = *report.by_length;
  const std::string& name = report.metrics[metric].name;
  LineChart chart = {.title = format("{} by sentence length", name),
                     .x_title = format("words of the {}; n sentences", lengths.of),
                     .y_title = name,
                     .x_labels = lengths.labels,
                     .x_notes = notes(lengths.sentences),
                     .curves = {}};
  for (std::size_t s = 0; s < report.systems.size(); ++s) {
    chart.curves.push_back({report.systems[s], lengths.scores[metric][s]});
  }
  return chart;
}

LineChart frequency_chart(const EvalReport& report) {
  const FrequencyReport& frequencies = *report.by_frequency;
  std::vector<std::int64_t> words;
  for (const WordMatches& matches : frequencies.matches.front()) {
    words.push_back(matches.in_references);
  }
  LineChart chart = {
      .title = "Accuracy of words by their frequency in training",
      .x_title = format("occurrences in {}; n words of the references", frequencies.file),
      .y_title = "F1, percent",
      .x_labels = frequencies.labels,
      .x_notes = notes(words),
      .curves = {}};
  for (std::size_t s = 0; s < report.systems.size(); ++s) {
    Curve& curve = chart.curves.emplace_back(Curve{report.systems[s], {}});
    for (const WordMatches& matches : frequencies.matches[s]) {
      std::optional<double> percent = matches.f1();
      if (percent) *percent *= 100;
      curve.values.push_back(percent);
    }
  }
  return chart;
}

}  // namespace

std::string report_svg(const EvalReport& report) {
  std::vector<LineChart> charts;
  if (report.by_length) {
    for (std::size_t m = 0; m < report.metrics.size(); ++m) {
      charts.push_back(length_chart(report, m));
    }
  }
  if (report.by_frequency) charts.push_back(frequency_chart(report));
  return draw_charts(charts);
}

}  // namespace nmt
