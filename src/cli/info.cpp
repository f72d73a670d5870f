// nmt info: what a model directory holds.

#include "base/format.h"
#include "cli/commands.h"
#include "cli/load_model.h"
#include "cli/model_facts.h"
#include "cli/standard_output.h"
#include "config/yaml_writer.h"

namespace nmt {
namespace {

struct InfoOptions {
  std::string model, format = "text";
  bool config = false, quiet = false;

  void describe(SettingVisitor& setting) {
    setting("model", model,
            "Model directory; without it $NMT_MODEL, models/default, or the installed one.",
            {.value = "DIR"});
    setting("format", format, "How it is written.", {.one_of = {"text", "json"}});
    setting("config", config, "Print the configuration too (text).");
    setting("quiet", quiet, "Check only that the model can be loaded.");
  }
};

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
  LoadedModel loaded = load_model(directory, {}, Packing::none);
  if (options.quiet) return 0;
  const ModelFacts facts = facts_of(directory, loaded);
  print(options.format == "json" ? facts_json(facts) : facts_text(facts));
  if (options.config && options.format == "text")
    print("\n" + (loaded.format.empty() ? ModelDirectory(directory).load_config()
                                        : write_settings(loaded.config)));
  return 0;
}

}  // namespace nmt
