// nmt corpus: the demonstration corpus, English and Turkish.
#include "base/error.h"
#include "base/format.h"
#include "base/log.h"
#include "cli/commands.h"
#include "config/reader.h"
#include "demo/demo_corpus.h"

namespace nmt {
namespace {

struct CorpusOptions {
  std::string output;
  std::int64_t seed = 1;
  DemoSizes sizes;
  bool quiet = false;

  void describe(SettingVisitor& setting) {
    setting("output", output, "The folder that train, valid and test .en and .tr are written to.",
            {.value = "DIR"});
    setting("seed", seed, "Another seed makes another corpus.", {.min = 0});
    setting("train", sizes.train, "Pairs to learn from.", {.min = 0, .max = 1e7});
    setting("valid", sizes.valid, "Pairs for validation.", {.min = 0, .max = 1e7});
    setting("test", sizes.test, "Pairs whose word combinations are unseen.",
            {.min = 0, .max = 1e7});
    setting("quiet", quiet, "Warnings and errors only.");
  }
};

}  // namespace

CommandLine corpus_line() {
  return {.command = "corpus",
          .usage = {"--output DIR"},
          .purpose = "Writes the English-Turkish demonstration corpus.",
          .options = collect_settings(CorpusOptions()),
          .examples = {
              {"nmt corpus --output build/demo/corpus", "What configs/demo.yaml learns from:"}}};
}

int run_corpus(const Arguments& arguments) {
  CorpusOptions options;
  const auto parsed = parse_or_help(corpus_line(), arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  if (options.quiet) set_log_level(LogLevel::quiet);
  if (options.output.empty()) {
    throw Error({.what = "no folder is given for the corpus",
                 .where = "command line of nmt corpus",
                 .fix = "add --output DIR"});
  }
  write_demo_corpus(options.output, static_cast<std::uint64_t>(options.seed), options.sizes);
  log_info(format("wrote {} training, {} validation and {} test pairs to {}", options.sizes.train,
                  options.sizes.valid, options.sizes.test, options.output));
  return 0;
}

}  // namespace nmt
