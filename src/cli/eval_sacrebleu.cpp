#include "cli/eval_sacrebleu.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

constexpr const char* kGetFiles =
    "give the files of a test set; sacreBLEU writes them: sacrebleu -t wmt17 -l en-tr --echo ref > "
    "ref.tr, then nmt eval ref.tr -i FILE";
constexpr const char* kNoTestSets = "nmt eval has no test sets of its own, and downloads none";
constexpr const char* kNoDocuments = "nmt eval knows nothing of the documents of a test set";
constexpr const char* kChooseLines = "give files that have only the lines that are to be scored";

struct ForeignFlag {
  std::vector<const char*> names;
  const char* what;
  const char* fix;
};

const std::vector<ForeignFlag>& foreign_flags() {
  static const std::vector<ForeignFlag> flags = {
      {{"-t", "--test-set"}, kNoTestSets, kGetFiles},
      {{"--list"}, kNoTestSets, kGetFiles},
      {{"--download"}, kNoTestSets, kGetFiles},
      {{"--echo"}, kNoTestSets, kGetFiles},
      {{"-ol", "--origlang"}, kNoDocuments, kChooseLines},
      {{"--subset"}, kNoDocuments, kChooseLines},
      {{"-d", "--detail"},
       kNoDocuments,
       "for more than a score take --by_length, --by_frequency FILE or --compare"},
      {{"--cite", "--citation"},
       "nmt eval prints no citation",
       "cite Post 2018, A Call for Clarity in Reporting BLEU Scores, and the signature"},
      {{"-nc", "--no-color"}, "nmt eval prints no colours", "leave it out"}};
  return flags;
}

}  // namespace

std::vector<ShortFlag> eval_short_flags() {
  return {{"-nr", "num_refs"},
          {"-m", "metrics"},
          {"-tok", "tokenize"},
          {"-lc", "lowercase"},
          {"-s", "smooth_method"},
          {"-sv", "smooth_value"},
          {"-cc", "chrf.char_order"},
          {"-cw", "chrf.word_order"},
          {"-sl", "sentence_level"},
          {"-ci", "confidence"},
          {"-cin", "confidence_n"},
          {"-pbs", "paired_bootstrap"},
          {"--paired-bs", "paired_bootstrap"},
          {"-pbsn", "paired_bootstrap_n"},
          {"--paired-bs-n", "paired_bootstrap_n"},
          {"-par", "paired_approximate_randomisation"},
          {"--paired-ar", "paired_approximate_randomisation"},
          {"-parn", "paired_approximate_randomisation_n"},
          {"--paired-ar-n", "paired_approximate_randomisation_n"},
          {"-f", "format"},
          {"-w", "width"},
          {"-b", "score_only"},
          {"-sh", "short_signature"},
          {"--short", "short_signature"},
          {"-l", "language_pair"},
          {"-e", "encoding"},
          {"-j", "paired_jobs"},
          {"-V", "version"}};
}

void refuse_foreign_flags(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    if (argument == "--") return;
    std::string name = argument.substr(0, argument.find('='));
    if (name.starts_with("--")) std::replace(name.begin() + 2, name.end(), '_', '-');
    for (const ForeignFlag& flag : foreign_flags()) {
      if (std::find(flag.names.begin(), flag.names.end(), name) == flag.names.end()) continue;
      throw Error({.what = flag.what,
                   .where = format("command line of nmt eval, {}", name),
                   .fix = flag.fix});
    }
  }
}

}  // namespace nmt
