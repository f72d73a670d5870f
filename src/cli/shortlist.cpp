// nmt shortlist: the target pieces that each source piece of a model may become.
#include <filesystem>
#include <utility>

#include "align/lexical_shortlist.h"
#include "base/error.h"
#include "base/format.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/parallel_text.h"
#include "config/reader.h"
#include "config/yaml.h"
#include "seq2seq/model_directory.h"
#include "text/tokenizer.h"

namespace nmt {
namespace {

struct ShortlistOptions {
  ParallelText text;
  std::string model, output, test_source, test_target;
  LexicalShortlistSettings shortlist;
  AlignerSettings aligner;
  int threads = 0;
  bool quiet = false;

  void describe(SettingVisitor& setting) {
    setting("model", model, "The model directory that the shortlist is for.", {.value = "DIR"});
    text.describe(setting);
    setting("output", output, "The shortlist; without it shortlist.bin in the model directory.",
            {.value = "FILE"});
    setting("best", shortlist.best, "Target pieces for each source piece, the best linked ones.",
            {.min = 1, .max = 100'000});
    setting("frequent", shortlist.frequent,
            "The most frequent target pieces, which every sentence may use.",
            {.min = 0, .max = 1'000'000});
    setting("test_source", test_source,
            "With --test_target: measure on this text what the shortlist leaves out.",
            {.value = "FILE"});
    setting("test_target", test_target, "See test_source.", {.value = "FILE"});
    aligner.describe(setting);
    setting("threads", threads, "Worker threads; 0 is all cores. Never changes the result.",
            {.min = 0, .max = 4096});
    setting("quiet", quiet, "Warnings and errors only.");
  }
};

// The text that is named, or what the model was trained on.
CorpusList text_of(const ShortlistOptions& options) {
  const ParallelText& text = options.text;
  if (!text.config.empty() || !text.source.empty() || !text.target.empty())
    return text.corpus("shortlist");
  return ParallelText{
      .config = {ModelDirectory(options.model).config_path()}, .source = {}, .target = {}}
      .corpus("shortlist");
}

void require_model_and_test(const ShortlistOptions& options) {
  if (options.model.empty())
    throw Error({.what = "no model is given: a shortlist belongs to a model's pieces",
                 .where = "command line of nmt shortlist",
                 .fix = "add --model DIR"});
  if (options.test_source.empty() != options.test_target.empty())
    throw Error({.what = format("--{} is given alone",
                                options.test_source.empty() ? "test_target" : "test_source"),
                 .where = "command line of nmt shortlist",
                 .fix = "give both --test_source FILE and --test_target FILE"});
}

void report_coverage(const Shortlist& shortlist, const Tokenizers& tokenizers,
                     const ShortlistOptions& options) {
  const CorpusSettings test = {.source = {options.test_source}, .target = {options.test_target}};
  const std::vector<TextPair> pairs = read_pairs(test, InvalidUtf8::skip);
  const ShortlistCoverage coverage = coverage_of(shortlist, encode_pairs(pairs, tokenizers));
  log_info(
      format("{:.2f}% of the {} tokens of {} are candidates of their sentence; a sentence has "
             "{:.0f} candidates of {}",
             100 * coverage.share_covered(), coverage.tokens, options.test_target,
             coverage.mean_candidates(), tokenizers.target->vocabulary_size()));
}

}  // namespace

CommandLine shortlist_line() {
  return {
      .command = "shortlist",
      .usage = {"--model DIR [--source FILE --target FILE] [--output FILE]"},
      .purpose =
          "Makes the lexical shortlist of a model, by aligning the pieces of its training data.",
      .options = collect_settings(ShortlistOptions()),
      .examples = {
          {"nmt shortlist --model models/demo", "Of the text that the model was trained on:"},
          {"nmt translate --model models/demo --shortlist models/demo/shortlist.bin news.en",
           "Translate faster with it:"}}};
}

int run_shortlist(const Arguments& arguments) {
  ShortlistOptions options;
  const auto parsed = parse_or_help(shortlist_line(), arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  if (options.quiet) set_log_level(LogLevel::quiet);
  require_model_and_test(options);
  const Tokenizers tokenizers = ModelDirectory(options.model).load_tokenizers();
  const CorpusList corpus = text_of(options);
  const std::string output =
      options.output.empty() ? options.model + "/shortlist.bin" : options.output;
  refuse_overwriting(output, corpus_files(corpus));

  ThreadPool pool(options.threads);
  const Alignments alignments(read_pieces(corpus, tokenizers, options.threads), options.aligner,
                              Symmetry::union_of_both, pool, log_info);
  const Shortlist shortlist = lexical_shortlist(alignments, tokenizers, options.shortlist);
  shortlist.save(output);
  log_info(format("wrote {} pairs of pieces to {}; translate with --shortlist {}",
                  shortlist.entries(), output, output));
  if (!options.test_source.empty()) report_coverage(shortlist, tokenizers, options);
  return 0;
}

}  // namespace nmt
