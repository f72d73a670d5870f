// Where a system is good: scores of sentences by their length, accuracy of words by their frequency
// in the training text.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "eval/metric.h"

namespace nmt {

// Ranges of whole numbers: edges 10, 20 make 0-9, 10-19 and 20+.
class Buckets {
 public:
  // Edges must be positive and ascending, at least one; otherwise an Error that names `where`.
  Buckets(std::vector<std::int64_t> edges, const std::string& where);

  std::size_t size() const { return edges_.size() + 1; }
  std::size_t of(std::int64_t number) const;
  // "10-19"; "7" where the range is one number; "60+" for the last.
  std::string label(std::size_t bucket) const;

 private:
  std::vector<std::int64_t> edges_;
};

// Splits lines as a metric's tokenizer does. One thread at a time.
class WordSplitter {
 public:
  enum class Case { kept, lowered };
  // An unknown tokenizer is an Error.
  WordSplitter(const std::string& tokenizer, Case letters);
  // The words of valid UTF-8, valid until the next call.
  std::span<const std::string_view> words(std::string_view line);

 private:
  std::function<void(std::string& line)> tokenize_;
  Case case_;
  std::string line_;
  std::vector<std::string_view> words_;
};

// The bucket of each line by its number of words.
std::vector<std::size_t> length_buckets(std::span<const std::string> lines, WordSplitter& splitter,
                                        const Buckets& buckets);

// How many segments are in each bucket.
std::vector<std::int64_t> bucket_sizes(std::span<const std::size_t> bucket_of,
                                       const Buckets& buckets);

// The score of the segments of each bucket; none where a bucket is empty. bucket_of: [segments].
std::vector<std::optional<double>> scores_by_bucket(const Metric& metric,
                                                    const Statistics& statistics,
                                                    std::span<const std::size_t> bucket_of,
                                                    const Buckets& buckets);

// How often each word occurs in a text.
class WordCounts {
 public:
  explicit WordCounts(WordSplitter& splitter) : splitter_(&splitter) {}
  void add(std::string_view line);
  std::int64_t of(std::string_view word) const;

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  WordSplitter* splitter_;
  std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>> counts_;
};

// Words of hypotheses and references, and how many of them are common to a hypothesis and its
// reference wherever they stand.
struct WordMatches {
  std::int64_t in_hypotheses = 0, in_references = 0, common = 0;
  // 0..1; none where there is nothing to find.
  std::optional<double> precision() const;
  std::optional<double> recall() const;
  std::optional<double> f1() const;
};

// The matches of the words of each bucket, which the frequency of the word in training decides.
// references[i] is that of hypotheses[i].
struct WordTexts {
  std::span<const std::string> hypotheses, references;
};
std::vector<WordMatches> matches_by_frequency(const WordTexts& texts, const WordCounts& training,
                                              WordSplitter& splitter, const Buckets& buckets);

}  // namespace nmt
