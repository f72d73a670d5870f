// nmt eval: BLEU of given text, or of a model's translations.
#include <unistd.h>

#include <iostream>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/load_model.h"
#include "decode/translator.h"
#include "eval/bleu.h"
#include "text/line_reader.h"

namespace nmt {
namespace {

struct EvalOptions {
  std::vector<std::string> reference;
  std::string model, source, output;
  BleuSettings bleu;
  int decimals = 1;
  bool quiet = false;

  void describe(SettingVisitor& setting) {
    setting("reference", reference,
            "Reference translations; give it again for further references.");
    setting("model", model, "Translate with this model directory, then score.");
    setting("source", source, "The text to translate.");
    setting("output", output, "Where the translations of the model go too.");
    bleu.describe(setting);
    setting("decimals", decimals, "Digits after the point.", {.min = 0, .max = 10});
    setting("quiet", quiet, "Only the score itself; warnings and errors only on stderr.");
  }
};

std::vector<std::string> read_lines(const std::string& path) {
  LineReader reader(path);
  std::vector<std::string> lines;
  for (std::string line; reader.next(line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> read_stdin() {
  DescriptorLines reader(STDIN_FILENO);
  std::vector<std::string> lines;
  for (std::string line; reader.next(line);) lines.push_back(line);
  return lines;
}

void check_options(const EvalOptions& options, const std::vector<std::string>& words) {
  const auto refuse = [](const std::string& what, const std::string& fix) {
    throw Error({.what = what, .where = "command line of nmt eval", .fix = fix});
  };
  const bool translates = !options.model.empty() || !options.source.empty();
  if (options.reference.empty()) {
    refuse("no reference translations are given", "add --reference FILE");
  }
  if (translates && options.source.empty())
    refuse("--model is given without a text", "add --source FILE");
  if (translates && !words.empty()) {
    refuse(format("'{}' is given, but with --source the model's translations are scored",
                  words.front()),
           "remove it, or --source and --model");
  }
  if (!translates && !options.output.empty()) {
    refuse("--output is given, but nothing is translated", "add --model DIR --source FILE");
  }
}

// A text and its name, as errors call it.
struct Text {
  std::string name;
  std::vector<std::string> lines;
};

Text translate_source(const EvalOptions& options, const ConfigNode& flags) {
  const std::vector<std::string> source = read_lines(options.source);
  const LoadedModel loaded = load_model(find_model(options.model), flags);
  Translator translator(*loaded.model, loaded.tokenizers, loaded.config.decoding);
  Text text{options.source, {}};
  for (std::size_t i = 0; i < source.size(); ++i) text.lines.emplace_back();
  const std::vector<Translation> translations = translator.translate(source);
  for (std::size_t i = 0; i < translations.size(); ++i) {
    text.lines[i] = translations[i].text();
    for (const std::string& warning : translations[i].warnings) {
      log_warning(format("{}:{}: {}", options.source, i + 1, warning));
    }
  }
  if (!options.output.empty()) {
    std::string joined;
    for (const std::string& line : text.lines) joined += line + "\n";
    write_file_atomically(options.output, joined);
  }
  return text;
}

void print_score(const EvalOptions& options, const Text& hypotheses) {
  std::vector<std::vector<std::string>> references;
  for (const std::string& path : options.reference) {
    references.push_back(read_lines(path));
    if (references.back().size() == hypotheses.lines.size()) continue;
    throw Error({.what = format("{} has {} lines, but {} has {}", hypotheses.name,
                                hypotheses.lines.size(), path, references.back().size()),
                 .where = "--reference " + path,
                 .fix = "give one reference line for each translation"});
  }
  const Bleu bleu = corpus_bleu(hypotheses.lines, references, options.bleu);
  if (options.quiet) {
    std::cout << format("{:.{}f}\n", bleu.score, options.decimals);
  } else {
    std::cout << bleu_line(bleu, options.bleu, options.decimals) << "\n";
  }
}

}  // namespace

int run_eval(const Arguments& arguments) {
  EvalOptions options;
  const CommandLine line = {
      .command = "eval",
      .usage =
          "--reference FILE ... [FILE | < FILE], or --model DIR --source FILE --reference FILE",
      .purpose = "Scores translations with BLEU, equal to sacreBLEU's.",
      .options = collect_settings(options),
      .settings = decoding_settings(),
      .section = "decoding",
      .most_words = 1};
  const auto parsed = parse_or_help(line, arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  if (options.quiet) set_log_level(LogLevel::quiet);
  check_options(options, parsed->words);
  if (!options.source.empty()) {
    print_score(options, translate_source(options, parsed->settings));
  } else if (parsed->words.empty() || parsed->words.front() == "-") {
    print_score(options, {"stdin", read_stdin()});
  } else {
    print_score(options, {parsed->words.front(), read_lines(parsed->words.front())});
  }
  return 0;
}

}  // namespace nmt
