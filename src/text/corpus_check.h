// Looks through a parallel corpus for what makes training fail or a model bad, in one or two passes
// and with a few bytes for each pair.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "text/corpus.h"
#include "text/encoded_corpus.h"

namespace nmt {

// One kind of trouble: how often, and where the first of them are.
struct CorpusFinding {
  enum class Severity { warning, error };  // error: nmt train would stop because of it
  std::string kind;                        // unequal_lines, empty, duplicate, ...
  std::string meaning;                     // in words
  Severity severity = Severity::warning;
  std::int64_t count = 0;
  std::vector<std::string> examples;  // file:line, and what is there

  void add(const std::string& example);
};

// The finding that a corpus has no pair to use.
inline constexpr const char* kNothing = "nothing";
// Of a pair that EncodedCorpus does not take.
inline const std::string kTrainingLeavesOut = "training leaves them out";

struct CorpusCheckLimits {
  double ratio = 4;       // tokens of one side for each of the other, for sides of some length
  double unknown = 0.01;  // share of the tokens
  int sample = 20'000;    // pairs that are kept
  std::string left_out = kTrainingLeavesOut;
};

struct CorpusReport {
  // Of the pairs that training, or a loss in validation, is of; tokens with end marks and tags.
  std::int64_t pairs = 0, source_tokens = 0, target_tokens = 0;
  std::int64_t source_longest = 0, target_longest = 0;  // sentences, in tokens
  std::int64_t source_unknown = 0, target_unknown = 0;
  std::vector<CorpusFinding> findings;  // only those that were found
  std::vector<TextPair> sample;         // drawn evenly from the pairs that training would use

  bool has_errors() const;
};

// Hashes of source sentences.
using SentenceSet = std::unordered_set<std::uint64_t>;
// Adds the lines of the files; lines that are not valid UTF-8 too.
void add_sentences(const std::vector<std::string>& files, SentenceSet& sentences);
void add_sources(const CorpusSettings& corpus, SentenceSet& sentences);

// Numbers of lines, columns, UTF-8, empty sides, pairs that were there before, and sources that are
// in `held_out` (valid, test). Keeps 16 bytes for each pair. Throws Error for an unreadable file.
CorpusReport check_lines(const CorpusSettings& corpus, InvalidUtf8 on_invalid,
                         const SentenceSet& held_out,
                         const std::string& left_out = kTrainingLeavesOut);

// Adds what only tokens tell, to the report of each corpus of the list: their numbers, unknown ones,
// pairs without any, pairs too long, pairs of very unequal lengths; and draws the samples.
// check_lines must have found no error.
void check_tokens(EncodedCorpus& corpus, const CorpusCheckLimits& limits,
                  std::span<CorpusReport* const> reports);

}  // namespace nmt
