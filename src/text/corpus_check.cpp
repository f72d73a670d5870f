#include "text/corpus_check.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/format.h"
#include "base/hash.h"
#include "base/random.h"
#include "base/utf8.h"
#include "text/words.h"

namespace nmt {
namespace {

constexpr std::size_t kExamples = 3;
// Short sentences may differ by any factor.
constexpr std::int64_t kLeastForRatio = 10;
const std::string kEmpty = "a side is empty; ";

using Severity = CorpusFinding::Severity;

// A line of each side, with where they are.
struct Line {
  std::string source, target;
  std::string source_place, target_place;
  bool has_source = false, has_target = false;
  std::int64_t columns = 2;
};

// Reads the corpus without any demand on it.
class Lines {
 public:
  explicit Lines(const CorpusSettings& corpus)
      : corpus_(corpus),
        is_table_(!corpus.tsv.empty()),
        sources_(is_table_ ? corpus.tsv : corpus.source) {}

  bool next(Line& line) {
    for (;;) {
      if (!source_ && !open()) return false;
      line.has_source = source_->next(line.source);
      line.has_target = is_table_ ? line.has_source : target_->next(line.target);
      if (line.has_source || line.has_target) break;
      source_.reset();
    }
    if (!line.has_source) line.source.clear();
    if (!line.has_target) line.target.clear();
    ++number_;
    if (is_table_) split(line);
    return true;
  }
  std::string source_place() const { return format("{}:{}", source_->path(), number_); }
  std::string target_place() const {
    return is_table_ ? source_place() : format("{}:{}", target_->path(), number_);
  }
  std::size_t file() const { return next_file_ - 1; }
  std::int64_t number() const { return number_; }

 private:
  bool open() {
    if (next_file_ == sources_.size()) return false;
    source_.emplace(sources_[next_file_]);
    if (!is_table_) target_.emplace(corpus_.target[next_file_]);
    ++next_file_;
    number_ = 0;
    return true;
  }
  static void split(Line& line) {
    line.columns = std::count(line.source.begin(), line.source.end(), '\t') + 1;
    const std::size_t tab = line.source.find('\t');
    line.target = tab == std::string::npos ? "" : line.source.substr(tab + 1);
    line.source.resize(std::min(tab, line.source.size()));
  }

  const CorpusSettings& corpus_;
  bool is_table_;
  const std::vector<std::string>& sources_;
  std::optional<LineReader> source_, target_;
  std::size_t next_file_ = 0;
  std::int64_t number_ = 0;
};

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a, then mixed
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return derive_key(hash, text.size());
}

bool is_blank(std::string_view text) { return trimmed(text).empty(); }

// "text.en:12 (3 and 40 tokens)", with the start of the line.
std::string shown(const std::string& text) {
  constexpr std::size_t kMost = 40;
  std::string start = text.substr(0, kMost);
  while (start.size() < text.size() && !start.empty() &&
         find_invalid_utf8(start) != std::string::npos)
    start.pop_back();
  return start.size() < text.size() ? start + " ..." : start;
}

// The pairs that were there before, found at the end by their hashes.
class Duplicates {
 public:
  void add(const std::string& source, const std::string& target, std::size_t file,
           std::int64_t line) {
    seen_.push_back({hash_of(source + '\t' + target), static_cast<std::uint32_t>(file),
                     static_cast<std::uint32_t>(line)});
  }
  void report(const std::vector<std::string>& files, CorpusFinding& finding) {
    std::sort(seen_.begin(), seen_.end(), [](const Seen& a, const Seen& b) {
      return std::tuple(a.hash, a.file, a.line) < std::tuple(b.hash, b.file, b.line);
    });
    std::vector<std::pair<Seen, Seen>> some;  // the earliest repetitions, with the first of each
    for (std::size_t i = 0, first = 0; i < seen_.size(); ++i) {
      if (seen_[i].hash != seen_[first].hash) first = i;
      if (i == first) continue;
      ++finding.count;
      some.emplace_back(seen_[i], seen_[first]);
      std::push_heap(some.begin(), some.end(), is_before);
      if (some.size() > kExamples) {
        std::pop_heap(some.begin(), some.end(), is_before);
        some.pop_back();
      }
    }
    std::sort_heap(some.begin(), some.end(), is_before);
    const auto place = [&](const Seen& seen) {
      return format("{}:{}", files[seen.file], seen.line);
    };
    for (const auto& [again, first] : some)
      finding.examples.push_back(format("{} (as {})", place(again), place(first)));
  }

 private:
  struct Seen {
    std::uint64_t hash;
    std::uint32_t file, line;
  };
  static bool is_before(const std::pair<Seen, Seen>& a, const std::pair<Seen, Seen>& b) {
    return std::pair(a.first.file, a.first.line) < std::pair(b.first.file, b.first.line);
  }
  std::vector<Seen> seen_;
};

CorpusFinding finding(const char* kind, std::string meaning, Severity severity) {
  return {kind, std::move(meaning), severity, 0, {}};
}

void keep_found(std::vector<CorpusFinding> findings, CorpusReport& report) {
  for (CorpusFinding& finding : findings)
    if (finding.count > 0) report.findings.push_back(std::move(finding));
}

// Sorts one pair after another into what is wrong with it.
class TokenCheck {
 public:
  TokenCheck(const CorpusList& files, const CorpusCheckLimits& limits, CorpusReport& report)
      : files_(files), limits_(limits), report_(report) {}

  void add(EncodedPair& pair) {
    const TokenPair& tokens = pair.tokens;
    if (tokens.use == TokenPair::Use::too_long) return overlong_.add(with_lengths(pair));
    if (tokens.use == TokenPair::Use::empty) return empty_.add(place_of(pair));
    const auto source = tokens.source_length(), target = tokens.target_length();
    const auto [less, more] = std::minmax(source, target);
    if (more >= kLeastForRatio &&
        static_cast<double>(more) > limits_.ratio * static_cast<double>(less))
      ratio_.add(with_lengths(pair));
    count_unknown(pair);
    ++report_.pairs;
    report_.source_tokens += source;
    report_.target_tokens += target;
    report_.source_longest = std::max(report_.source_longest, source);
    report_.target_longest = std::max(report_.target_longest, target);
    draw(pair);
  }
  void finish() {
    const auto share = [](std::int64_t part, std::int64_t whole) {
      return static_cast<double>(part) / static_cast<double>(std::max<std::int64_t>(whole, 1));
    };
    if (share(report_.source_unknown, report_.source_tokens) <= limits_.unknown &&
        share(report_.target_unknown, report_.target_tokens) <= limits_.unknown)
      unknown_.count = 0;
    // That of check_lines() knew no tokens.
    std::erase_if(report_.findings,
                  [&](const CorpusFinding& found) { return found.kind == empty_.kind; });
    keep_found({std::move(empty_), std::move(overlong_), std::move(ratio_), std::move(unknown_)},
               report_);
  }

 private:
  std::string place_of(const EncodedPair& pair) const { return pair.place.text(files_); }
  std::string with_lengths(const EncodedPair& pair) const {
    if (pair.tokens.is_huge)
      return format("{} (a line of {} bytes)", place_of(pair),
                    std::max(pair.text.source.size(), pair.text.target.size()));
    return format("{} ({} and {} tokens)", place_of(pair), pair.tokens.source_length(),
                  pair.tokens.target_length());
  }
  void count_unknown(const EncodedPair& pair) {
    const auto unknown_of = [](const std::vector<TokenId>& ids) {
      return std::count(ids.begin(), ids.end(), kUnknown);
    };
    const auto source = unknown_of(pair.tokens.source), target = unknown_of(pair.tokens.target);
    report_.source_unknown += source;
    report_.target_unknown += target;
    if (source + target > 0)
      unknown_.add(format("{} ({})", place_of(pair),
                          shown(source > 0 ? pair.text.source : pair.text.target)));
  }
  // Vitter's algorithm R: each pair is kept with the same probability.
  void draw(EncodedPair& pair) {
    const auto most = static_cast<std::size_t>(limits_.sample);
    if (report_.sample.size() < most) return report_.sample.push_back(std::move(pair.text));
    const std::uint64_t at = random_.below(static_cast<std::uint64_t>(report_.pairs));
    if (at < most) report_.sample[at] = std::move(pair.text);
  }

  const CorpusList& files_;
  CorpusCheckLimits limits_;
  CorpusReport& report_;
  Random random_{1};
  CorpusFinding empty_ = finding("empty", kEmpty + limits_.left_out, {});
  CorpusFinding overlong_ =
      finding("overlong", "longer than data.max_length; " + limits_.left_out, {});
  CorpusFinding ratio_ = finding("length_ratio", "one side is far longer than the other", {});
  CorpusFinding unknown_ = finding("unknown", "many tokens are not in the vocabulary", {});
};

}  // namespace

void CorpusFinding::add(const std::string& example) {
  if (++count <= static_cast<std::int64_t>(kExamples)) examples.push_back(example);
}

bool CorpusReport::has_errors() const {
  return std::any_of(findings.begin(), findings.end(), [](const CorpusFinding& finding) {
    return finding.severity == Severity::error;
  });
}

void add_sentences(const std::vector<std::string>& files, SentenceSet& sentences) {
  for (const std::string& file : files) {
    LineReader lines(file);
    for (std::string line; lines.next(line);)
      if (!is_blank(line)) sentences.insert(hash_of(line));
  }
}

void add_sources(const CorpusSettings& corpus, SentenceSet& sentences) {
  Lines lines(corpus);
  for (Line line; lines.next(line);)
    if (!is_blank(line.source)) sentences.insert(hash_of(line.source));
}

CorpusReport check_lines(const CorpusSettings& corpus, InvalidUtf8 on_invalid,
                         const SentenceSet& held_out, const std::string& left_out) {
  for (const auto* files : {&corpus.source, &corpus.target, &corpus.tsv})
    for (const std::string& file : *files) require_line_feeds(file);
  CorpusFinding unequal =
      finding("unequal_lines", "the other side has no such line", Severity::error);
  CorpusFinding columns = finding("columns", "not two columns", Severity::error);
  const bool stops = on_invalid == InvalidUtf8::error;
  CorpusFinding invalid = finding("invalid_utf8", stops ? "not UTF-8" : "not UTF-8; left out",
                                  stops ? Severity::error : Severity::warning);
  CorpusFinding empty = finding("empty", kEmpty + left_out, {});
  CorpusFinding duplicate = finding("duplicate", "the same pair was there before", {});
  CorpusFinding overlap = finding("overlap", "the source is in the validation or test text", {});
  Duplicates seen;
  std::int64_t usable = 0;
  Lines lines(corpus);
  for (Line line; lines.next(line);) {
    if (line.has_source != line.has_target) {
      unequal.add(line.has_source ? lines.source_place() : lines.target_place());
      continue;
    }
    if (line.columns != 2) {
      columns.add(format("{} ({} columns)", lines.source_place(), line.columns));
      continue;
    }
    const bool bad_source = find_invalid_utf8(line.source) != std::string::npos;
    if (bad_source || find_invalid_utf8(line.target) != std::string::npos) {
      invalid.add(bad_source ? lines.source_place() : lines.target_place());
      continue;
    }
    if (is_blank(line.source) || is_blank(line.target)) {
      empty.add(is_blank(line.source) ? lines.source_place() : lines.target_place());
      continue;
    }
    ++usable;
    if (held_out.contains(hash_of(line.source)))
      overlap.add(format("{} ({})", lines.source_place(), shown(line.source)));
    seen.add(line.source, line.target, lines.file(), lines.number());
  }
  seen.report(corpus.tsv.empty() ? corpus.source : corpus.tsv, duplicate);
  CorpusReport report;
  CorpusFinding nothing = finding(kNothing, "there is no pair to use", Severity::error);
  if (usable == 0) nothing.add(corpus_files(corpus).front());
  keep_found({std::move(unequal), std::move(columns), std::move(invalid), std::move(empty),
              std::move(duplicate), std::move(overlap), std::move(nothing)},
             report);
  return report;
}

void check_tokens(EncodedCorpus& corpus, const CorpusCheckLimits& limits,
                  std::span<CorpusReport* const> reports) {
  std::vector<TokenCheck> checks;
  for (CorpusReport* report : reports)
    checks.emplace_back(corpus.corpus().settings(), limits, *report);
  for (auto chunk = corpus.next_chunk(); !chunk.empty(); chunk = corpus.next_chunk())
    for (EncodedPair& pair : chunk) checks[static_cast<std::size_t>(pair.part)].add(pair);
  for (TokenCheck& check : checks) check.finish();
}

}  // namespace nmt
