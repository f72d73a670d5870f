// nmt align: which words of a parallel text translate which, in the Pharaoh format.
#include <chrono>
#include <filesystem>

#include "align/aligner.h"
#include "base/error.h"
#include "base/format.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/load_model.h"
#include "cli/parallel_text.h"
#include "cli/text_output.h"
#include "config/reader.h"
#include "seq2seq/model_directory.h"

namespace nmt {
namespace {

struct AlignOptions {
  ParallelText text;
  std::string model, output, symmetrisation = "grow-diag-final-and";
  AlignerSettings aligner;
  int threads = 0;
  bool quiet = false;

  void describe(SettingVisitor& setting) {
    text.describe(setting);
    setting("model", model,
            "Align the pieces of this model directory's tokenizers instead of the words between "
            "white space.",
            {.value = "DIR"});
    setting(
        "output", output,
        "Where the links go, packed where it ends in .gz; without it, and where it is -, stdout.",
        {.value = "FILE"});
    setting("symmetrisation", symmetrisation,
            "How the two directions are joined; forward and reverse are one of them alone: each "
            "target (source) word has at most one link.",
            {.one_of = symmetry_names()});
    aligner.describe(setting);
    setting("threads", threads, "Worker threads; 0 is all cores. Never changes the result.",
            {.min = 0, .max = 4096});
    setting("quiet", quiet, "Warnings and errors only.");
  }
};

void warn_of_invalid(const Bitext& bitext, const CorpusList& corpus) {
  const SkipCount& invalid = bitext.invalid_utf8;
  if (invalid.count > 0)
    log_warning(format("{} pair(s) with invalid UTF-8 have no links; the first at {}",
                       invalid.count, invalid.first.text(corpus)));
}

}  // namespace

CommandLine align_line() {
  return {
      .command = "align",
      .usage = {"--source FILE --target FILE > links.txt", "--config FILE > links.txt"},
      .purpose = "Aligns the words of a parallel text: one line of links for each pair, 0-0 1-2.",
      .options = collect_settings(AlignOptions()),
      .examples = {{"nmt align --source train.en --target train.tr --output links.gz",
                    "The links of a text, for data.train.alignment:"}}};
}

int run_align(const Arguments& arguments) {
  AlignOptions options;
  const auto parsed = parse_or_help(align_line(), arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  if (options.quiet) set_log_level(LogLevel::quiet);
  const CorpusList corpus = options.text.corpus("align");
  refuse_overwriting(options.output, corpus_files(corpus));
  TextOutput output(options.output);

  const auto began = std::chrono::steady_clock::now();
  Bitext bitext;
  if (options.model.empty()) {
    bitext = read_words(corpus);
  } else {
    bitext = read_pieces(corpus, ModelDirectory(options.model).load_tokenizers(), options.threads);
  }
  warn_of_invalid(bitext, corpus);
  ThreadPool pool(options.threads);
  const Alignments alignments(std::move(bitext), options.aligner,
                              symmetry_named(options.symmetrisation), pool, log_info);
  std::int64_t links = 0;
  for (int pair = 0; pair < alignments.pairs(); ++pair) {
    const WordLinks of_pair = alignments.links(pair);
    links += std::ssize(of_pair);
    output.write(to_pharaoh(of_pair) + "\n");
  }
  output.finish();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
  log_info(format("aligned {} pairs with {} links, {:.0f} pairs/s", alignments.pairs(), links,
                  alignments.pairs() / seconds.count()));
  return 0;
}

}  // namespace nmt
