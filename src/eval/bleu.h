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
#include "eval/ngrams.h"

namespace nmt {

struct BleuSettings {
  std::string tokenize = "13a";
  bool lowercase = false;
  std::string smooth_method = "exp";
  double smooth_value = 0;
  bool effective_order = false;

  void describe(SettingVisitor& setting);
};

// What BLEU needs to know of some segments; it adds up over segments.
struct BleuStatistics {
  std::int64_t hypothesis_length = 0, reference_length = 0;  // words
  std::array<std::int64_t, kMaxOrder> matches{}, totals{};   // n-grams of the hypotheses, n = 1..4

  BleuStatistics& operator+=(const BleuStatistics& other);
};

struct Bleu {
  double score = 0;                            // 0..100
  std::array<double, kMaxOrder> precisions{};  // percent, smoothed
  double brevity_penalty = 1, ratio = 0;
  std::int64_t hypothesis_length = 0, reference_length = 0;
  int references = 1;  // of each segment
};

// Tokenizes and counts segment by segment with memory that is kept. Not for use by several threads
// at once.
class BleuCounter {
 public:
  // An unknown tokenizer or smoothing method is an Error.
  explicit BleuCounter(const BleuSettings& settings);
  // The statistics of one segment; reference_length is that of the reference nearest in length, of
  // two equally near the shorter. At least one reference. Text that is not UTF-8 is an Error.
  BleuStatistics count(const std::string& hypothesis,
                       std::span<const std::string* const> references);

 private:
  std::span<const std::string_view> words_of(const std::string& text, const char* name);

  BleuSettings settings_;
  void (*tokenize_)(std::string& line);
  NgramMatcher matcher_;
  std::vector<std::string> lines_;  // the tokenized texts, which the matcher looks at
  std::size_t lines_used_ = 0;
  std::vector<std::string_view> words_;
};

// The score: brevity penalty times the geometric mean of the smoothed precisions.
Bleu bleu_of(const BleuStatistics& statistics, const BleuSettings& settings);

// BLEU of all hypotheses together. references[r][i] is reference r of segment i. Nothing to score,
// and files of unequal length, are Errors.
Bleu corpus_bleu(std::span<const std::string> hypotheses,
                 std::span<const std::vector<std::string>> references,
                 const BleuSettings& settings);

// BLEU of one sentence against its references; settings.effective_order is recommended.
Bleu sentence_bleu(const std::string& hypothesis, std::span<const std::string> references,
                   const BleuSettings& settings);

// BLEU behind the seam of the metrics. Statistics: hypothesis_length, reference_length, matches,
// totals.
std::unique_ptr<Metric> bleu_metric(const BleuSettings& settings);

// sacreBLEU's signature: BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:nmt.0.1.0
std::string bleu_signature(const BleuSettings& settings, int references);

// sacreBLEU's line: SIGNATURE = 20.8 54.4/26.6/14.9/8.7 (BP = 1.000 ratio = 1.026 hyp_len = 62880
// ref_len = 61287), with `decimals` of the score.
std::string bleu_line(const Bleu& bleu, const BleuSettings& settings, int decimals = 1);

}  // namespace nmt
