// The options of nmt eval.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/settings.h"
#include "config/flags.h"
#include "eval/metrics.h"

namespace nmt {

struct EvalOptions {
  std::vector<std::string> reference;
  int num_refs = 1;
  std::string model, source, output;
  std::vector<std::string> metrics = {"bleu"};
  MetricSettings metric_settings;
  bool sentence_level = false;
  bool confidence = false, paired_bootstrap = false, paired_approximate_randomisation = false;
  int confidence_n = 1000, paired_bootstrap_n = 1000, paired_approximate_randomisation_n = 10000;
  std::int64_t seed = 12345;
  bool by_length = false;
  std::string length_of = "auto";
  std::string length_edges = "10,20,30,40,50,60";
  std::string by_frequency;
  std::string frequency_edges = "1,2,3,5,10,100,1000";
  std::string svg;
  bool compare = false;
  std::string format = "text";
  int width = 1;
  bool score_only = false, short_signature = false, quiet = false;

  void describe(SettingVisitor& setting);

  bool paired() const { return paired_bootstrap || paired_approximate_randomisation; }
  bool breaks_down() const { return by_length || !by_frequency.empty(); }
  // Whether a model translates `source`, where `words` are the arguments without a flag.
  bool translates(const std::vector<std::string>& words) const;
};

// The short flags and other names that sacreBLEU has.
std::vector<ShortFlag> eval_short_flags();

// Throws Error for options that do not go together. Leaves each metric once, in the order of
// metric_names().
void check_options(EvalOptions& options, const std::vector<std::string>& words);

// The numbers of a list such as 10,20,30. Throws Error naming `flag`.
std::vector<std::int64_t> edges_of(const std::string& list, const std::string& flag);

}  // namespace nmt
