// Sentence pairs streamed from the files of a parallel corpus.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "text/line_reader.h"
#include "text/settings.h"

namespace nmt {

struct TextPair {
  std::string source, target;
};

// Every file of the corpus: the source files, then the target files; or the tables.
std::vector<std::string> corpus_files(const CorpusSettings& settings);

// A line of one of the corpus_files().
struct CorpusPlace {
  std::int64_t file = 0, line = 0;
  std::string text(const CorpusSettings& settings) const;  // file:line
};

// How many pairs were left out for one reason, and where the first of them was.
struct SkipCount {
  std::int64_t count = 0;
  CorpusPlace first;

  void add(const CorpusPlace& place) {
    if (count++ == 0) first = place;
  }
};

// Throws Error for what is missing, a folder, a pipe or a device: training reads its corpus several
// times.
void require_regular_files(const CorpusSettings& settings);

// The number of line pairs, in one cheap pass. Throws Error on a missing or damaged file, on
// unequal numbers of lines, and on an empty corpus.
std::int64_t count_pairs(const CorpusSettings& settings);

// Streams the pairs in order. Every pair has valid UTF-8; either side may be empty.
class Corpus {
 public:
  // The settings must be valid.
  Corpus(CorpusSettings settings, InvalidUtf8 on_invalid);

  // False at the end. Throws Error with file:line on a malformed line and on unequal numbers of
  // lines.
  bool next(TextPair& pair);

  // The number of the pair read last, from 0; skipped pairs count too.
  std::int64_t number() const { return number_; }
  // Where the source of the pair read last is.
  CorpusPlace place() const { return {static_cast<std::int64_t>(file_), line_}; }
  const SkipCount& invalid_utf8() const { return invalid_; }
  const CorpusSettings& settings() const { return settings_; }

 private:
  bool open_next_file();
  bool read_line_pair(TextPair& pair);
  void split_columns(TextPair& pair) const;
  bool is_valid(const TextPair& pair);
  bool is_valid(const std::string& text, CorpusPlace place, std::size_t begin);

  CorpusSettings settings_;
  InvalidUtf8 on_invalid_;
  bool is_table_;
  std::size_t file_ = 0, next_file_ = 0;
  std::int64_t line_ = 0, number_ = -1;
  std::optional<LineReader> source_,
      target_;  // of the current files; a table is read through source_
  SkipCount invalid_;
};

// All pairs, for validation sets. Throws Error when there are none.
std::vector<TextPair> read_pairs(const CorpusSettings& settings, InvalidUtf8 on_invalid);

}  // namespace nmt
