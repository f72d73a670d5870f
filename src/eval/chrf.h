// chrF and chrF++ (Popović 2015, 2017), equal to sacreBLEU's.
#pragma once

#include <memory>

#include "base/settings.h"
#include "eval/metric.h"

namespace nmt {

struct ChrfSettings {
  int char_order = 6;
  int word_order = 0;  // 2 is chrF++
  int beta = 2;
  bool lowercase = false;
  bool whitespace = false;
  bool eps_smoothing = false;

  void describe(SettingVisitor& setting);
};

// For each order, characters first: n-grams of the hypothesis, of the reference, and common ones.
// Of several references the one with the best score of the segment counts.
std::unique_ptr<Metric> chrf_metric(const ChrfSettings& settings);

}  // namespace nmt
