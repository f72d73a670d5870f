// nmt eval: scores of given texts, or of a model's translations.
#include <algorithm>
#include <optional>

#include "base/file.h"
#include "base/format.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/eval_options.h"
#include "cli/eval_report.h"
#include "cli/eval_sacrebleu.h"
#include "cli/eval_texts.h"
#include "cli/run_config.h"
#include "cli/standard_output.h"
#include "text/line_reader.h"

namespace nmt {
namespace {

// What would stop the work later stops it before the long part.
std::optional<AtomicFile> prepare(const EvalOptions& options) {
  for (const std::string& name : options.metrics) make_metric(name, options.metric_settings);
  if (!options.by_frequency.empty()) LineReader{options.by_frequency};
  if (options.svg.empty()) return std::nullopt;
  std::vector<std::string> inputs = options.input;
  inputs.insert(inputs.end(), options.reference.begin(), options.reference.end());
  inputs.insert(inputs.end(), {options.source, options.by_frequency});
  refuse_overwriting(options.svg, inputs, "--svg");
  return std::optional<AtomicFile>(std::in_place, options.svg);
}

// sacreBLEU's sign of text that has not been put together again.
void warn_of_tokenized(const EvalOptions& options, const EvalTexts& texts) {
  constexpr std::ptrdiff_t kSuspicious = 100;
  const auto& metrics = options.metrics;
  if (std::find(metrics.begin(), metrics.end(), "bleu") == metrics.end()) return;
  for (const NamedLines& system : texts.systems) {
    const auto lines = std::count_if(system.lines.begin(), system.lines.end(),
                                     [](const std::string& line) { return line.ends_with(" ."); });
    if (lines >= kSuspicious)
      log_warning(
          format("{}: {} lines end in ' .', as tokenized text does, which hurts BLEU; "
                 "detokenize it, or say that it is meant so: --force",
                 system.name, lines));
  }
}

}  // namespace

CommandLine eval_line() {
  return {.command = "eval",
          .usage = {"REFERENCE ... -i FILE ...", "REFERENCE ... < FILE",
                    "--reference FILE ... FILE ...", "--model DIR --source FILE REFERENCE ..."},
          .purpose =
              "Scores translations with BLEU, chrF and TER, equal to sacreBLEU's; several "
              "FILEs are several systems.",
          .options = collect_settings(EvalOptions()),
          .settings = decoding_settings(),
          .section = "decoding",
          .most_words = 1000,
          .short_flags = eval_short_flags(),
          .greedy = {"input"},
          .examples = {{"nmt eval reference.tr -i news.tr -m bleu chrf", "One system:"},
                       {"nmt eval reference.tr -i a.tr b.tr --paired-bs", "Is b better than a?"},
                       {"nmt eval --model models/demo --source test.en reference.tr",
                        "Translate, then score:"}}};
}

int run_eval(const Arguments& arguments) {
  refuse_foreign_flags(arguments);
  auto parsed = parse_or_help(eval_line(), arguments);
  if (!parsed) return 0;
  EvalOptions options;
  read_settings(options, parsed->options);
  if (options.quiet) set_log_level(LogLevel::quiet);
  if (options.version) return run_command({"--version"});
  options.take_words(parsed->words);
  options.choose_tokenizer(parsed->options.find("tokenize") != nullptr);
  check_options(options);
  options.languages.put_into(parsed->settings);
  std::optional<AtomicFile> picture = prepare(options);
  const EvalTexts texts = read_texts(options, parsed->settings);
  if (!options.force) warn_of_tokenized(options, texts);
  const EvalReport report = measure(options, texts);
  if (picture) {
    const std::string svg = report_svg(report);
    picture->write(svg.data(), svg.size());
    picture->commit();
  }
  print(options.format == "json" ? report_json(report, options, texts)
                                 : report_text(report, options, texts));
  return 0;
}

}  // namespace nmt
