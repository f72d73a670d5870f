// nmt check: what is wrong with a configuration and its text, and what training will take, without
// training.
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/log.h"
#include "cli/check_report.h"
#include "cli/commands.h"
#include "cli/run_config.h"
#include "text/token_cache.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

struct CheckOptions {
  std::vector<std::string> config, test;
  std::string format = "text";
  double ratio = 4;
  bool quiet = false;

  void describe(SettingVisitor& setting) {
    setting("config", config, "Configuration file; give it again for one that wins over it.",
            {.value = "FILE"});
    setting("test", test, "Source text of a test set, which must not be in the training text.",
            {.value = "FILE"});
    setting("format", format, "How the findings are written.", {.one_of = {"text", "json"}});
    setting("ratio", ratio,
            "Pairs of 10 tokens and more whose sides differ by this factor are named.",
            {.min = 1, .max = 1000});
    setting("quiet", quiet, "No messages on the way.");
  }
};

// A folder that is gone with this.
class TemporaryFolder {
 public:
  TemporaryFolder() : path_((fs::temp_directory_path() / "nmt-check-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr)
      throw Error({.what = "cannot make a temporary folder",
                   .where = path_,
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

bool remove_key(ConfigNode& node, const std::string& place) {
  const auto removed = std::erase_if(
      node.children, [&](const ConfigNode& child) { return child.key_where == place; });
  return removed > 0 || std::any_of(node.children.begin(), node.children.end(),
                                    [&](ConfigNode& child) { return remove_key(child, place); });
}

// Reads the configuration without the settings that there are not, which go to `unknown`.
RunConfig read_known(ConfigNode& root, std::vector<Error::Parts>& unknown) {
  for (;;) {
    try {
      return read_run_config(root);
    } catch (const Error& error) {
      const bool is_unknown = error.parts().what.starts_with("unknown setting");
      if (!is_unknown || !remove_key(root, error.parts().where)) throw;
      unknown.push_back(error.parts());
    }
  }
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

void check_tokenized(RunConfig& config, const CheckOptions& options, CheckReport& report) {
  const Tokenizers tokenizers = make_tokenizers(config.tokenizer, config.data, log_info);
  config.model.settings->validate(vocabularies_of(tokenizers));
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
  const CorpusReport drawn = drawn_from(report, train);
  if (drawn.sample.empty()) {
    report.no_forecast = "No pair is left to train on.";
    return;
  }
  log_info("measuring the model");
  try {
    report.forecast = forecast_of(config, tokenizers, drawn);
  } catch (const Error& error) {
    report.no_forecast = error.what();
  }
}

}  // namespace

CommandLine check_line() {
  return {.command = "check",
          .usage = {"--config FILE [--config FILE ...] [--section.key value ...]"},
          .purpose =
              "Looks for mistakes in a configuration and its text, and tells what training will "
              "take. Exit code 1 where something was found.",
          .options = collect_settings(CheckOptions()),
          .settings = all_settings(),
          .examples = {{"nmt check --config my.yaml", "Before hours of training:"},
                       {"nmt check --config my.yaml --test test.en",
                        "Is the test set in the training text?"}},
          .variables =
              {{"TMPDIR",
                "Where a sample of the text is put while the model is measured; without it /tmp."}},
          .exit_status = "1 also where a finding was printed."};
}

int run_check(const Arguments& arguments) {
  CheckOptions options;
  const auto parsed = parse_or_help(check_line(), arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  if (options.quiet || options.format == "json") set_log_level(LogLevel::quiet);
  ConfigNode root = load_config_tree(options.config, parsed->settings);
  CheckReport report;
  RunConfig config = read_known(root, report.settings);
  if (config.data.train.empty())
    throw Error({.what = "data.train names no files to look at",
                 .where = "configuration",
                 .fix = "give them: --data.train.source FILE --data.train.target FILE"});
  require_files(config, root);
  for (const std::string& file : options.test) require_regular_file(file);
  check_corpora(config, options, report);
  const bool errors = std::any_of(report.corpora.begin(), report.corpora.end(),
                                  [](const auto& corpus) { return corpus.second.has_errors(); });
  if (!errors) check_tokenized(config, options, report);
  std::cout << (options.format == "json" ? check_json(report) : check_text(report));
  return report.exit_code();
}

}  // namespace nmt
