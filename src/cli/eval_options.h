// The options of nmt eval.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/settings.h"
#include "cli/many_languages.h"
#include "eval/metrics.h"

namespace nmt {

struct EvalOptions {
  std::vector<std::string> reference, input;
  int num_refs = 1;
  std::string model, source, output;
  ChosenLanguages languages;
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
  std::string language_pair, encoding = "utf-8";
  bool force = false, version = false;
  int paired_jobs = 0;

  void describe(SettingVisitor& setting);

  // The arguments without a flag: references, as in sacreBLEU, unless --reference names those; then
  // they are systems. Throws Error where they could be either.
  void take_words(const std::vector<std::string>& words);
  // As sacreBLEU does by the target language, where --tokenize does not (`is_given`).
  void choose_tokenizer(bool is_given);

  bool paired() const { return paired_bootstrap || paired_approximate_randomisation; }
  bool breaks_down() const { return by_length || !by_frequency.empty(); }
  // Whether a model translates `source`.
  bool translates() const;
};

// Throws Error for options that do not go together. Leaves each metric once, in the order of
// metric_names().
void check_options(EvalOptions& options);

// The numbers of a list such as 10,20,30. Throws Error naming `flag`.
std::vector<std::int64_t> edges_of(const std::string& list, const std::string& flag);

}  // namespace nmt
