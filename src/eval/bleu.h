// BLEU (Papineni et al. 2002), equal to sacreBLEU's, for corpora and single sentences.
#pragma once

#include <memory>
#include <string>

#include "base/settings.h"
#include "eval/metric.h"

namespace nmt {

struct BleuSettings {
  std::string tokenize = "13a";
  bool lowercase = false;
  std::string smooth_method = "exp";
  double smooth_value = 0;
  bool effective_order = false;

  void describe(SettingVisitor& setting);
};

// Statistics: words of the hypothesis, words of the reference nearest in length (of two equally
// near the shorter), and for n = 1..4 clipped matches, then n-grams of the hypothesis. An unknown
// tokenizer or smoothing method is an Error.
std::unique_ptr<Metric> bleu_metric(const BleuSettings& settings);

}  // namespace nmt
