#include "eval/metrics.h"

#include "base/error.h"
#include "base/format.h"
#include "base/suggest.h"

namespace nmt {

const std::vector<std::string>& metric_names() {
  static const std::vector<std::string> names = {"bleu", "chrf", "ter"};
  return names;
}

std::unique_ptr<Metric> make_metric(const std::string& name, const MetricSettings& settings) {
  if (name == "bleu") return bleu_metric(settings.bleu);
  if (name == "chrf") return chrf_metric(settings.chrf);
  if (name == "ter") return ter_metric(settings.ter);
  throw Error({.what = format("unknown metric '{}'", name),
               .where = "metrics",
               .fix = suggest(name, metric_names())});
}

}  // namespace nmt
