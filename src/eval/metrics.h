// All metrics by their names.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "eval/bleu.h"
#include "eval/chrf.h"
#include "eval/metric.h"
#include "eval/ter.h"

namespace nmt {

struct MetricSettings {
  BleuSettings bleu;
  ChrfSettings chrf;
  TerSettings ter;
};

// bleu, chrf, ter.
const std::vector<std::string>& metric_names();

// The metric of that name; an unknown name is an Error with the nearest.
std::unique_ptr<Metric> make_metric(const std::string& name, const MetricSettings& settings);

}  // namespace nmt
