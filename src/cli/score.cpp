// nmt score: how probable a model finds given translations, and n-best lists scored again.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/error.h"
#include "base/format.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/load_model.h"
#include "cli/many_languages.h"
#include "cli/score_text.h"
#include "cli/text_output.h"
#include "config/reader.h"
#include "decode/beam_search.h"
#include "decode/output_reader.h"
#include "decode/scorer.h"
#include "decode/warning_log.h"
#include "text/line_reader.h"

namespace nmt {
namespace {

constexpr std::size_t kWindow = 4096;  // pairs scored together

struct ScoreOptions {
  std::string model, source, target, n_best, output, format = "text", feature = "NMT";
  bool tokens = false, summary = false, rewrite_score = false, sort = false, quiet = false;
  double length_penalty = 1;
  ChosenLanguages languages;
  ScorerSettings scorer;

  void describe(SettingVisitor& setting) {
    setting("model", model,
            "Model directory; without it $NMT_MODEL, models/default, or the installed one.",
            {.value = "DIR"});
    setting("source", source,
            "Source text, one sentence a line, plain or packed (.gz, .zst, .xz, .bz2).",
            {.value = "FILE"});
    setting("target", target, "Target text: line by line the translations to score.",
            {.value = "FILE"});
    setting("n_best", n_best,
            "Instead of target: an n-best list, `line ||| translation ||| features ||| score`, "
            "lines numbered from 0 in ascending order, or what nmt translate writes as json or "
            "tsv. Each entry comes back, as in an n-best list, with one more feature, its log "
            "probability.",
            {.value = "FILE"});
    setting(
        "output", output,
        "Where the scores go, packed where it ends in .gz; without it, and where it is -, stdout.",
        {.value = "FILE"});
    setting("feature", feature, "The name of that feature.", {.value = "NAME"});
    setting("rewrite_score", rewrite_score,
            "Replace the last column of an n-best list by log p / tokens^length_penalty.");
    setting("sort", sort, "Sort the entries of each line by the last column, best first.");
    setting("length_penalty", length_penalty, "See rewrite_score.", {.min = 0, .max = 10});
    setting("format", format, "text: a log probability a line; json: an object a line; tsv.",
            {.one_of = {"text", "json", "tsv"}});
    setting("tokens", tokens,
            "The log probability of each token, too; in text and tsv as a JSON list in the last "
            "column, [[token, log probability], ...].");
    setting("summary", summary, "Only the summary, instead of the scores.");
    languages.describe(setting);
    scorer.describe(setting);
    setting("quiet", quiet, "Warnings and errors only.");
  }
};

void check(const ScoreOptions& options) {
  const auto refuse = [](const std::string& what, const std::string& fix) {
    throw Error({.what = what, .where = "command line of nmt score", .fix = fix});
  };
  if (options.source.empty()) refuse("no source text is given", "add --source FILE");
  if (options.target.empty() && options.n_best.empty())
    refuse("there is nothing to score", "add --target FILE, or --n_best FILE");
  if (!options.target.empty() && !options.n_best.empty())
    refuse("--target and --n_best are given together", "keep one of them");
  if (options.n_best.empty() && (options.sort || options.rewrite_score))
    refuse(format("--{} is for n-best lists", options.sort ? "sort" : "rewrite_score"),
           "add --n_best FILE, or take it out");
  if (!options.n_best.empty() && options.format != "text")
    refuse(format("an n-best list has its own format, not {}", options.format),
           "take --format out");
  if (options.feature.empty() || options.feature.find_first_of(" |=\t") != std::string::npos)
    refuse(format("'{}' cannot be the name of a feature", options.feature),
           "use one word without = and |, such as --feature NMT");
}

class ScoreRun {
 public:
  // `flags`: those of section decoding.
  ScoreRun(const ScoreOptions& options, const ConfigNode& flags)
      : options_(options),
        output_(options.output),
        loaded_(load_model(find_model(options.model), flags)),
        scorer_(*loaded_.model, loaded_.tokenizers, options.scorer) {}

  void score_text();
  void score_n_best();
  // Writes the summary; the output is whole then.
  void finish();

 private:
  std::vector<PairScore> score(const std::vector<TextPair>& pairs, std::int64_t first_line);
  void write_entries(std::vector<NBestEntry>& entries, std::vector<TextPair>& pairs);
  void rescore(NBestEntry& entry, const PairScore& score) const;

  const ScoreOptions& options_;
  TextOutput output_;
  LoadedModel loaded_;
  Scorer scorer_;
  ScoreSummary summary_;
  WarningLog warnings_{"line "};
  std::int64_t entries_ = 0;
};

std::vector<PairScore> ScoreRun::score(const std::vector<TextPair>& pairs,
                                       std::int64_t first_line) {
  std::vector<PairScore> scores = scorer_.score(pairs);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    summary_.add(scores[i]);
    warnings_.add(first_line + static_cast<std::int64_t>(i), scores[i].warnings);
  }
  return scores;
}

// The target without the alignments that nmt translate --alignment writes behind translations.
class TargetLines {
 public:
  explicit TargetLines(const std::string& path) : kind_(kind_of(path)), reader_(path) {
    if (kind_ == TranslationText::entries)
      throw Error({.what = "the target has numbered translations, as nmt translate writes them "
                           "with --n_best or --format",
                   .where = path,
                   .fix = format("read it as such: --n_best {}", path)});
    if (kind_ == TranslationText::aligned)
      log_warning(format("{}: every line ends in an alignment, which is not scored", path));
  }
  bool next(std::string& line) {
    if (!reader_.next(line)) return false;
    if (kind_ == TranslationText::aligned)
      line.resize(before_alignment(line).value_or(line).size());
    return true;
  }

 private:
  static TranslationText kind_of(const std::string& path) {
    LineReader lines(path);
    return kind_of_translations([&](std::string& line) { return lines.next(line); });
  }

  TranslationText kind_;
  LineReader reader_;
};

void ScoreRun::score_text() {
  count_pairs(CorpusSettings{.source = {options_.source}, .target = {options_.target}});
  LineReader source(options_.source);
  TargetLines target(options_.target);
  const ScoreText text(options_.format,
                       options_.tokens ? ScoreText::Detail::tokens : ScoreText::Detail::sentences,
                       *loaded_.tokenizers.target);
  if (!options_.summary) output_.write(text.heading());
  std::int64_t line = 1;
  for (std::vector<TextPair> pairs;; pairs.clear()) {
    for (TextPair pair;
         pairs.size() < kWindow && source.next(pair.source) && target.next(pair.target);)
      pairs.push_back(pair);
    if (pairs.empty()) return;
    for (const PairScore& score : score(pairs, line)) {
      if (!options_.summary) output_.write(text.line(line, score));
      ++line;
    }
    output_.flush();
  }
}

// log p / tokens^length_penalty of what was scored; what was not is last of all.
void ScoreRun::rescore(NBestEntry& entry, const PairScore& score) const {
  const bool too_long = score.kind == PairScore::Kind::too_long;
  const double log_probability =
      too_long ? -std::numeric_limits<double>::infinity() : score.score.log_probability;
  if (!entry.features.empty()) entry.features += ' ';
  entry.features += format("{}= {}", options_.feature, score_digits(log_probability));
  if (!options_.rewrite_score) return;
  const int tokens = std::max(1, static_cast<int>(score.score.tokens.size()));
  DecodingSettings ranking;
  ranking.length_penalty = options_.length_penalty;
  entry.score = score_digits(normalised_score(log_probability, tokens, ranking));
}

void ScoreRun::write_entries(std::vector<NBestEntry>& entries, std::vector<TextPair>& pairs) {
  const std::vector<PairScore> scores = score(pairs, entries_ + 1);
  entries_ += static_cast<std::int64_t>(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) rescore(entries[i], scores[i]);
  const auto value = [](const NBestEntry& entry) {
    char* end = nullptr;
    const double read = std::strtod(entry.score.c_str(), &end);
    return end == entry.score.c_str() ? -std::numeric_limits<double>::infinity() : read;
  };
  if (options_.sort)
    std::stable_sort(entries.begin(), entries.end(), [&](const NBestEntry& a, const NBestEntry& b) {
      return a.line != b.line ? a.line < b.line : value(a) > value(b);
    });
  if (!options_.summary)
    for (const NBestEntry& entry : entries) output_.write(entry.to_line() + "\n");
  output_.flush();
  entries.clear();
  pairs.clear();
}

// Window by window; a window ends between two source lines.
void ScoreRun::score_n_best() {
  const std::int64_t source_lines = count_lines(options_.source);
  LineReader source(options_.source), list(options_.n_best);
  std::vector<NBestEntry> entries;
  std::vector<TextPair> pairs;
  std::string text, source_text;
  std::int64_t at = -1;
  while (list.next(text)) {
    const std::string where = format("{}:{}", options_.n_best, list.line_number());
    for (NBestEntry& entry : read_entries(text, where)) {
      if (entry.line >= source_lines)
        throw Error({.what = format("source line {} of {}: the lines are numbered from 0 to {}",
                                    entry.line, options_.source, source_lines - 1),
                     .where = where,
                     .fix = "give the source text that the list was made from"});
      if (entry.line < at)
        throw Error({.what = format("source line {} comes after line {}", entry.line, at),
                     .where = where,
                     .fix = "sort the list by its first column: sort -s -n -k 1,1"});
      if (entry.line > at && pairs.size() >= kWindow) write_entries(entries, pairs);
      for (; at < entry.line; ++at) source.next(source_text);
      pairs.push_back({source_text, entry.text});
      entries.push_back(std::move(entry));
    }
  }
  write_entries(entries, pairs);
}

void ScoreRun::finish() {
  const std::string text = format(
      "{} pairs, log p {:.4f}, {} tokens, perplexity {:.4f} per token, {:.4f} per word of {}{}",
      summary_.pairs, summary_.log_probability, summary_.tokens, summary_.token_perplexity(),
      summary_.word_perplexity(), summary_.words,
      summary_.too_long > 0 ? format("; {} too long and not scored", summary_.too_long) : "");
  if (options_.summary)
    output_.write(text + "\n");
  else
    log_info(text);
  output_.finish();
}

// What of section decoding matters for a given translation; the command has the other names itself.
std::vector<SettingInfo> settings_of_scoring() {
  std::vector<SettingInfo> settings = decoding_settings();
  std::erase_if(settings, [](const SettingInfo& setting) {
    const Changes changes = setting.rule.changes;
    return changes != Changes::input && changes != Changes::arithmetic;
  });
  return settings;
}

}  // namespace

CommandLine score_line() {
  return {.command = "score",
          .usage = {"--source FILE --target FILE > scores.txt",
                    "--source FILE --n_best FILE > rescored.txt"},
          .purpose = "Tells how probable a model finds given translations: log p of each line.",
          .options = collect_settings(ScoreOptions()),
          .settings = settings_of_scoring(),
          .section = "decoding",
          .examples = {{"nmt score --source test.en --target test.tr --summary",
                        "The perplexity of a test set:"},
                       {"nmt score --source test.en --n_best lists.txt --rewrite_score --sort",
                        "Another system's n-best lists, in the order that this model prefers:"}}};
}

int run_score(const Arguments& arguments) {
  ScoreOptions options;
  auto parsed = parse_or_help(score_line(), arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  options.languages.put_into(parsed->settings);
  if (options.quiet) set_log_level(LogLevel::quiet);
  check(options);
  refuse_overwriting(options.output, {options.source, options.target, options.n_best});
  ScoreRun run(options, parsed->settings);
  if (options.n_best.empty())
    run.score_text();
  else
    run.score_n_best();
  run.finish();
  return 0;
}

}  // namespace nmt
