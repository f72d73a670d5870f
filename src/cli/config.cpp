// nmt config: the resolved configuration, or the reference page.

#include "base/format.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/run_config.h"
#include "cli/standard_output.h"
#include "config/reference.h"

namespace nmt {
namespace {

struct ConfigOptions {
  std::vector<std::string> config;
  bool reference = false, quiet = false;

  void describe(SettingVisitor& setting) {
    setting(
        "config", config,
        "Configuration file; give it again for one that wins over it. Relative paths in it start "
        "from the current folder.",
        {.value = "FILE"});
    setting("reference", reference, "Print the reference of all settings, in Markdown.");
    setting("quiet", quiet, "Check only.");
  }
};

}  // namespace

CommandLine config_line() {
  return {.command = "config",
          .usage = {"[--config FILE ...] [--section.key value ...]", "--reference"},
          .purpose = "Checks a configuration and prints all of it, defaults included.",
          .options = collect_settings(ConfigOptions()),
          .settings = all_settings(),
          .examples = {{"nmt config --config my.yaml", "What a file means, with every default:"}}};
}

int run_config(const Arguments& arguments) {
  ConfigOptions options;
  const auto parsed = parse_or_help(config_line(), arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  if (options.reference) {
    print(reference_page(all_settings()));
    return 0;
  }
  const ConfigNode root = load_config_tree(options.config, parsed->settings);
  RunConfig config = read_run_config(root);
  // A warning, because a configuration may be written before its text is there, or for another
  // machine.
  for (const ConfigProblem& missing : missing_files(config, root))
    log_warning(format("{}: {}", missing.parts.where, missing.parts.what));
  if (!options.quiet) print(config.to_yaml());
  return 0;
}

}  // namespace nmt
