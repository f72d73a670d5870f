// nmt train: from text files to a model directory, in one process or in those of a cluster.
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "base/format.h"
#include "base/hash.h"
#include "base/installed.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/many_languages.h"
#include "cli/on_cluster.h"
#include "cli/run_config.h"
#include "cli/training_needs.h"
#include "config/yaml.h"
#include "config/yaml_writer.h"
#include "text/corpus.h"
#include "text/link_file.h"
#include "text/subword_sampler.h"
#include "text/token_cache.h"
#include "train/checkpoint.h"
#include "train/followers.h"
#include "train/held_out.h"
#include "train/learned_text.h"
#include "train/run_folder.h"
#include "train/trainer.h"

namespace nmt {
namespace {

constexpr int kInterrupted = 130;

std::atomic<bool> stop_requested = false, answers_stop = true;
std::atomic<std::int64_t> saved_step = 0;
static_assert(std::atomic<bool>::is_always_lock_free, "set in a signal handler");
static_assert(std::atomic<std::int64_t>::is_always_lock_free, "read in a signal handler");

constexpr std::string_view kStopping =
    "\nstopping after this step, with everything saved; once more ends at once, and loses what "
    "came "
    "after the checkpoint of step ";

void write_out(std::string_view text) {
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
}

// The first signal asks training to save and stop; the second does what it would do without us.
extern "C" void request_stop(int number) {
  if (stop_requested.exchange(true)) {
    std::signal(number, SIG_DFL);
    std::raise(number);
    return;
  }
  if (!answers_stop) return;
  const int error = errno;
  // The line break leaves the progress bar on a terminal alone; a log has whole lines.
  const std::string_view text = kStopping.substr(isatty(STDERR_FILENO) ? 0 : 1);
  write_out(text);
  char step[24];
  const char* end = std::to_chars(step, step + sizeof step, saved_step.load()).ptr;
  write_out({step, static_cast<std::size_t>(end - step)});
  write_out("\n");
  errno = error;
}

void stop_on_signals(const Cluster& cluster) {
  answers_stop = log_level() == LogLevel::normal;
  std::signal(SIGINT, request_stop);
  std::signal(SIGTERM, request_stop);
  // Who ignores it, as nohup does, wants training to outlive the terminal.
  if (std::signal(SIGHUP, request_stop) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
  // The signal that mpirun and batch systems pass on and wait for what it leads to.
  if (!cluster.alone()) std::signal(SIGUSR1, request_stop);
}

struct TrainOptions {
  std::vector<std::string> config;
  std::string from;
  Interval further;
  bool fresh = false, quiet = false;

  void describe(SettingVisitor& setting) {
    setting(
        "config", config,
        "Configuration file; give it again for one that wins over it. Relative paths in it start "
        "from the current folder.",
        {.value = "FILE"});
    setting("from", from,
            "Begin with the weights and tokenizers of this model directory, which is only read; "
            "optimiser, schedule and counters begin anew.",
            {.value = "DIR"});
    setting("further", further,
            "Go on for so many steps or epochs beyond those that there are, whatever the limits of "
            "the configuration; the same command again, after a kill, keeps its goal.");
    setting("fresh", fresh, "Start over, and throw away what an earlier run left in model_dir.");
    setting("quiet", quiet, "Warnings and errors only.");
  }
};

std::string corpora_text(CorpusList& corpora) {
  std::string text;
  for (TrainingCorpus& part : corpora.parts) text += write_settings(part) + "\n";
  return text;
}

// The tokenizers of an earlier run with the same settings, where there is a checkpoint to go on
// from: that tells whether the text is still the same, too.
std::optional<Tokenizers> earlier_tokenizers(RunConfig& config) {
  const ModelDirectory directory(config.model_dir);
  const TokenizerSettings& tokenizer = config.tokenizer;
  const bool given =
      !tokenizer.model.empty() || !tokenizer.source.empty() || !tokenizer.target.empty();
  const bool goes_on = CheckpointFolder(config.model_dir).latest().has_value() &&
                       std::filesystem::exists(directory.config_path());
  if (given || !goes_on) return std::nullopt;
  RunConfig earlier = read_run_config(read_yaml_file(directory.config_path()));
  // A run may be continued from another folder, and older ones have relative paths.
  RunConfig now = read_run_config(parse_yaml(config.to_yaml(), "the configuration"));
  make_paths_absolute(earlier);
  make_paths_absolute(now);
  const bool same = write_settings(earlier.tokenizer) == write_settings(now.tokenizer) &&
                    corpora_text(earlier.data.train) == corpora_text(now.data.train);
  if (!same) return std::nullopt;
  return directory.load_tokenizers();
}

void add_files(const std::vector<std::string>& paths, const std::string& role,
               std::vector<DataFile>& files) {
  for (const std::string& path : paths) {
    const std::string place = std::filesystem::absolute(path).lexically_normal().string();
    files.push_back({role, place, count_lines(path), file_hash(path)});
  }
}

void add_files(const CorpusSettings& corpus, const std::string& name,
               std::vector<DataFile>& files) {
  add_files(corpus.source, name + ".source", files);
  add_files(corpus.target, name + ".target", files);
  add_files(corpus.tsv, name + ".tsv", files);
  add_files(corpus.alignment, name + ".alignment", files);
}

// What to type next; the trainer itself has told the rest.
void advise(const TrainingResult& result, const std::string& model_dir) {
  if (result.outcome == TrainingResult::Outcome::interrupted) {
    log_info("the same command goes on from here");
  } else {
    log_info(format("translate with: nmt translate --model {} < input.txt", model_dir));
  }
}

// What a checkpoint remembers of section data beyond the text: what changes the model and is not
// the default.
SettingTexts data_settings(DataSettings& data) {
  DataSettings plain;
  plain.train.parts.resize(data.train.parts.size());
  SettingRecorder defaults, recorder;
  defaults.section("data", plain, "");
  recorder.section("data", data, "");
  SettingTexts texts;
  for (const auto& [key, text] : recorder.texts())
    if (recorder.changes().at(key) == Changes::model && defaults.texts().at(key) != text)
      texts[key] = text;
  return texts;
}

// Those of the model that training begins with; what the configuration gives must be the same.
Tokenizers tokenizers_of(const std::string& from, const RunConfig& config) {
  const Tokenizers tokenizers = ModelDirectory(from).load_tokenizers();
  const auto require_same = [&](const std::string& path, const char* key, const Tokenizer& wanted) {
    if (path.empty() || load_tokenizer(path)->hash() == wanted.hash()) return;
    throw Error({.what = format("{} is not the tokenizer of {}, whose weights know its tokens only",
                                path, from),
                 .keys = {key},
                 .fix = format("remove {}: the tokenizers of --from are taken", key)});
  };
  const TokenizerSettings& given = config.tokenizer;
  require_same(given.model, "tokenizer.model", *tokenizers.source);
  require_same(given.model, "tokenizer.model", *tokenizers.target);
  require_same(given.source, "tokenizer.source", *tokenizers.source);
  require_same(given.target, "tokenizer.target", *tokenizers.target);
  return tokenizers;
}

Tokenizers tokenizers_for(RunConfig& config, const TrainOptions& options) {
  if (!options.from.empty()) return tokenizers_of(options.from, config);
  std::optional<Tokenizers> earlier;
  if (!options.fresh) earlier = earlier_tokenizers(config);
  return earlier ? *earlier : make_tokenizers(config.tokenizer, config.data, log_info);
}

// What a configuration does not say itself, it takes of the model it begins with: the whole section
// model, its languages, and the tokens that are never said.
void take_model_sections(ConfigNode& root, const std::string& from) {
  const ModelDirectory directory(from);
  const ConfigNode theirs = parse_yaml(directory.load_config(), directory.config_path());
  ConfigNode taken = {.kind = ConfigNode::Kind::mapping};
  for (const char* section : {"model", "languages"}) {
    const ConfigNode* kept = theirs.find(section);
    const bool whole = std::string_view(section) == "model";
    if (kept != nullptr && !(whole && root.find(section) != nullptr))
      taken.children.push_back(*kept);
  }
  const ConfigNode* decoding = theirs.find("decoding");
  const ConfigNode* never = decoding == nullptr ? nullptr : decoding->find("suppress");
  if (never != nullptr) put(taken, "decoding.suppress", *never);
  merge(taken, std::move(root));
  root = std::move(taken);
}

void require_another_folder(const std::string& model_dir, const std::string& from) {
  std::error_code missing;
  if (!std::filesystem::equivalent(model_dir, from, missing)) return;
  throw Error({.what = format("model_dir and --from are both {}: training would overwrite what it "
                              "begins with",
                              from),
               .where = "command line --from",
               .fix = "choose another model_dir: --model_dir models/NAME"});
}

// For guided alignment.
std::unique_ptr<LinkFile> links_of(const RunConfig& config) {
  if (!config.data.train.aligned()) return nullptr;
  return std::make_unique<LinkFile>(config.model_dir + "/cache", config.data.train);
}

int train_model(RunConfig config, const TrainOptions& options, Cluster& cluster) {
  const auto start = options.fresh ? TrainingJob::Start::fresh : TrainingJob::Start::resume;
  // Mistakes in the text are found before the long work.
  count_pairs(config.data.train);
  std::vector<TextPair> valid = read_held_out(config.data);
  const std::string yaml = config.to_yaml_for_any_folder();
  const RunFolder folder(config.model_dir, yaml);

  const Tokenizers tokenizers = tokenizers_for(config, options);
  tag_sources(config);
  const PairSampler sampler(tokenizers, config.data);
  if (!valid.empty() && config.training.valid_every.count > 0)
    warn_of_left_out(measured_held_out(config.data, config.decoding.tag, tokenizers), config.data);
  const TokenCache cache(config.model_dir + "/cache", config.data, tokenizers, log_info);
  for (const std::string& message :
       cache.statistics().skip_messages(config.data.train, config.data.max_length))
    log_warning(message);

  const std::unique_ptr<LinkFile> links = links_of(config);
  const Vocabularies vocabularies = vocabularies_of(tokenizers);
  config.model.settings->validate(vocabularies);
  const std::unique_ptr<Seq2Seq> model = with_target_token(
      config.model.settings->build(vocabularies), config.languages, *tokenizers.target);
  TrainingJob job = {.model_dir = config.model_dir,
                     .training = config.training,
                     .decoding = config.decoding,
                     .model_settings = config.model,
                     .config_yaml = yaml,
                     .model = *model,
                     .tokenizers = tokenizers,
                     .train = cache,
                     .links = links.get(),
                     .sampler = &sampler,
                     .valid = std::move(valid),
                     .max_length = config.data.max_length,
                     .data_files = {},
                     .data_settings = data_settings(config.data),
                     .learned = learned_text(config.data, cache, config.languages),
                     .from = options.from,
                     .start = start,
                     .further = options.further,
                     .stop = &stop_requested,
                     .saved_step = &saved_step,
                     .cluster = &cluster};
  const CorpusList& corpora = config.data.train;
  for (std::size_t i = 0; i < corpora.parts.size(); ++i) {
    const std::string name = corpora.name_of(i, "train");
    add_files(corpora.parts[i], name, job.data_files);
    add_files(corpora.parts[i].sentence_weights, name + ".sentence_weights", job.data_files);
  }
  add_files(config.data.valid, "valid", job.data_files);
  stop_on_signals(cluster);
  set_up_followers(
      cluster,
      {.config_yaml = yaml, .tokenizers = tokenizers, .valid = job.valid, .learned = job.learned});
  const TrainingResult result = train(job);
  advise(result, config.model_dir);
  return result.outcome == TrainingResult::Outcome::interrupted ? kInterrupted : 0;
}

void follow(Cluster& cluster) {
  const std::optional<std::string> first = cluster.next_order();
  if (!first) return;
  const FollowerSetup setup = read_setup(cluster, *first);
  RunConfig config = read_run_config(parse_yaml(setup.config_yaml, "the leader's configuration"));
  const Vocabularies vocabularies = vocabularies_of(setup.tokenizers);
  config.model.settings->validate(vocabularies);
  tag_sources(config);
  const std::unique_ptr<Seq2Seq> model = with_target_token(
      config.model.settings->build(vocabularies), config.languages, *setup.tokenizers.target);
  const std::unique_ptr<LinkFile> links = links_of(config);
  follow_training(cluster, {.training = config.training,
                            .decoding = config.decoding,
                            .model = *model,
                            .tokenizers = setup.tokenizers,
                            .valid = setup.valid,
                            .max_length = config.data.max_length,
                            .learned = setup.learned,
                            .links = links.get()});
}

// The folder of complete configurations: the installed one, or that of the source.
std::string recipes_folder() {
  const std::filesystem::path installed = installed_data() / "configs";
  return std::filesystem::is_directory(installed) ? installed.string() : "configs/";
}

int lead_training(const Arguments& arguments, Cluster& cluster) {
  TrainOptions options;
  const auto parsed = parse_or_help(train_line(), arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  if (options.quiet) set_log_level(LogLevel::quiet);
  if (options.config.empty() && parsed->settings.children.empty()) {
    throw Error({.what = "nmt train needs a configuration",
                 .where = "command line",
                 .fix = format("nmt train --config FILE; {} has complete ones", recipes_folder())});
  }
  ConfigNode root = load_config_tree(options.config, parsed->settings);
  if (!options.from.empty()) take_model_sections(root, options.from);
  RunConfig config = read_run_config(root);
  for (const Error::Parts& missing : missing_needs(config)) throw Error(with_place(missing, root));
  require_files(config, root);
  if (!options.from.empty()) require_another_folder(config.model_dir, options.from);
  return train_model(std::move(config), options, cluster);
}

}  // namespace

CommandLine train_line() {
  return {
      .command = "train",
      .usage = {"--config FILE [--config FILE ...] [--section.key value ...]"},
      .purpose = "Trains a model on raw text; goes on where a run was cut off.",
      .options = collect_settings(TrainOptions()),
      .settings = all_settings(),
      .examples = {{"nmt train --config configs/demo.yaml", "Train as a file says:"},
                   {"nmt train --config configs/demo.yaml --model_dir models/b --training.seed 2",
                    "The same, with settings that win over the file's:"},
                   {"nmt train --config my.yaml --from models/demo",
                    "Begin with the weights of another model:"}},
      .files = {{"model_dir/",
                 "The model, and what continues its training: checkpoints, metrics.jsonl, "
                 "report.html."}},
      .variables = {{"OMPI_COMM_WORLD_SIZE, PMI_SIZE, PMIX_RANK",
                     "Set by mpirun and srun: the process is one of those that train together."}}};
}

int run_train(const Arguments& arguments) {
  return run_on_cluster([&](Cluster& cluster) { return lead_training(arguments, cluster); },
                        follow);
}

}  // namespace nmt
