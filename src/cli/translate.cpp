// nmt translate: lines in, translations out, in one process or in those of a cluster.
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "base/error.h"
#include "base/format.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/ending_signals.h"
#include "cli/load_ensemble.h"
#include "cli/many_languages.h"
#include "cli/on_cluster.h"
#include "cli/standard_output.h"
#include "cli/translate_document.h"
#include "cli/translation_file.h"
#include "cli/translation_origin.h"
#include "cli/translation_progress.h"
#include "cluster/join.h"
#include "decode/cluster_stream.h"
#include "decode/translator.h"
#include "text/line_reader.h"

namespace nmt {
namespace {

struct TranslateOptions {
  std::string model, input, prefix, output, format = "text", document, format_in;
  std::vector<std::string> models, weights;
  ChosenLanguages languages;
  bool resume = false, quiet = false;

  void describe(SettingVisitor& setting) {
    setting("model", model,
            "Model directory; without it $NMT_MODEL, models/default, or the installed one.",
            {.value = "DIR", .changes = Changes::model});
    setting("models", models,
            "Instead of model: several that translate together, --models A --models B. They have "
            "the same tokenizers; the settings are the first's.",
            {.value = "DIR", .changes = Changes::model});
    setting("weights", weights, "How much each of the models counts; without it all alike.",
            {.value = "N", .changes = Changes::model});
    languages.describe(setting);
    setting("prefix", prefix,
            "A file with a line for each line of the input: how its translation begins.",
            {.value = "FILE", .changes = Changes::translation});
    setting("input", input,
            "Text to translate, plain or packed (.gz, .zst, .xz, .bz2); "
            "without it, and where it is -, "
            "stdin.",
            {.value = "FILE", .changes = Changes::text});
    setting(
        "document", document,
        "Instead of the input: a document, whose parts stay as they are but for their texts. The "
        "ending of its name says its format.",
        {.value = "FILE", .changes = Changes::text});
    setting("format_in", format_in, "The format of the document, which may come from stdin then.",
            {.one_of = document_format_names(), .changes = Changes::text});
    setting(
        "output", output,
        "Where the translations go, packed where it ends in .gz; without it, and where it is -, "
        "stdout. FILE.partial "
        "until all are there.",
        {.value = "FILE", .changes = Changes::nothing});
    setting("resume", resume, "Continue behind the last whole line of FILE.partial.",
            {.changes = Changes::nothing});
    setting("format", format,
            "text: a line for a line, or Moses' n-best lists where n_best is more than 1; json: an "
            "object for each line; tsv: line number, score, log p, translation.",
            {.one_of = {"text", "json", "tsv"}, .changes = Changes::answer});
    setting("quiet", quiet, "Warnings and errors only.", {.changes = Changes::nothing});
  }
  std::vector<std::string> directories() const {
    return models.empty() ? std::vector<std::string>{find_model(model)} : models;
  }
  // An argument without a flag is the input.
  void take_word(const std::string& word) {
    if (!input.empty())
      throw Error({.what = nmt::format("two inputs are given: {} and {}", input, word),
                   .where = "command line of nmt translate",
                   .fix = "keep one of them; to translate several files: cat A B | nmt translate"});
    std::error_code unknown;
    if (word != "-" && !std::filesystem::exists(word, unknown))
      throw Error({.what = nmt::format("there is no file '{}'", word),
                   .where = "command line of nmt translate",
                   .fix = "name a file that there is; a sentence is translated by: echo \"a "
                          "sentence\" | nmt translate"});
    input = word;
  }
  bool is_document() const { return !document.empty() || !format_in.empty(); }
  void validate_document() const {
    const auto refuse = [](const char* flag, const char* what, const char* fix) {
      throw Error({.what = what, .where = flag, .fix = fix});
    };
    if (!input.empty())
      refuse("--document", "a document and an input are given", "keep one of them");
    if (!prefix.empty())
      refuse("--prefix", "the texts of a document have no prefixes", "leave --prefix out");
    if (format != "text")
      refuse("--format", "a translated document has the format that it had", "leave --format out");
    if (resume)
      refuse("--resume", "a document is written when all of it is translated", "leave it out");
  }
  void validate() const {
    if (!model.empty() && !models.empty())
      throw Error({.what = "--model and --models name models both",
                   .where = "--models",
                   .fix = "keep one of them"});
    if (is_document()) return validate_document();
    if (!resume || !output.empty()) return;
    throw Error({.what = "--resume needs the file to continue",
                 .where = "--resume",
                 .fix = "name it: --output FILE"});
  }
};

// A text file, plain or packed.
class FileLines : public LineSource {
 public:
  explicit FileLines(const std::string& path) : reader_(path) {}
  bool next(std::string& line) override { return reader_.next(line); }
  bool ready() override { return true; }
  bool is_plain() const { return reader_.is_plain(); }

 private:
  LineReader reader_;
};

// Where the lines come from, and the descriptor of a file that is not unpacked.
struct Input {
  int descriptor;
  std::int64_t bytes;  // 0 where that is not known
  std::unique_ptr<LineSource> lines;
};

Input open_input(const std::string& path) {
  if (path.empty() || path == "-")
    return {STDIN_FILENO, bytes_left(STDIN_FILENO),
            std::make_unique<DescriptorLines>(STDIN_FILENO)};
  std::error_code unknown;
  const auto status = std::filesystem::status(path, unknown);
  const bool is_stream = std::filesystem::is_fifo(status) || std::filesystem::is_socket(status) ||
                         std::filesystem::is_character_file(status);
  // A pipe is answered line by line as stdin is.
  const int descriptor = is_stream ? open(path.c_str(), O_RDONLY | O_CLOEXEC) : -1;
  if (descriptor >= 0) return {descriptor, 0, std::make_unique<DescriptorLines>(descriptor, path)};
  auto lines = std::make_unique<FileLines>(path);
  const bool is_plain = lines->is_plain();
  const auto size = std::filesystem::file_size(path, unknown);
  return {-1, is_plain && !unknown ? static_cast<std::int64_t>(size) : 0, std::move(lines)};
}

OutputFormat output_format(const std::string& name, int n_best) {
  if (name == "json") return OutputFormat::json;
  if (name == "tsv") return OutputFormat::tsv;
  return n_best > 1 ? OutputFormat::n_best : OutputFormat::text;
}

void refuse_another_input(std::int64_t lines, const TranslationFile& file,
                          const std::string& output) {
  if (lines >= file.lines()) return;
  throw Error({.what = format("{}.partial answers {} lines, but the input has only {}", output,
                              file.lines(), lines),
               .where = "--resume",
               .fix = format("give the input that it was made from, or start over: rm {}.partial",
                             output)});
}

// The file of --output; null without one.
std::unique_ptr<TranslationFile> open_output(TranslateOptions options, OutputFormat format,
                                             LoadedEnsemble& loaded) {
  if (options.output.empty()) return nullptr;
  SettingRecorder recorder(SettingRecorder::Files::by_content);
  options.describe(recorder);
  using Start = TranslationFile::Start;
  auto file = std::make_unique<TranslationFile>(options.output, format,
                                                options.resume ? Start::resume : Start::fresh,
                                                translation_origin(loaded, recorder));
  if (file->lines() > 0) log_info(nmt::format("{} lines are there already", file->lines()));
  return file;
}

void translate(const TranslateOptions& options, const Input& input, LoadedEnsemble& loaded,
               Cluster& cluster) {
  const DecodingSettings& settings = loaded.models.front().config.decoding;
  const auto prefixes =
      options.prefix.empty() ? nullptr : std::make_unique<FileLines>(options.prefix);
  const OutputFormat format = output_format(options.format, settings.n_best);
  const auto file = open_output(options, format, loaded);
  DescriptorSink to_stdout(STDOUT_FILENO, "standard output",
                           "make room where the output goes: df -h");
  DescriptorSink& output = file ? file->sink() : to_stdout;
  const std::int64_t first = file ? file->lines() : 0;
  TranslationProgress progress(progress_style(input.descriptor, file ? -1 : STDOUT_FILENO),
                               input.bytes, first);
  const EndingSignals signals([&] {
    output.finish();
    progress.clear();
    if (file && !file->partial().empty())
      log_info(
          nmt::format("stopped; {}.partial has what is translated, and the same command with "
                      "--resume continues it",
                      options.output));
  });
  Translator translator(loaded.members(), loaded.models.front().tokenizers, settings,
                        loaded.models.front().learned);
  const StreamOptions stream = {
      .format = format,
      .skip_lines = first,
      .prefixes = prefixes.get(),
      .on_progress = [&](std::int64_t done, std::int64_t bytes) { progress.show(done, bytes); },
      .before_warnings = [&] { progress.clear(); }};
  const std::int64_t lines = cluster.alone()
                                 ? translator.translate_stream(*input.lines, output, stream)
                                 : lead_stream(cluster, translator, *input.lines, output, stream);
  if (!file) return;
  refuse_another_input(lines, *file, options.output);
  file->commit();
}

// What every rank reads off the command line, which is the same for all; nothing where it asks for
// help.
std::optional<ParsedLine> parse(const Arguments& arguments, TranslateOptions& options) {
  auto parsed = parse_or_help(translate_line(), arguments);
  if (!parsed) return parsed;
  read_settings(options, parsed->options);
  options.languages.put_into(parsed->settings);
  if (!parsed->words.empty()) options.take_word(parsed->words.front());
  options.output = output_file(options.output);
  return parsed;
}

// To a person at a keyboard, who may wonder what nmt waits for.
void greet(const TranslateOptions& options) {
  std::string models;
  for (const std::string& directory : options.directories())
    models += (models.empty() ? "" : ", ") + directory;
  log_info(format("translating with {}: type lines of text, and Ctrl-D at the end", models));
}

// A line may be lost on its way through the launcher; files are read and written by nmt itself.
void refuse_spoilt_streams(const TranslateOptions& options, const Cluster& cluster) {
  if (cluster.alone() || !launcher_spoils_streams()) return;
  const bool reads = options.input.empty() || options.input == "-", writes = options.output.empty();
  if (!reads && !writes) return;
  throw Error({.what = format("mpirun of Open MPI 5 loses bytes of standard {}",
                              reads && writes ? "input and output"
                              : reads         ? "input"
                                              : "output"),
               .where = "PRTE_LAUNCHED, which it has set",
               .fix = "let nmt read and write files itself: --input FILE --output FILE"});
}

int lead_translation(const Arguments& arguments, Cluster& cluster) {
  TranslateOptions options;
  const auto parsed = parse(arguments, options);
  if (!parsed) return 0;
  options.validate();
  if (options.is_document() && !cluster.alone())
    throw Error({.what = "a document is translated by one process",
                 .where = "--document",
                 .fix = "start nmt without mpirun"});
  refuse_spoilt_streams(options, cluster);
  if (options.quiet) set_log_level(LogLevel::quiet);
  refuse_overwriting(options.output, {options.input, options.prefix, options.document});
  if (options.is_document()) {
    translate_document_file(
        {.path = options.document, .format = options.format_in, .output = options.output},
        load_ensemble(options.directories(), options.weights, parsed->settings));
    return 0;
  }
  const Input input = open_input(options.input);
  LoadedEnsemble loaded = load_ensemble(options.directories(), options.weights, parsed->settings);
  if (input.descriptor == STDIN_FILENO && isatty(STDIN_FILENO)) greet(options);
  cluster.order("translate");
  translate(options, input, loaded, cluster);
  return 0;
}

// Each rank reads the model for itself.
void follow(const Arguments& arguments, Cluster& cluster) {
  while (cluster.next_order()) {
    TranslateOptions options;
    const auto parsed = parse(arguments, options);
    const LoadedEnsemble loaded =
        load_ensemble(options.directories(), options.weights, parsed->settings);
    const LoadedModel& first = loaded.models.front();
    Translator translator(loaded.members(), first.tokenizers, first.config.decoding, first.learned);
    follow_stream(cluster, translator);
  }
}

}  // namespace

CommandLine translate_line() {
  return {.command = "translate",
          .usage = {"[--model DIR] [FILE]", "[--model DIR] < input.txt > output.txt",
                    "[--model DIR] --document FILE [--output FILE]"},
          .purpose =
              "Translates text, line by line: of FILE, of --input, or of stdin. Or translates "
              "a document.",
          .options = collect_settings(TranslateOptions()),
          .settings = decoding_settings(),
          .section = "decoding",
          .most_words = 1,
          .examples = {{"echo \"Good morning.\" | nmt translate",
                        "One sentence, with the model that is found:"},
                       {"nmt translate --model models/demo --output news.tr news.en",
                        "A file to a file, which is continued with --resume after a kill:"},
                       {"nmt translate --document page.html --output page.tr.html",
                        "A web page, with its markup:"},
                       {"nmt translate --format json --n_best 3 --alignment hard news.en",
                        "Three translations each, and which words belong together, for programs:"}},
          .files = {{"OUTPUT.partial",
                     "What --output FILE has so far; it becomes FILE when all is translated."}},
          .variables = {
              {"OMPI_COMM_WORLD_SIZE, PMI_SIZE, PMIX_RANK",
               "Set by mpirun and srun: the process is one of those that translate together."},
              {"PRTE_LAUNCHED",
               "Set by the mpirun of Open MPI 5, which loses bytes of standard input and output: "
               "files are asked for then."}}};
}

int run_translate(const Arguments& arguments) {
  return run_on_cluster([&](Cluster& cluster) { return lead_translation(arguments, cluster); },
                        [&](Cluster& cluster) { follow(arguments, cluster); });
}

}  // namespace nmt
