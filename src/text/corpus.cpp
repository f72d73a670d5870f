#include "text/corpus.h"

#include <algorithm>

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

[[noreturn]] void throw_empty(const CorpusSettings& settings) {
  const std::vector<std::string> files = corpus_files(settings);
  if (files.empty())
    throw Error({.what = "no corpus files are given",
                 .where = "data",
                 .fix = "name files with at least one sentence pair"});
  throw Error({.what = format("the corpus is empty: no lines in its {} file(s)", files.size()),
               .where = files.front(),
               .fix = "give at least one sentence pair"});
}

}  // namespace

std::vector<std::string> corpus_files(const CorpusSettings& settings) {
  if (!settings.tsv.empty()) return settings.tsv;
  std::vector<std::string> files = settings.source;
  files.insert(files.end(), settings.target.begin(), settings.target.end());
  return files;
}

std::string CorpusPlace::text(const CorpusSettings& settings) const {
  return format("{}:{}", corpus_files(settings).at(static_cast<std::size_t>(file)), line);
}

void require_regular_files(const CorpusSettings& settings) {
  for (const std::string& file : corpus_files(settings)) require_regular_file(file);
}

std::int64_t count_pairs(const CorpusSettings& settings) {
  require_regular_files(settings);
  std::int64_t pairs = 0;
  for (const std::string& table : settings.tsv) pairs += count_lines(table);
  for (std::size_t i = 0; i < settings.source.size(); ++i) {
    const std::string &source = settings.source[i], &target = settings.target[i];
    const std::int64_t source_lines = count_lines(source), target_lines = count_lines(target);
    if (source_lines != target_lines)
      throw_unequal_lines(source, target, source_lines, target_lines);
    pairs += source_lines;
  }
  if (pairs == 0) throw_empty(settings);
  return pairs;
}

Corpus::Corpus(CorpusSettings settings, InvalidUtf8 on_invalid)
    : settings_(std::move(settings)), on_invalid_(on_invalid), is_table_(!settings_.tsv.empty()) {}

bool Corpus::next(TextPair& pair) {
  for (;;) {
    while (!source_ || !read_line_pair(pair))
      if (!open_next_file()) return false;
    ++number_;
    if (is_valid(pair)) return true;
  }
}

bool Corpus::open_next_file() {
  const std::vector<std::string>& files = is_table_ ? settings_.tsv : settings_.source;
  source_.reset();
  target_.reset();
  if (next_file_ == files.size()) return false;
  file_ = next_file_++;
  source_.emplace(files[file_]);
  if (!is_table_) target_.emplace(settings_.target[file_]);
  return true;
}

bool Corpus::read_line_pair(TextPair& pair) {
  const bool has_source = source_->next(pair.source);
  const bool has_target = is_table_ ? has_source : target_->next(pair.target);
  if (has_source != has_target)
    throw_unequal_lines(source_->path(), target_->path(), count_lines(source_->path()),
                        count_lines(target_->path()));
  if (!has_source) return false;
  line_ = source_->line_number();
  if (is_table_) split_columns(pair);
  return true;
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
  const std::size_t target_file = is_table_ ? file_ : settings_.source.size() + file_;
  const std::size_t target_begin = is_table_ ? pair.source.size() + 1 : 0;
  return is_valid(pair.source, place(), 0) &&
         is_valid(pair.target, {static_cast<std::int64_t>(target_file), line_}, target_begin);
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

std::vector<TextPair> read_pairs(const CorpusSettings& settings, InvalidUtf8 on_invalid) {
  require_regular_files(settings);
  std::vector<TextPair> pairs;
  Corpus corpus(settings, on_invalid);
  for (TextPair pair; corpus.next(pair);) pairs.push_back(pair);
  if (corpus.number() < 0) throw_empty(settings);
  if (pairs.empty())
    throw Error({.what = format("all {} pairs have invalid UTF-8", corpus.invalid_utf8().count),
                 .where = corpus.invalid_utf8().first.text(settings),
                 .fix = "convert the files, for example `iconv -f latin1 -t utf-8`"});
  return pairs;
}

}  // namespace nmt
