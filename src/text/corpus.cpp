#include "text/corpus.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/utf8.h"

namespace nmt {
namespace {

[[noreturn]] void throw_unequal_lines(const std::string& source, const std::string& target,
                                      std::int64_t source_lines, std::int64_t target_lines) {
  const bool target_is_longer = source_lines < target_lines;
  throw Error({.what = format("unequal numbers of lines: {} has {}, {} has {}", source,
                              source_lines, target, target_lines),
               .where = format("{}:{}", target_is_longer ? target : source,
                               std::min(source_lines, target_lines) + 1),
               .fix = "line n of the target must translate line n of the source; look for a line "
                      "that was lost or split, or take both files from the same release"});
}

// The files that are read side by side, in the order of the corpora.
std::vector<CorpusFile> side_by_side(const CorpusList& settings) {
  std::vector<CorpusFile> files;
  std::int64_t first = 0;  // of the part, in corpus_files()
  for (std::size_t p = 0; p < settings.parts.size(); ++p) {
    const TrainingCorpus& part = settings.parts[p];
    const bool is_table = !part.tsv.empty();
    const std::vector<std::string>& sources = is_table ? part.tsv : part.source;
    const auto count = static_cast<std::int64_t>(sources.size());
    const std::int64_t first_weights = first + (is_table ? count : 2 * count);
    for (std::int64_t i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      files.push_back(
          {.source = sources[at],
           .target = is_table ? "" : part.target[at],
           .sentence_weights = part.sentence_weights.empty() ? "" : part.sentence_weights[at],
           .part = static_cast<int>(p),
           .source_number = first + i,
           .target_number = first + i + (is_table ? 0 : count),
           .weights_number = first_weights + i});
    }
    first = first_weights + static_cast<std::int64_t>(part.sentence_weights.size());
  }
  return files;
}

[[noreturn]] void throw_empty(const CorpusList& settings) {
  const std::vector<std::string> files = corpus_files(settings);
  if (files.empty())
    throw Error({.what = "no corpus files are given",
                 .keys = {"data"},
                 .fix = "name files with at least one sentence pair"});
  throw Error({.what = format("the corpus is empty: no lines in its {} file(s)", files.size()),
               .where = files.front(),
               .fix = "give at least one sentence pair"});
}

std::int64_t lines_of(const std::string& file) {
  require_line_feeds(file);
  return count_lines(file);
}

}  // namespace

std::vector<std::string> corpus_files(const CorpusList& settings) {
  std::vector<std::string> files;
  for (const TrainingCorpus& part : settings.parts) {
    for (const auto* list : {&part.source, &part.target, &part.tsv, &part.sentence_weights})
      files.insert(files.end(), list->begin(), list->end());
  }
  return files;
}

std::string CorpusPlace::text(const CorpusList& settings) const {
  return format("{}:{}", corpus_files(settings).at(static_cast<std::size_t>(file)), line);
}

void require_regular_files(const CorpusList& settings) {
  for (const std::string& file : corpus_files(settings)) require_regular_file(file);
}

std::int64_t count_pairs(const CorpusList& settings) {
  require_regular_files(settings);
  std::int64_t pairs = 0;
  for (const CorpusFile& file : side_by_side(settings)) {
    const std::int64_t lines = lines_of(file.source);
    const auto require_as_many = [&](const std::string& other) {
      if (other.empty()) return;
      const std::int64_t other_lines = lines_of(other);
      if (lines != other_lines) throw_unequal_lines(file.source, other, lines, other_lines);
    };
    require_as_many(file.target);
    require_as_many(file.sentence_weights);
    pairs += lines;
  }
  if (pairs == 0) throw_empty(settings);
  return pairs;
}

Corpus::Corpus(CorpusList settings, InvalidUtf8 on_invalid)
    : settings_(std::move(settings)), on_invalid_(on_invalid), files_(side_by_side(settings_)) {}

bool Corpus::next(TextPair& pair) {
  for (;;) {
    while (!source_ || !read_line_pair(pair))
      if (!open_next_file()) return false;
    ++number_;
    if (is_valid(pair)) return true;
  }
}

bool Corpus::open_next_file() {
  source_.reset();
  target_.reset();
  weights_.reset();
  if (next_file_ == files_.size()) return false;
  ++next_file_;
  source_.emplace(file().source);
  if (!file().is_table()) target_.emplace(file().target);
  if (!file().sentence_weights.empty()) weights_.emplace(file().sentence_weights);
  return true;
}

bool Corpus::read_line_pair(TextPair& pair) {
  const bool has_source = source_->next(pair.source);
  const auto require_the_same = [&](const LineReader& other, bool has_line) {
    if (has_source != has_line)
      throw_unequal_lines(source_->path(), other.path(), count_lines(source_->path()),
                          count_lines(other.path()));
  };
  if (target_) require_the_same(*target_, target_->next(pair.target));
  if (weights_) require_the_same(*weights_, weights_->next(weight_));
  if (!has_source) return false;
  line_ = source_->line_number();
  if (file().is_table()) split_columns(pair);
  read_weight(pair);
  return true;
}

void Corpus::read_weight(TextPair& pair) {
  pair.weight = 1;
  if (!weights_) return;
  const char *begin = weight_.data(), *end = begin + weight_.size();
  const auto [rest, failure] = std::from_chars(begin, end, pair.weight);
  if (failure == std::errc{} && rest == end && std::isfinite(pair.weight) && pair.weight >= 0)
    return;
  throw Error({.what = format("'{}' is not a weight of a sentence", weight_),
               .where = CorpusPlace{file().weights_number, line_}.text(settings_),
               .fix = "write one number on each line, 0 or more, such as 0.5"});
}

void Corpus::split_columns(TextPair& pair) const {
  const auto tabs = std::count(pair.source.begin(), pair.source.end(), '\t');
  if (tabs != 1)
    throw Error({.what = format("{} column(s) where a table of pairs has 2", tabs + 1),
                 .where = place().text(settings_),
                 .fix = "write `source <tab> target` on each line"});
  const std::size_t tab = pair.source.find('\t');
  pair.target = pair.source.substr(tab + 1);
  pair.source.resize(tab);
}

bool Corpus::is_valid(const TextPair& pair) {
  const std::size_t target_begin = file().is_table() ? pair.source.size() + 1 : 0;
  return is_valid(pair.source, place(), 0) &&
         is_valid(pair.target, {file().target_number, line_}, target_begin);
}

bool Corpus::is_valid(const std::string& text, CorpusPlace place, std::size_t begin) {
  const std::size_t bad = find_invalid_utf8(text);
  if (bad == std::string::npos) return true;
  if (on_invalid_ == InvalidUtf8::error)
    throw Error({.what = format("invalid UTF-8: byte 0x{:02X} at byte {} of the line",
                                static_cast<unsigned char>(text[bad]), begin + bad + 1),
                 .where = place.text(settings_),
                 .fix = "convert the file, for example `iconv -f latin1 -t utf-8`, or set "
                        "data.invalid_utf8: skip"});
  invalid_.add(place);
  return false;
}

std::vector<TextPair> read_pairs(const CorpusList& settings, InvalidUtf8 on_invalid) {
  count_pairs(settings);
  std::vector<TextPair> pairs;
  Corpus corpus(settings, on_invalid);
  for (TextPair pair; corpus.next(pair);) pairs.push_back(pair);
  if (pairs.empty())
    throw Error({.what = format("all {} pairs have invalid UTF-8", corpus.invalid_utf8().count),
                 .where = corpus.invalid_utf8().first.text(settings),
                 .fix = "convert the files, for example `iconv -f latin1 -t utf-8`"});
  return pairs;
}

}  // namespace nmt
