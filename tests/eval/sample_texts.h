// Sentences written for the tests of the metrics, and sacreBLEU's line for a metric. The expected
// values in those tests were computed once with sacreBLEU 2.6.0.
#pragma once

#include <string>
#include <vector>

#include "base/format.h"
#include "eval/metric.h"

namespace nmt::sample {

using Lines = std::vector<std::string>;

inline const Lines kHypotheses = {"The cat sat on the mat.",
                                  "It costs 1,234.50 dollars -- or 5-6 \"euros\" &amp; more...",
                                  "no match here"};
inline const References kOneReference = {
    {"The cat is on the mat."},
    {"It costs 1,234.50 dollars, or 5-6 &quot;euros&quot; & more."},
    {"nothing in common at all"}};
inline const References kTwoReferences = {
    {kOneReference[0][0], "A cat sat on a mat!"},
    {kOneReference[1][0], "Its price is 1,234.50 dollars - or 5-6 'euros' and more ..."},
    {kOneReference[2][0], "no one"}};
// The second segment has only one.
inline const References kVaryingReferences = {kTwoReferences[0], kOneReference[1],
                                              kTwoReferences[2]};

// "name|signature = score details", with 2.6.0 for the version of nmt.
inline std::string line_of(const Metric& metric, std::span<const double> sums, int references,
                           int decimals) {
  std::string signature = signature_text(signature_fields(metric, references));
  signature.replace(signature.find("nmt." NMT_VERSION), sizeof("nmt." NMT_VERSION) - 1, "2.6.0");
  const std::string details = metric.details(sums);
  return format("{}|{} = {:.{}f}{}{}", metric.name(), signature, metric.score(sums), decimals,
                details.empty() ? "" : " ", details);
}

inline std::string line_of(const Metric& metric, const Lines& hypotheses,
                           const References& references) {
  return line_of(metric, count_all(metric, hypotheses, references, 1).sums(),
                 reference_count(references), 4);
}

// Scores of the single segments, with four decimals.
inline Lines sentence_scores(const Metric& metric, const Lines& hypotheses,
                             const References& references) {
  const Statistics statistics = count_all(metric, hypotheses, references, 1);
  Lines scores;
  for (std::size_t i = 0; i < statistics.segments(); ++i) {
    scores.push_back(format("{:.4f}", metric.score(statistics.row(i))));
  }
  return scores;
}

}  // namespace nmt::sample
