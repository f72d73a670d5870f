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
  float weight = 1;  // multiplies its loss
};

// Every file of every corpus: the source files, then the target files, or the tables; then those of
// sentence weights.
std::vector<std::string> corpus_files(const CorpusList& settings);

// A line of one of the corpus_files().
struct CorpusPlace {
  std::int64_t file = 0, line = 0;
  std::string text(const CorpusList& settings) const;  // file:line
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
void require_regular_files(const CorpusList& settings);

// The number of line pairs, in one cheap pass. Throws Error on a missing or damaged file, on
// unequal numbers of lines, and on an empty corpus.
std::int64_t count_pairs(const CorpusList& settings);

// What is read side by side: a source file with its target, or a table.
struct CorpusFile {
  std::string source, target, sentence_weights;  // source: the table, where target is empty
  int part = 0;                                  // of the list of corpora
  std::int64_t source_number = 0, target_number = 0, weights_number = 0;  // in corpus_files()

  bool is_table() const { return target.empty(); }
};

// Streams the pairs in order, corpus by corpus. Every pair has valid UTF-8; either side may be empty.
class Corpus {
 public:
  // The settings must be valid.
  Corpus(CorpusList settings, InvalidUtf8 on_invalid);

  // False at the end. Throws Error with file:line on a malformed line and on unequal numbers of
  // lines.
  bool next(TextPair& pair);

  // The number of the pair read last, from 0; skipped pairs count too.
  std::int64_t number() const { return number_; }
  // Where the source of the pair read last is.
  CorpusPlace place() const { return {file().source_number, line_}; }
  // The corpus of the list that it belongs to.
  int part() const { return file().part; }
  const SkipCount& invalid_utf8() const { return invalid_; }
  const CorpusList& settings() const { return settings_; }

 private:
  bool open_next_file();
  bool read_line_pair(TextPair& pair);
  void read_weight(TextPair& pair);
  void split_columns(TextPair& pair) const;
  bool is_valid(const TextPair& pair);
  bool is_valid(const std::string& text, CorpusPlace place, std::size_t begin);

  const CorpusFile& file() const { return files_[next_file_ - 1]; }

  CorpusList settings_;
  InvalidUtf8 on_invalid_;
  std::vector<CorpusFile> files_;
  std::size_t next_file_ = 0;
  std::int64_t line_ = 0, number_ = -1;
  // Of the current file; a table is read through source_.
  std::optional<LineReader> source_, target_, weights_;
  std::string weight_;
  SkipCount invalid_;
};

// All pairs, for validation sets. Throws Error when there are none.
std::vector<TextPair> read_pairs(const CorpusList& settings, InvalidUtf8 on_invalid);

}  // namespace nmt
