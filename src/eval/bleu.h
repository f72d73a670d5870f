// BLEU (Papineni et al. 2002), equal to sacreBLEU's, for corpora and single sentences.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

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

constexpr int kMaxOrder = 4;

struct Bleu {
  double score = 0;                            // 0..100
  std::array<double, kMaxOrder> precisions{};  // percent, smoothed
  double brevity_penalty = 1, ratio = 0;
  std::int64_t hypothesis_length = 0, reference_length = 0;
  int references = 1;  // of each segment
};

// The score of [2 + 2 * kMaxOrder] sums: words of the hypotheses, words of the references (each
// time the one nearest in length, of two equally near the shorter), and for n = 1..4 matches, then
// n-grams of the hypotheses. Brevity penalty times the geometric mean of the smoothed precisions.
Bleu bleu_of(std::span<const double> sums, const BleuSettings& settings);

// BLEU behind the seam of the metrics. An unknown tokenizer or smoothing method is an Error.
std::unique_ptr<Metric> bleu_metric(const BleuSettings& settings);

// BLEU of all hypotheses together. references[r][i] is reference r of segment i. Nothing to score,
// and files of unequal length, are Errors.
Bleu corpus_bleu(std::span<const std::string> hypotheses,
                 std::span<const std::vector<std::string>> references,
                 const BleuSettings& settings);

// sacreBLEU's signature: BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:nmt.0.1.0
std::string bleu_signature(const BleuSettings& settings, int references);

// sacreBLEU's line: SIGNATURE = 20.8 54.4/26.6/14.9/8.7 (BP = 1.000 ratio = 1.026 hyp_len = 62880
// ref_len = 61287), with `decimals` of the score.
std::string bleu_line(const Bleu& bleu, const BleuSettings& settings, int decimals = 1);

}  // namespace nmt
