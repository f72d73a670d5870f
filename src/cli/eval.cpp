// nmt eval: scores of given texts, or of a model's translations.
#include <iostream>
#include <optional>

#include "base/file.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/eval_options.h"
#include "cli/eval_report.h"
#include "cli/eval_texts.h"
#include "cli/run_config.h"
#include "text/line_reader.h"

namespace nmt {
namespace {

CommandLine command_line() {
  EvalOptions defaults;
  return {.command = "eval",
          .usage =
              "--reference FILE ... [FILE ... | < FILE], or --model DIR --source FILE "
              "--reference FILE",
          .purpose =
              "Scores translations with BLEU, chrF and TER, equal to sacreBLEU's; several "
              "FILEs are several systems.",
          .options = collect_settings(defaults),
          .settings = decoding_settings(),
          .section = "decoding",
          .most_words = 1000,
          .short_flags = eval_short_flags(),
          .several = {{"metrics", metric_names()}}};
}

// What would stop the work later stops it before the long part.
std::optional<AtomicFile> prepare(const EvalOptions& options,
                                  const std::vector<std::string>& words) {
  for (const std::string& name : options.metrics) make_metric(name, options.metric_settings);
  if (!options.by_frequency.empty()) LineReader{options.by_frequency};
  if (options.svg.empty()) return std::nullopt;
  std::vector<std::string> inputs = words;
  inputs.insert(inputs.end(), options.reference.begin(), options.reference.end());
  inputs.insert(inputs.end(), {options.source, options.by_frequency});
  refuse_overwriting(options.svg, inputs, "--svg");
  return std::optional<AtomicFile>(std::in_place, options.svg);
}

}  // namespace

int run_eval(const Arguments& arguments) {
  const auto parsed = parse_or_help(command_line(), arguments);
  if (!parsed) return 0;
  EvalOptions options;
  read_settings(options, parsed->options);
  if (options.quiet) set_log_level(LogLevel::quiet);
  check_options(options, parsed->words);
  std::optional<AtomicFile> picture = prepare(options, parsed->words);
  const EvalTexts texts = read_texts(options, parsed->words, parsed->settings);
  const EvalReport report = measure(options, texts);
  std::cout << (options.format == "json" ? report_json(report, options, texts)
                                         : report_text(report, options, texts));
  if (picture) {
    const std::string svg = report_svg(report);
    picture->write(svg.data(), svg.size());
    picture->commit();
  }
  return 0;
}

}  // namespace nmt
