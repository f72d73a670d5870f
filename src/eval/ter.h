// TER (Snover et al. 2006), equal to sacreBLEU's, which follows Tercom.
#pragma once

#include <memory>

#include "base/settings.h"
#include "eval/metric.h"

namespace nmt {

struct TerSettings {
  bool normalized = false;
  bool no_punct = false;
  bool asian_support = false;
  bool case_sensitive = false;

  void describe(SettingVisitor& setting);
};

// Statistics: the fewest edits to any of the references, and the mean length of the references.
std::unique_ptr<Metric> ter_metric(const TerSettings& settings);

}  // namespace nmt
