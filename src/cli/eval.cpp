// nmt eval: BLEU of given text, or of a model's translations.
#include <unistd.h>

#include <iostream>
#include <optional>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/log.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/load_model.h"
#include "decode/translator.h"
#include "decode/warning_log.h"
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

// A text and its name, as errors call it.
struct Text {
  std::string name;
  std::vector<std::string> lines;
};

template <class Reader>
Text read_text(const std::string& name, Reader reader) {
  Text text{name, {}};
  for (std::string line; reader.next(line);) text.lines.push_back(line);
  return text;
}

Text read_text(const std::string& path) { return read_text(path, LineReader(path)); }

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

void require_utf8(const Text& text) {
  for (std::size_t i = 0; i < text.lines.size(); ++i) {
    const std::string& line = text.lines[i];
    const std::size_t bad = find_invalid_utf8(line);
    if (bad == std::string::npos) continue;
    throw Error({.what = format("invalid UTF-8: byte 0x{:02X} at byte {} of the line",
                                static_cast<unsigned char>(line[bad]), bad + 1),
                 .where = format("{}:{}", text.name, i + 1),
                 .fix = "convert the file, for example `iconv -f latin1 -t utf-8`"});
  }
}

// The references of `text`: as many lines each.
std::vector<std::vector<std::string>> read_references(const EvalOptions& options,
                                                      const Text& text) {
  std::vector<std::vector<std::string>> references;
  for (const std::string& path : options.reference) {
    Text reference = read_text(path);
    if (reference.lines.size() != text.lines.size()) {
      throw Error({.what = format("{} has {} lines, but {} has {}", text.name, text.lines.size(),
                                  path, reference.lines.size()),
                   .where = "--reference " + path,
                   .fix = "give one reference line for each translation"});
    }
    require_utf8(reference);
    references.push_back(std::move(reference.lines));
  }
  return references;
}

// Puts the translations of the model into the place of the source.
void translate(Text& text, const EvalOptions& options, const ConfigNode& flags) {
  // What cannot be written is told before the long work.
  std::optional<AtomicFile> output;
  if (!options.output.empty()) output.emplace(options.output);
  const LoadedModel loaded = load_model(find_model(options.model), flags);
  Translator translator(*loaded.model, loaded.tokenizers, loaded.config.decoding);
  WarningLog warnings(text.name + ":");
  const std::vector<Translation> translations = translator.translate(text.lines);
  for (std::size_t i = 0; i < translations.size(); ++i) {
    text.lines[i] = translations[i].text();
    warnings.add(static_cast<std::int64_t>(i) + 1, translations[i].warnings);
  }
  if (!output) return;
  for (const std::string& line : text.lines) {
    output->write(line.data(), line.size());
    output->write("\n", 1);
  }
  output->commit();
}

void print_score(const EvalOptions& options, const Bleu& bleu) {
  if (options.quiet) {
    std::cout << format("{:.{}f}\n", bleu.score, options.decimals);
  } else {
    std::cout << bleu_line(bleu, options.bleu, options.decimals) << "\n";
  }
}

Text read_hypotheses(const std::vector<std::string>& words) {
  const bool piped = words.empty() || words.front() == "-";
  Text text = piped ? read_text("stdin", DescriptorLines(STDIN_FILENO)) : read_text(words.front());
  require_utf8(text);
  return text;
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
  const bool translates = !options.source.empty();
  if (translates) {
    std::vector<std::string> inputs = options.reference;
    inputs.push_back(options.source);
    refuse_overwriting(options.output, inputs);
  }
  Text text = translates ? read_text(options.source) : read_hypotheses(parsed->words);
  const auto references = read_references(options, text);
  if (translates) translate(text, options, parsed->settings);
  print_score(options, corpus_bleu(text.lines, references, options.bleu));
  return 0;
}

}  // namespace nmt
