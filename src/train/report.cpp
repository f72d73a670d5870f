#include "train/report.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <vector>

#include "base/format.h"
#include "base/line_chart.h"
#include "base/xml.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;

// More points than a screen tells apart are means of neighbours.
constexpr std::size_t kMostPoints = 400;

struct Point {
  double step = 0, value = 0;
};
using Points = std::vector<Point>;

struct SampleTranslations {
  std::int64_t step = 0;
  std::vector<std::string> texts;
};

// metrics.jsonl by name, those of validation as valid/NAME.
struct Course {
  std::map<std::string, Points> points;
  std::vector<SampleTranslations> samples;
  std::int64_t steps = 0;
  double epochs = 0, minutes = 0;
};

void add_numbers(Course& course, const std::string& prefix, const Json& line) {
  for (const auto& [name, value] : line.items()) {
    if (!value.is_number()) continue;  // one that is not finite is written as null
    course.points[prefix + name].push_back(
        {static_cast<double>(course.steps), value.get<double>()});
  }
}

Course read_course(const std::string& metrics) {
  Course course;
  std::istringstream lines(metrics);
  for (std::string text; std::getline(lines, text);) {
    const Json line = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!line.is_object() || !line.contains("step")) continue;
    course.steps = line.value("step", std::int64_t{0});
    course.epochs = line.value("epoch", 0.0);
    course.minutes = line.value("minutes", 0.0);
    if (!line.contains("valid")) {
      add_numbers(course, "", line);
      continue;
    }
    add_numbers(course, "valid/", line["valid"]);
    if (line.contains("samples"))
      course.samples.push_back({course.steps, line["samples"].get<std::vector<std::string>>()});
  }
  return course;
}

Points thinned(const Points& points) {
  const std::size_t group = (points.size() + kMostPoints - 1) / kMostPoints;
  if (group <= 1) return points;
  Points means;
  for (std::size_t i = 0; i < points.size(); i += group) {
    const std::size_t count = std::min(group, points.size() - i);
    double sum = 0;
    for (std::size_t k = i; k < i + count; ++k) sum += points[k].value;
    means.push_back({points[i + count - 1].step, sum / static_cast<double>(count)});
  }
  return means;
}

struct NamedPoints {
  std::string name, key;  // in the legend, in Course::points
};

struct ChartPlan {
  std::string title, y_title;
  std::vector<NamedPoints> curves;
};

const std::vector<ChartPlan>& chart_plans() {
  static const std::vector<ChartPlan> plans = {
      {"Loss",
       "per target token, in nats",
       {{"training, as minimised", "loss"},
        {"training, without label smoothing", "cross_entropy"},
        {"validation, without label smoothing", "valid/cross_entropy"}}},
      {"BLEU", "of the validation text", {{"BLEU", "valid/bleu"}}},
      {"Perplexity", "of the validation text", {{"perplexity", "valid/perplexity"}}},
      {"Entropy of attention",
       "of a target token, in nats",
       {{"entropy", "valid/attention_entropy"}}},
      {"Learning rate", "", {{"learning rate", "learning_rate"}}},
      {"Gradient norm", "before clipping", {{"gradient norm", "gradient_norm"}}},
      {"Speed", "source and target tokens a second", {{"speed", "tokens_per_second"}}}};
  return plans;
}

constexpr const char* kOfValidation = "valid/";

// The best point of each metric of validation that says which model is better.
void mark_best(const NamedPoints& curve, const Points& points, LineChart& chart) {
  if (!curve.key.starts_with(kOfValidation)) return;
  const std::string metric = curve.key.substr(std::string(kOfValidation).size());
  if (!judges(metric) || points.empty()) return;
  const Point* best = &points.front();
  for (const Point& point : points)
    if (is_better(metric, point.value, best->value)) best = &point;
  chart.marks.push_back({best->step, best->value, format("best: {:.4g}", best->value)});
}

// The curves on their common steps.
LineChart chart_of(const ChartPlan& plan, const Course& course) {
  LineChart chart;
  chart.title = plan.title;
  chart.x_title = "step";
  chart.y_title = plan.y_title;
  std::vector<std::pair<std::string, Points>> drawn;
  std::set<double> steps;
  for (const NamedPoints& curve : plan.curves) {
    const auto found = course.points.find(curve.key);
    if (found == course.points.end()) continue;
    drawn.emplace_back(curve.name, thinned(found->second));
    mark_best(curve, found->second, chart);
    for (const Point& point : drawn.back().second) steps.insert(point.step);
  }
  chart.x_numbers.assign(steps.begin(), steps.end());
  for (const auto& [name, points] : drawn) {
    Curve& curve = chart.curves.emplace_back(Curve{name, {}});
    curve.values.resize(chart.x_numbers.size());
    for (const Point& point : points) {
      const auto place =
          std::lower_bound(chart.x_numbers.begin(), chart.x_numbers.end(), point.step);
      curve.values[static_cast<std::size_t>(place - chart.x_numbers.begin())] = point.value;
    }
  }
  return chart;
}

std::string curves_html(const Report& report, const Course& course) {
  std::vector<LineChart> charts;
  for (const ChartPlan& plan : chart_plans()) {
    charts.push_back(chart_of(plan, course));
    LineChart& chart = charts.back();
    if (chart.curves.empty()) {
      charts.pop_back();
    } else if (report.kept && !chart.marks.empty()) {
      chart.marks.push_back({static_cast<double>(report.kept->step), std::nullopt, "kept"});
    }
  }
  if (charts.empty()) return "<p>Nothing was measured yet.</p>\n";
  return "<figure>\n" + draw_charts(charts) + "</figure>\n";
}

std::string row_html(const std::string& name, const std::string& text, const char* kind) {
  return format("<tr class=\"{}\"><th scope=\"row\">{}</th><td dir=\"auto\">{}</td></tr>\n", kind,
                xml_text(name), xml_text(text));
}

// One sentence: source, reference, and its translations, the newest first. Validations in a row
// that gave the same are one line.
std::string sample_html(const TextPair& pair, std::size_t index, const Course& course) {
  std::string rows = row_html("source", pair.source, "given");
  rows += row_html("reference", pair.target, "given");
  const auto& all = course.samples;
  const auto text = [&](std::size_t i) -> const std::string& { return all[i].texts[index]; };
  for (std::size_t end = all.size(); end > 0;) {
    std::size_t begin = end - 1;
    if (index >= all[begin].texts.size()) break;
    while (begin > 0 && index < all[begin - 1].texts.size() && text(begin - 1) == text(end - 1))
      --begin;
    const std::int64_t first = all[begin].step, last = all[end - 1].step;
    rows +=
        row_html(first == last ? format("step {}", last) : format("steps {} to {}", first, last),
                 text(end - 1), end == all.size() ? "newest" : "earlier");
    end = begin;
  }
  return "<table>\n" + rows + "</table>\n";
}

std::string samples_html(const Report& report, const Course& course) {
  if (course.samples.empty() || report.samples.empty()) return "";
  std::string html = "<h2>Translations at each validation</h2>\n";
  for (std::size_t i = 0; i < report.samples.size(); ++i)
    html += sample_html(report.samples[i], i, course);
  return html;
}

// The text of a file with its ends of lines, which xml_text takes for blanks.
std::string lines_html(const std::string& text) {
  std::istringstream lines(text);
  std::string html;
  for (std::string line; std::getline(lines, line);) html += xml_text(line) + "\n";
  return html;
}

constexpr const char* kStyle = R"(
:root{color-scheme:light dark;--ink:#1f2328;--faint:#59636e;--line:#d8dee4;--paper:#ffffff}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--faint:#9198a1;--line:#32383f;--paper:#0d1117}}
body{margin:0 auto;padding:24px;max-width:900px;background:var(--paper);color:var(--ink);
font:15px/1.5 system-ui,'Noto Sans',sans-serif}
h1{font-size:22px;margin:0 0 4px}
h2{font-size:18px;margin:28px 0 8px}
.status{color:var(--faint);margin:0}
figure{margin:16px 0}
table{border-collapse:collapse;width:100%;margin:0 0 20px;border-top:1px solid var(--line)}
th{font-weight:400;color:var(--faint);text-align:left;white-space:nowrap;vertical-align:top}
th,td{padding:3px 12px 3px 0}
td{width:100%}
.newest td{font-weight:600}
.earlier td{color:var(--faint)}
pre{overflow:auto;border:1px solid var(--line);border-radius:4px;padding:12px;font-size:13px}
)";

std::string head_html(const Report& report) {
  const char* refresh =
      report.status == "running" ? "<meta http-equiv=\"refresh\" content=\"60\"/>\n" : "";
  return format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n{}"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n",
      refresh, xml_text(report.title), kStyle);
}

std::string status_html(const Report& report, const Course& course) {
  std::string kept;
  if (report.kept && !report.kept->scores.empty())
    kept = format("<p class=\"status\">the best weights so far, which are kept: step {}, {}</p>\n",
                  report.kept->step, to_text(report.kept->scores));
  return format("<h1>{}</h1>\n<p class=\"status\">{}: step {}, epoch {:.2f}, {:.1f} minutes</p>\n",
                xml_text(report.title), xml_text(report.status), course.steps, course.epochs,
                course.minutes) +
         kept;
}

}  // namespace

std::string report_html(const Report& report, const std::string& metrics) {
  const Course course = read_course(metrics);
  return head_html(report) + "<body>\n<main>\n" + status_html(report, course) +
         curves_html(report, course) + samples_html(report, course) +
         "<details>\n<summary>Configuration</summary>\n<pre>" + lines_html(report.config) +
         "</pre>\n</details>\n</main>\n</body>\n</html>\n";
}

}  // namespace nmt
