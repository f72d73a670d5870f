// nmt check: what is wrong with a configuration and its text, and what training will take, without
// training.
#include <algorithm>
#include <span>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/log.h"
#include "cli/check_forecast.h"
#include "cli/check_report.h"
#include "cli/check_schedule.h"
#include "cli/commands.h"
#include "cli/many_languages.h"
#include "cli/run_config.h"
#include "cli/standard_output.h"
#include "cli/training_needs.h"
#include "text/tokenizer_sentencepiece.h"
#include "train/held_out.h"

namespace nmt {
namespace {

struct CheckOptions {
  std::vector<std::string> config, test;
  std::string format = "text";
  double ratio = 4;
  bool strict = false, quiet = false;

  void describe(SettingVisitor& setting) {
    setting(
        "config", config,
        "Configuration file; give it again for one that wins over it. Relative paths in it start "
        "from the current folder.",
        {.value = "FILE"});
    setting("test", test, "Source text of a test set, which must not be in the training text.",
            {.value = "FILE"});
    setting("format", format, "How the findings are written.", {.one_of = {"text", "json"}});
    setting("ratio", ratio,
            "Pairs of 10 tokens and more whose sides differ by this factor are named.",
            {.min = 1, .max = 1000});
    setting("strict", strict, "Exit code 1 for warnings, too.");
    setting("quiet", quiet, "No messages on the way.");
  }
};

using Severity = CheckFinding::Severity;

std::string kind_of(const ConfigProblem& problem) {
  switch (problem.kind) {
    case ConfigProblem::Kind::unknown:
      return "unknown_setting";
    case ConfigProblem::Kind::value:
      return "wrong_value";
    case ConfigProblem::Kind::rule:
      return "broken_rule";
    case ConfigProblem::Kind::file:
      return "missing_file";
  }
  return "";
}

// Whether these rules hold.
template <class Rules>
bool keeps(const Rules& rules) {
  try {
    rules();
    return true;
  } catch (const Error&) {
    return false;
  }
}

// What of a configuration with problems can still be used.
struct Usable {
  bool text = true, tokenizer = true, model = true;
};

Usable usable_parts(const RunConfig& config, const ConfigProblems& problems) {
  Usable usable;
  usable.text = !is_broken(problems, "data") && !config.data.train.empty() &&
                keeps([&] { config.data.validate(); });
  usable.tokenizer = usable.text && !is_broken(problems, "tokenizer") &&
                     keeps([&] { config.tokenizer.validate(); });
  usable.model = usable.tokenizer && !is_broken(problems, "model") &&
                 !is_broken(problems, "training") && keeps([&] { config.training.validate(); });
  return usable;
}

SentenceSet held_out_sentences(const RunConfig& config, const std::vector<std::string>& test) {
  SentenceSet sentences;
  add_sources(config.data.valid, sentences);
  add_sentences(test, sentences);
  return sentences;
}

bool validates(const RunConfig& config) {
  return !config.data.valid.empty() && config.training.valid_every.count > 0;
}

// Of a pair that no loss in validation is of.
std::string left_out_of_losses(const TrainingSettings& training) {
  return training.uses_metric("bleu") ? "no loss in validation counts them, bleu does"
                                      : "no loss in validation counts them";
}

// A corpus without any pair is no reason to stop where others have some.
void forgive_empty_parts(std::vector<std::pair<std::string, CorpusReport>>& corpora) {
  const auto has_nothing = [](const CorpusReport& report) {
    return std::any_of(report.findings.begin(), report.findings.end(),
                       [](const CorpusFinding& finding) { return finding.kind == kNothing; });
  };
  const bool all = std::all_of(corpora.begin(), corpora.end(),
                               [&](const auto& corpus) { return has_nothing(corpus.second); });
  if (all) return;
  for (auto& [name, report] : corpora)
    for (CorpusFinding& finding : report.findings)
      if (finding.kind == kNothing) finding.severity = CorpusFinding::Severity::warning;
}

void check_corpora(const RunConfig& config, const CheckOptions& options, CheckReport& report) {
  const InvalidUtf8 on_invalid = config.data.on_invalid_utf8();
  log_info("reading the text");
  const CorpusList& train = config.data.train;
  const SentenceSet held_out = held_out_sentences(config, options.test);
  for (std::size_t i = 0; i < train.parts.size(); ++i)
    report.corpora.emplace_back(train.name_of(i, "train"),
                                check_lines(train.parts[i], on_invalid, held_out));
  forgive_empty_parts(report.corpora);
  if (!config.data.valid.empty())
    report.corpora.emplace_back("valid", check_lines(config.data.valid, on_invalid, {},
                                                     left_out_of_losses(config.training)));
}

// Where the text gives fewer pieces than vocab_size, that is told, and it goes on with as many.
Tokenizers tokenizers_for(RunConfig& config, CheckReport& report) {
  for (;;) {
    try {
      return make_tokenizers(config.tokenizer, config.data, log_info);
    } catch (const Error& error) {
      const std::optional<int> most = most_pieces(error);
      if (!most || *most >= config.tokenizer.vocab_size) throw;
      report.add("large_vocabulary", Severity::error, error.parts());
      config.tokenizer.vocab_size = *most;
    }
  }
}

void measure_training(RunConfig& config, const Tokenizers& tokenizers, CheckReport& report) {
  const std::vector<CorpusPart> whole = counted_parts(config.data.train, report.corpora);
  if (std::all_of(whole.begin(), whole.end(), [](const auto& part) { return part.pairs == 0; })) {
    report.add("no_pairs", Severity::error,
               {.what = "no pair is left to train on", .keys = {"data.train"}});
    return;
  }
  config.model.settings->validate(vocabularies_of(tokenizers));
  log_info("measuring the model");
  const Forecast forecast = forecast_of(config, tokenizers, whole, report.corpora);
  for (const ScheduleFinding& finding :
       check_schedule(config.training, {.updates_per_epoch = forecast.updates_per_epoch,
                                       .minutes_per_epoch = forecast.minutes_per_epoch,
                                       .validates = validates(config)}))
    report.add(finding.kind, Severity::warning, finding.parts);
  if (!forecast.batches_fit)
    report.add("little_memory", Severity::warning,
               {.what = "the largest batches do not fit into the memory and are computed in parts",
                .keys = {"training.batch_tokens"},
                .fix = "lower it; that is faster"});
  if (forecast.left_out > 0)
    report.add("little_memory", Severity::warning,
               {.what = format("{} of {} pairs do not fit into the memory even alone; training "
                               "leaves them out",
                               forecast.left_out, forecast.sampled),
                .keys = {"data.max_length"},
                .fix = "lower it, use fewer replicas, or a machine with more memory"});
  if (forecast.disk_bytes > forecast.present_disk_bytes + forecast.free_disk_bytes)
    report.add("little_disk", Severity::error,
               {.what = "the disk has no room for all that training may write",
                .where = config.model_dir.empty() ? "." : config.model_dir,
                .fix = "choose a model_dir on another disk, or lower training.keep_checkpoints and "
                       "training.average_checkpoints"});
  report.forecast = forecast;
}

void count_all_tokens(const RunConfig& config, const Tokenizers& tokenizers,
                      const CheckOptions& options, CheckReport& report) {
  log_info("counting tokens");
  std::vector<CorpusReport*> reports;
  for (auto& [name, corpus] : report.corpora) reports.push_back(&corpus);
  const auto all = std::span<CorpusReport* const>(reports);
  const std::size_t parts = config.data.train.parts.size();
  EncodedCorpus train = EncodedCorpus::training_text(config.data, tokenizers);
  check_tokens(train, {.ratio = options.ratio}, all.first(parts));
  if (config.data.valid.empty()) return;
  const std::string tag = validates(config) ? config.decoding.tag : "";
  EncodedCorpus valid = EncodedCorpus::validation_text(config.data, tag, tokenizers);
  check_tokens(
      valid, {.ratio = options.ratio, .sample = 0, .left_out = left_out_of_losses(config.training)},
      all.subspan(parts));
}

// Looks at whatever the problems leave.
void check_text_and_model(RunConfig& config, const Usable& usable, const CheckOptions& options,
                          CheckReport& report) {
  if (usable.text) check_corpora(config, options, report);
  const bool errors = std::any_of(report.corpora.begin(), report.corpora.end(),
                                  [](const auto& corpus) { return corpus.second.has_errors(); });
  if (!usable.tokenizer || errors) return;
  const Tokenizers tokenizers = tokenizers_for(config, report);
  tag_sources(config);
  count_all_tokens(config, tokenizers, options, report);
  report.tokens_counted = true;
  if (validates(config)) measured_held_out(config.data, config.decoding.tag, tokenizers);
  if (usable.model) measure_training(config, tokenizers, report);
}

// But for a text to look at, without which there is no check; and those that may be missing only
// because a setting cannot be read.
void add_missing_needs(const RunConfig& config, const ConfigProblems& problems,
                       CheckReport& report) {
  for (const Error::Parts& missing : missing_needs(config)) {
    const bool broken =
        std::any_of(missing.keys.begin(), missing.keys.end(), [&](const std::string& key) {
          return has_problem(problems, key.substr(0, key.find('.')));
        });
    if (!broken && missing.keys.front() != "data.train")
      report.add("missing_setting", Severity::error, missing);
  }
}

CheckReport check(RunConfig& config, const ConfigProblems& problems, const CheckOptions& options) {
  CheckReport report;
  for (const ConfigProblem& problem : problems)
    report.add(kind_of(problem), Severity::error, problem.parts);
  add_missing_needs(config, problems, report);
  try {
    check_text_and_model(config, usable_parts(config, problems), options, report);
  } catch (const Error& error) {
    // What is known by then is told, too.
    report.add("failure", Severity::error, error.parts());
  }
  return report;
}

}  // namespace

CommandLine check_line() {
  return {.command = "check",
          .usage = {"--config FILE [--config FILE ...] [--section.key value ...]"},
          .purpose =
              "Looks for mistakes in a configuration and its text, and tells what training will "
              "take. Exit code 1 where training would stop.",
          .options = collect_settings(CheckOptions()),
          .settings = all_settings(),
          .examples = {{"nmt check --config my.yaml", "Before hours of training:"},
                       {"nmt check --config my.yaml --test test.en",
                        "Is the test set in the training text?"}},
          .variables =
              {{"TMPDIR",
                "Where a sample of the text is put while the model is measured; without it /tmp."}},
          .exit_status = "1 also where an error was found; with --strict where anything was."};
}

int run_check(const Arguments& arguments) {
  CheckOptions options;
  const auto parsed = parse_or_help(check_line(), arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  if (options.quiet || options.format == "json") set_log_level(LogLevel::quiet);
  const ConfigNode root = load_config_tree(options.config, parsed->settings);
  ConfigProblems problems;
  RunConfig config = read_run_config(root, problems);
  const ConfigProblems missing = missing_files(config, root);
  problems.insert(problems.end(), missing.begin(), missing.end());
  if (config.data.train.empty() && !has_problem(problems, "data")) {
    const Error::Parts nothing = {
        .what = "data.train names no files to look at",
        .where = "configuration",
        .fix = "give them: --data.train.source FILE --data.train.target FILE"};
    if (problems.empty()) throw Error(nothing);
    problems.push_back({ConfigProblem::Kind::rule, "data", nothing});
  }
  for (const std::string& file : options.test) require_regular_file(file);
  CheckReport report = check(config, problems, options);
  for (CheckFinding& finding : report.findings) finding.parts = with_place(finding.parts, root);
  print(options.format == "json" ? check_json(report) : check_text(report));
  return report.has_errors() || (options.strict && report.has_warnings()) ? 1 : 0;
}

}  // namespace nmt
