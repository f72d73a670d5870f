#include "cli/eval_options.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/ascii.h"
#include "base/error.h"
#include "base/format.h"
#include "base/log.h"
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
  setting("paired_jobs", options.paired_jobs,
          "Threads that count and resample; 0 is all cores. Never changes the result.",
          {.min = 0, .max = 4096});
  setting("seed", options.seed, "Of the resampling; the same numbers as sacreBLEU's for one seed.",
          {.min = 0});
}

void describe_breakdowns(EvalOptions& options, SettingVisitor& setting) {
  setting("by_length", options.by_length, "Scores of sentences by their number of words too.");
  setting("length_of", options.length_of,
          "Which text's words count; auto: the source where --source is given, otherwise the first "
          "reference.",
          {.one_of = {"auto", "source", "reference"}});
  setting("length_edges", options.length_edges, "Where a range of lengths begins.",
          {.value = "N,N,..."});
  setting("by_frequency", options.by_frequency,
          "Accuracy of words by how often they occur in this file, the target side of training.",
          {.value = "FILE"});
  setting("frequency_edges", options.frequency_edges, "Where a range of frequencies begins.",
          {.value = "N,N,..."});
  setting("svg", options.svg, "Draw the breakdowns into this file.", {.value = "FILE"});
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
  setting("force", options.force, "Do not warn of text that seems to be tokenized.");
  setting("version", options.version, "Print the version of nmt.");
}

void check_translation(const EvalOptions& options) {
  const bool translates = options.translates();
  if (translates && options.source.empty())
    refuse("--model is given without a text", "add --source FILE");
  if (translates && !options.input.empty()) {
    refuse(format("'{}' is given, but with --source the model's translations are scored",
                  options.input.front()),
           "remove it, or --source and --model");
  }
  if (!translates && !options.output.empty())
    refuse("--output is given, but nothing is translated", "add --model DIR --source FILE");
  for (const auto& [flag, language] :
       {std::pair{"--from", options.languages.from}, std::pair{"--to", options.languages.to}})
    if (!translates && !language.empty())
      refuse(format("{} is given, but nothing is translated", flag),
             "add --model DIR --source FILE, or name the languages of the texts: --language_pair "
             "en-tr");
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

// sacreBLEU takes any encoding of Python.
void check_encoding(const EvalOptions& options) {
  std::string name;
  for (const char c : options.encoding)
    if (c != '-' && c != '_') name += ascii_lower_case(c);
  if (name == "utf8" || name == "utf8sig") return;
  throw Error({.what = format("texts are read in UTF-8, not in {}", options.encoding),
               .where = "command line --encoding",
               .fix = format("convert the files: iconv -f {} -t utf-8 FILE", options.encoding)});
}

// The tokenizer of BLEU that sacreBLEU takes for a target language.
std::string usual_tokenizer(const std::string& language) {
  if (language == "zh") return "zh";
  if (language == "ja") return "ja-mecab";
  return language == "ko" ? "ko-mecab" : "13a";
}

void check_metrics(EvalOptions& options) {
  std::vector<std::string> ordered;
  for (const std::string& name : metric_names()) {
    const auto& given = options.metrics;
    if (std::find(given.begin(), given.end(), name) != given.end()) ordered.push_back(name);
  }
  options.metrics = ordered;
  if (ordered.empty()) refuse("no metric is given", "add --metrics bleu");
}

}  // namespace

void EvalOptions::describe(SettingVisitor& setting) {
  setting("reference", reference,
          "Reference translations; give it again for further references. Without it the FILEs "
          "without a flag are the references, as in sacreBLEU; with it they are the systems.",
          {.value = "FILE"});
  setting("input", input, "The translations to score, a FILE for each system; without it stdin.",
          {.value = "FILE"});
  setting("num_refs", num_refs,
          "References on a line of the one reference file, with tabs between them; a line may have "
          "fewer.",
          {.min = 1, .max = 1000});
  setting("model", model,
          "Translate --source with this model directory, then score; without it $NMT_MODEL, "
          "models/default, or the installed one.",
          {.value = "DIR"});
  setting("source", source, "The text to translate, or to measure lengths of.", {.value = "FILE"});
  setting("output", output, "Where the translations of the model go too.", {.value = "FILE"});
  languages.describe(setting);
  setting("language_pair", language_pair,
          "The languages, such as en-ja: chooses the tokenizer of BLEU for Chinese, Japanese and "
          "Korean, where --tokenize does not.",
          {.value = "SOURCE-TARGET"});
  setting("encoding", encoding, "Of the texts; UTF-8 alone is read.", {.value = "NAME"});
  setting("metrics", metrics, "One or more of bleu, chrf and ter.", {.one_of = metric_names()});
  metric_settings.bleu.describe(setting);
  setting.section("chrf", metric_settings.chrf, "chrF: F-score of n-grams of characters.");
  setting.section("ter", metric_settings.ter, "TER: edits in percent of the reference's words.");
  setting("sentence_level", sentence_level, "Print a score for each line.");
  describe_significance(*this, setting);
  describe_breakdowns(*this, setting);
  describe_output(*this, setting);
}

void EvalOptions::take_words(const std::vector<std::string>& words) {
  if (reference.empty()) {
    reference = words;
  } else if (input.empty()) {
    input = words;
  } else if (!words.empty()) {
    refuse(
        nmt::format("'{}' may be a reference or a system: --reference and --input are both given",
                    words.front()),
        nmt::format("write --reference {0}, or --input {0}", words.front()));
  }
}

void EvalOptions::choose_tokenizer(bool is_given) {
  if (language_pair.empty()) return;
  const std::size_t dash = language_pair.find('-');
  if (dash == 0 || dash == std::string::npos || dash + 1 == language_pair.size())
    throw Error({.what = nmt::format("'{}' is no pair of languages", language_pair),
                 .where = "command line --language_pair",
                 .fix = "write source-target, such as tr-en"});
  const std::string target = language_pair.substr(dash + 1);
  const std::string usual = usual_tokenizer(target);
  std::string& tokenize = metric_settings.bleu.tokenize;
  if (!is_given) {
    tokenize = usual;
  } else if (usual != usual_tokenizer("") && !tokenize.starts_with(usual)) {
    log_warning(
        nmt::format("BLEU of '{}' is usually measured with --tokenize {}, or spm", target, usual));
  }
}

bool EvalOptions::translates() const {
  const bool measures_lengths = by_length && !input.empty();
  return !model.empty() || (!source.empty() && !measures_lengths);
}

void check_options(EvalOptions& options) {
  if (options.reference.empty())
    refuse("no reference translations are given",
           "name the file: nmt eval REFERENCE -i FILE, or add --reference FILE");
  if (options.num_refs > 1 && options.reference.size() > 1) {
    refuse(format("--num_refs is given with {} reference files", options.reference.size()),
           "give one file with the references of a line between tabs, or remove --num_refs");
  }
  check_metrics(options);
  check_encoding(options);
  check_translation(options);
  const std::size_t systems = std::max<std::size_t>(options.input.size(), 1);
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
