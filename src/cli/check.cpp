// nmt check: what is wrong with a configuration and its text, and what training will take, without
// training.
#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/log.h"
#include "cli/check_report.h"
#include "cli/check_schedule.h"
#include "cli/commands.h"
#include "cli/run_config.h"
#include "cli/standard_output.h"
#include "text/token_cache.h"
#include "text/tokenizer_sentencepiece.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

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

// A folder that is gone with this.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    const char* tmpdir = std::getenv("TMPDIR");
    path_ = format("{}/nmt-check-XXXXXX", tmpdir && *tmpdir ? tmpdir : "/tmp");
    if (mkdtemp(path_.data()) == nullptr)
      throw Error({.what = format("cannot make a temporary folder: {}", std::strerror(errno)),
                   .where = fs::path(path_).parent_path().string(),
                   .fix = "set TMPDIR to a folder that you may write to",
                   .kind = Error::Kind::runtime});
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
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

CorpusSettings write_sample(const std::vector<TextPair>& pairs, const std::string& folder) {
  std::string source, target;
  for (const TextPair& pair : pairs) {
    source += pair.source + "\n";
    target += pair.target + "\n";
  }
  const CorpusSettings sample = {.source = {folder + "/source"}, .target = {folder + "/target"}};
  write_file_atomically(sample.source[0], source);
  write_file_atomically(sample.target[0], target);
  return sample;
}

// What training sees in an epoch: each corpus as often as its weight says.
CorpusReport drawn_from(const CheckReport& report, const CorpusList& corpora) {
  CorpusReport all;
  const auto part_of = [](std::int64_t count, double weight) {
    return static_cast<std::int64_t>(weight * static_cast<double>(count));
  };
  for (std::size_t i = 0; i < corpora.parts.size(); ++i) {
    const CorpusReport& part = report.corpora[i].second;
    const double weight = corpora.parts[i].weight;
    all.pairs += part_of(part.pairs, weight);
    all.source_tokens += part_of(part.source_tokens, weight);
    all.target_tokens += part_of(part.target_tokens, weight);
    all.sample.insert(all.sample.end(), part.sample.begin(), part.sample.end());
  }
  return all;
}

Forecast forecast_of(RunConfig& config, const Tokenizers& tokenizers, const CorpusReport& train) {
  const TemporaryFolder folder;
  DataSettings data = config.data;
  data.train = write_sample(train.sample, folder.path());
  const TokenCache cache(folder.path(), data, tokenizers, Announce());
  const std::unique_ptr<Seq2Seq> model = config.model.settings->build(vocabularies_of(tokenizers));
  std::vector<TextPair> valid;
  if (!config.data.valid.empty()) valid.push_back(train.sample.front());
  TrainingJob job = {.model_dir = config.model_dir.empty() ? "." : config.model_dir,
                     .training = config.training,
                     .decoding = config.decoding,
                     .model_settings = config.model,
                     .config_yaml = {},
                     .model = *model,
                     .tokenizers = tokenizers,
                     .train = cache,
                     .valid = std::move(valid),
                     .data_files = {}};
  return forecast(job, train.pairs, train.source_tokens + train.target_tokens);
}

SentenceSet held_out_sentences(const RunConfig& config, const std::vector<std::string>& test) {
  SentenceSet sentences;
  add_sources(config.data.valid, sentences);
  add_sentences(test, sentences);
  return sentences;
}

void check_corpora(const RunConfig& config, const CheckOptions& options, CheckReport& report) {
  const InvalidUtf8 on_invalid = config.data.on_invalid_utf8();
  log_info("reading the text");
  const CorpusList& train = config.data.train;
  const SentenceSet held_out = held_out_sentences(config, options.test);
  for (std::size_t i = 0; i < train.parts.size(); ++i)
    report.corpora.emplace_back(train.name_of(i, "train"),
                                check_lines(train.parts[i], on_invalid, held_out));
  if (!config.data.valid.empty())
    report.corpora.emplace_back("valid", check_lines(config.data.valid, on_invalid, {}));
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
  const CorpusReport drawn = drawn_from(report, config.data.train);
  if (drawn.sample.empty()) {
    report.add("no_pairs", Severity::error,
               {.what = "no pair is left to train on", .keys = {"data.train"}});
    return;
  }
  config.model.settings->validate(vocabularies_of(tokenizers));
  log_info("measuring the model");
  const Forecast forecast = forecast_of(config, tokenizers, drawn);
  for (const ScheduleFinding& finding : check_schedule(config.training, forecast.updates_per_epoch))
    report.add(finding.kind, Severity::warning, finding.parts);
  if (!forecast.batches_fit)
    report.add("little_memory", Severity::warning,
               {.what = "the largest batches do not fit into the memory and are computed in parts",
                .keys = {"training.batch_tokens"},
                .fix = "lower it; that is faster"});
  if (forecast.disk_bytes > forecast.free_disk_bytes)
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
  const CorpusList& train = config.data.train;
  for (std::size_t i = 0; i < report.corpora.size(); ++i) {
    const bool valid = i >= train.parts.size();
    CorpusCheckLimits limits{.max_length = config.data.max_length, .ratio = options.ratio};
    if (valid) limits = {.ratio = options.ratio, .sample = 1};
    const CorpusSettings* corpus = &config.data.valid;
    if (!valid) corpus = &train.parts[i];
    check_tokens(*corpus, tokenizers, limits, report.corpora[i].second);
  }
  report.tokens_counted = true;
}

// Looks at whatever the problems leave.
void check_text_and_model(RunConfig& config, const Usable& usable, const CheckOptions& options,
                          CheckReport& report) {
  if (usable.text) check_corpora(config, options, report);
  const bool errors = std::any_of(report.corpora.begin(), report.corpora.end(),
                                  [](const auto& corpus) { return corpus.second.has_errors(); });
  if (!usable.tokenizer || errors) return;
  const Tokenizers tokenizers = tokenizers_for(config, report);
  count_all_tokens(config, tokenizers, options, report);
  if (usable.model) measure_training(config, tokenizers, report);
}

CheckReport check(RunConfig& config, const ConfigProblems& problems, const CheckOptions& options) {
  CheckReport report;
  for (const ConfigProblem& problem : problems)
    report.add(kind_of(problem), Severity::error, problem.parts);
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
