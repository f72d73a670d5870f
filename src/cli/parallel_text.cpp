#include "cli/parallel_text.h"

#include "base/error.h"
#include "base/format.h"

namespace nmt {

void ParallelText::describe(SettingVisitor& setting) {
  setting("config", config, "Configuration file whose data.train is read.", {.value = "FILE"});
  setting("source", source,
          "Source text, one sentence a line, plain or packed (.gz, .zst, .xz, .bz2).",
          {.value = "FILE"});
  setting("target", target, "Target text: line by line its translation.", {.value = "FILE"});
}

CorpusList ParallelText::corpus(const std::string& command) const {
  const auto refuse = [&](const std::string& what) {
    throw Error({.what = what,
                 .where = format("command line of nmt {}", command),
                 .fix = "give --source FILE --target FILE, or --config FILE"});
  };
  const bool files = !source.empty() || !target.empty();
  if (files && !config.empty()) refuse("the text is named twice: by --config, and by its files");
  if (files && (source.empty() || target.empty()))
    refuse(format("--{} is given without --{}", source.empty() ? "target" : "source",
                  source.empty() ? "source" : "target"));
  if (files) return CorpusSettings{.source = {source}, .target = {target}};
  if (config.empty()) refuse("no text is given");
  ConfigNode no_flags;
  no_flags.kind = ConfigNode::Kind::mapping;
  const ConfigNode root = load_config_tree(config, std::move(no_flags));
  RunConfig run = read_run_config(root);
  require_files(run, root);
  if (run.data.train.empty()) refuse("data.train of the configuration names no files");
  return run.data.train;
}

}  // namespace nmt
