// nmt translate: lines in, translations out.
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <memory>

#include "base/error.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/load_model.h"
#include "decode/translator.h"
#include "text/line_reader.h"

namespace nmt {
namespace {

struct TranslateOptions {
  std::string model, input, output;
  bool quiet = false;

  void describe(SettingVisitor& setting) {
    setting("model", model,
            "Model directory; without it $NMT_MODEL, models/default, or the installed one.");
    setting("input", input, "Text to translate, one sentence a line; without it stdin.");
    setting("output", output, "Where the translations go; without it stdout.");
    setting("quiet", quiet, "Warnings and errors only.");
  }
};

// A text file, plain or .gz.
class FileLines : public LineSource {
 public:
  explicit FileLines(const std::string& path) : reader_(path) {}
  bool next(std::string& line) override { return reader_.next(line); }
  bool ready() override { return true; }

 private:
  LineReader reader_;
};

std::unique_ptr<LineSource> open_input(const std::string& path) {
  if (path.empty()) return std::make_unique<DescriptorLines>(STDIN_FILENO);
  return std::make_unique<FileLines>(path);
}

void translate_to_file(Translator& translator, LineSource& lines, OutputFormat format,
                       const std::string& path) {
  std::ofstream output(path, std::ios::binary);
  if (!output) {
    throw Error({.what = "the output file cannot be made",
                 .where = "--output " + path,
                 .fix = "check that its folder exists and is yours"});
  }
  translator.translate_stream(lines, output, format);
  output.close();
  if (!output) {
    throw Error({.what = "the translations cannot be written",
                 .where = path,
                 .fix = "check that the disk has room: df -h",
                 .kind = Error::Kind::runtime});
  }
}

}  // namespace

int run_translate(const Arguments& arguments) {
  TranslateOptions options;
  const CommandLine line = {.command = "translate",
                            .usage = "[--model DIR] < input.txt > output.txt",
                            .purpose = "Translates text, one sentence a line.",
                            .options = collect_settings(options),
                            .settings = decoding_settings(),
                            .section = "decoding"};
  const auto parsed = parse_or_help(line, arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  if (options.quiet) set_log_level(LogLevel::quiet);
  refuse_overwriting(options.output, {options.input});

  const auto lines = open_input(options.input);
  const LoadedModel loaded = load_model(find_model(options.model), parsed->settings);
  const DecodingSettings& settings = loaded.config.decoding;
  Translator translator(*loaded.model, loaded.tokenizers, settings);
  const OutputFormat format = settings.n_best > 1 ? OutputFormat::n_best : OutputFormat::text;
  if (options.output.empty()) {
    translator.translate_stream(*lines, std::cout, format);
  } else {
    translate_to_file(translator, *lines, format, options.output);
  }
  return 0;
}

}  // namespace nmt
