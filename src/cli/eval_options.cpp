#include "cli/eval_options.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"
#include "base/suggest.h"
#include "config/values.h"
#include "eval/breakdown.h"

namespace nmt {
namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& fix) {
  throw Error({.what = what, .where = "command line of nmt eval", .fix = fix});
}

void describe_significance(EvalOptions& options, SettingVisitor& setting) {
  const Rule samples = {.min = 1, .max = 1e7};
  setting("confidence", options.confidence, "Bootstrap a 95 % confidence interval of each score.");
  setting("confidence_n", options.confidence_n, "Resampled test sets for it.", samples);
  setting("paired_bootstrap", options.paired_bootstrap,
          "Test whether each further system differs from the first, by paired bootstrap.");
  setting("paired_bootstrap_n", options.paired_bootstrap_n, "Resampled test sets for it.", samples);
  setting("paired_approximate_randomisation", options.paired_approximate_randomisation,
          "The same by approximate randomisation.");
  setting("paired_approximate_randomisation_n", options.paired_approximate_randomisation_n,
          "Trials for it.", samples);
  setting("seed", options.seed, "Of the resampling; the same numbers as sacreBLEU's for one seed.",
          {.min = 0});
}

void describe_breakdowns(EvalOptions& options, SettingVisitor& setting) {
  setting("by_length", options.by_length, "Scores of sentences by their number of words too.");
  setting("length_of", options.length_of,
          "Which text's words count; auto: the source where --source is given, otherwise the first "
          "reference.",
          {.one_of = {"auto", "source", "reference"}});
  setting("length_edges", options.length_edges, "Where a range of lengths begins.");
  setting("by_frequency", options.by_frequency,
          "Accuracy of words by how often they occur in this file, the target side of training.");
  setting("frequency_edges", options.frequency_edges, "Where a range of frequencies begins.");
  setting("svg", options.svg, "Draw the breakdowns into this file.");
  setting(
      "compare", options.compare,
      "Show the ten sentences that the second of two systems improves most, and the ten that it "
      "harms most, by sentence scores of the first metric.");
}

void describe_output(EvalOptions& options, SettingVisitor& setting) {
  setting("format", options.format, "How scores are printed.", {.one_of = {"text", "json"}});
  setting("width", options.width, "Digits after the point.", {.min = 0, .max = 10});
  setting("score_only", options.score_only, "Print only the score itself.");
  setting("short_signature", options.short_signature, "Print signatures in their short form.");
  setting("quiet", options.quiet, "Only warnings and errors on stderr.");
}

void check_translation(const EvalOptions& options, const std::vector<std::string>& words) {
  const bool translates = options.translates(words);
  if (translates && options.source.empty())
    refuse("--model is given without a text", "add --source FILE");
  if (translates && !words.empty()) {
    refuse(format("'{}' is given, but with --source the model's translations are scored",
                  words.front()),
           "remove it, or --source and --model");
  }
  if (!translates && !options.output.empty())
    refuse("--output is given, but nothing is translated", "add --model DIR --source FILE");
}

void check_systems(const EvalOptions& options, std::size_t systems) {
  if (options.paired_bootstrap && options.paired_approximate_randomisation)
    refuse("--paired_bootstrap and --paired_approximate_randomisation are given", "keep one");
  if (options.paired() && systems < 2) {
    refuse("a paired test compares systems, and only one is given",
           "give the files of two systems or more, the baseline first; or --confidence");
  }
  if (options.compare && systems != 2) {
    refuse(format("--compare takes two systems, not {}", systems),
           "give two files, the baseline first");
  }
}

void check_sentence_level(const EvalOptions& options, std::size_t systems) {
  if (!options.sentence_level) return;
  if (options.metrics.size() > 1 || systems > 1)
    refuse("--sentence_level scores one system with one metric", "keep one of them");
  if (options.confidence || options.breaks_down())
    refuse("--sentence_level prints sentence scores only", "ask for the rest without it");
}

void check_breakdowns(const EvalOptions& options) {
  if (!options.svg.empty() && !options.breaks_down())
    refuse("--svg is given, but there is nothing to draw",
           "add --by_length or --by_frequency FILE");
  if (options.by_length && options.length_of == "source" && options.source.empty())
    refuse("--length_of source is given without the source", "add --source FILE");
  // Edges that do not ascend are told before the long work.
  if (options.by_length)
    Buckets(edges_of(options.length_edges, "--length_edges"), "command line --length_edges");
  if (!options.by_frequency.empty()) {
    Buckets(edges_of(options.frequency_edges, "--frequency_edges"),
            "command line --frequency_edges");
  }
  const bool only_scores = options.score_only && options.format == "text";
  if (only_scores && (options.breaks_down() || options.compare))
    refuse("--score_only leaves out what is asked for", "remove --score_only");
}

void check_metrics(EvalOptions& options) {
  std::vector<std::string> ordered;
  for (const std::string& name : options.metrics) {
    const auto& known = metric_names();
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw Error({.what = format("unknown metric '{}'", name),
                 .where = "command line --metrics",
                 .fix = suggest(name, known)});
  }
  for (const std::string& name : metric_names()) {
    const auto& given = options.metrics;
    if (std::find(given.begin(), given.end(), name) != given.end()) ordered.push_back(name);
  }
  options.metrics = ordered;
  if (ordered.empty()) refuse("no metric is given", "add --metrics bleu");
}

}  // namespace

void EvalOptions::describe(SettingVisitor& setting) {
  setting("reference", reference, "Reference translations; give it again for further references.");
  setting("num_refs", num_refs,
          "References on a line of the one reference file, with tabs between them; a line may have "
          "fewer.",
          {.min = 1, .max = 1000});
  setting("model", model, "Translate with this model directory, then score.");
  setting("source", source, "The text to translate, or to measure lengths of.");
  setting("output", output, "Where the translations of the model go too.");
  setting("metrics", metrics, "One or more of bleu, chrf and ter.");
  metric_settings.bleu.describe(setting);
  setting.section("chrf", metric_settings.chrf, "chrF: F-score of n-grams of characters.");
  setting.section("ter", metric_settings.ter, "TER: edits in percent of the reference's words.");
  setting("sentence_level", sentence_level, "Print a score for each line.");
  describe_significance(*this, setting);
  describe_breakdowns(*this, setting);
  describe_output(*this, setting);
}

bool EvalOptions::translates(const std::vector<std::string>& words) const {
  const bool measures_lengths = by_length && !words.empty();
  return !model.empty() || (!source.empty() && !measures_lengths);
}

std::vector<ShortFlag> eval_short_flags() {
  return {{"-nr", "num_refs"},
          {"-m", "metrics"},
          {"-tok", "tokenize"},
          {"-lc", "lowercase"},
          {"-s", "smooth_method"},
          {"-sv", "smooth_value"},
          {"-cc", "chrf.char_order"},
          {"-cw", "chrf.word_order"},
          {"-sl", "sentence_level"},
          {"-ci", "confidence"},
          {"-cin", "confidence_n"},
          {"-pbs", "paired_bootstrap"},
          {"--paired-bs", "paired_bootstrap"},
          {"-pbsn", "paired_bootstrap_n"},
          {"--paired-bs-n", "paired_bootstrap_n"},
          {"-par", "paired_approximate_randomisation"},
          {"--paired-ar", "paired_approximate_randomisation"},
          {"-parn", "paired_approximate_randomisation_n"},
          {"--paired-ar-n", "paired_approximate_randomisation_n"},
          {"-f", "format"},
          {"-w", "width"},
          {"-b", "score_only"},
          {"-sh", "short_signature"},
          {"--short", "short_signature"},
          {"-q", "quiet"}};
}

void check_options(EvalOptions& options, const std::vector<std::string>& words) {
  if (options.reference.empty())
    refuse("no reference translations are given", "add --reference FILE");
  if (options.num_refs > 1 && options.reference.size() > 1) {
    refuse(format("--num_refs is given with {} reference files", options.reference.size()),
           "give one file with the references of a line between tabs, or remove --num_refs");
  }
  check_metrics(options);
  check_translation(options, words);
  const std::size_t systems = std::max<std::size_t>(words.size(), 1);
  check_systems(options, systems);
  check_sentence_level(options, systems);
  check_breakdowns(options);
}

std::vector<std::int64_t> edges_of(const std::string& list, const std::string& flag) {
  std::vector<std::int64_t> edges;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t comma = std::min(list.find(',', at), list.size());
    const std::string number = list.substr(at, comma - at);
    const auto edge = parse_whole_number(number);
    if (!edge) {
      throw Error({.what = format("'{}' is not a whole number", number),
                   .where = "command line " + flag,
                   .fix = "give ascending numbers, such as 10,20,30"});
    }
    edges.push_back(*edge);
    at = comma + 1;
  }
  return edges;
}

}  // namespace nmt
