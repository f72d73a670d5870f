// nmt info: what a model directory holds.
#include <iostream>

#include "base/format.h"
#include "cli/commands.h"
#include "cli/load_model.h"

namespace nmt {
namespace {

struct InfoOptions {
  std::string model;
  bool config = false, quiet = false;

  void describe(SettingVisitor& setting) {
    setting("model", model,
            "Model directory; without it $NMT_MODEL, models/default, or the installed one.",
            {.value = "DIR"});
    setting("config", config, "Print the configuration too.");
    setting("quiet", quiet, "Check only that the model can be loaded.");
  }
};

std::string describe_tokenizer(const char* side, const Tokenizer& tokenizer) {
  return format("{:<15}{} tokens, hash {}\n", side, tokenizer.vocabulary_size(), tokenizer.hash());
}

}  // namespace

CommandLine info_line() {
  return {.command = "info",
          .usage = {"[--model DIR]"},
          .purpose = "Loads a model directory and tells what it holds.",
          .options = collect_settings(InfoOptions()),
          .examples = {{"nmt info --model models/demo", "Of one model:"}}};
}

int run_info(const Arguments& arguments) {
  InfoOptions options;
  const auto parsed = parse_or_help(info_line(), arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  const std::string directory = find_model(options.model);
  const LoadedModel loaded = load_model(directory, {});
  if (options.quiet) return 0;
  std::string text =
      format("{:<15}{}\n{:<15}{}\n{:<15}{}\n{:<15}{}\n{:<15}{}\n", "model", directory, "type",
             loaded.config.model.type, "parameters", loaded.model->parameters().size(), "steps",
             loaded.info.step, "precision", name_of(loaded.info.precision));
  for (const auto& [metric, score] : loaded.info.scores)
    text += format("{:<15}{:.4f}\n", metric, score);
  if (loaded.tokenizers.shared) {
    text += describe_tokenizer("joint", *loaded.tokenizers.source);
  } else {
    text += describe_tokenizer("source", *loaded.tokenizers.source);
    text += describe_tokenizer("target", *loaded.tokenizers.target);
  }
  if (options.config) text += "\n" + ModelDirectory(directory).load_config();
  std::cout << text;
  return 0;
}

}  // namespace nmt
