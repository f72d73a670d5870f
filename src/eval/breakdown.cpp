#include "eval/breakdown.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"
#include "eval/tokenizers.h"
#include "eval/unicode.h"

namespace nmt {
namespace {

std::optional<double> ratio(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

using Occurrences = std::unordered_map<std::string_view, std::int64_t>;

Occurrences count(std::span<const std::string_view> words) {
  Occurrences occurrences;
  for (const std::string_view word : words) ++occurrences[word];
  return occurrences;
}

}  // namespace

Buckets::Buckets(std::vector<std::int64_t> edges, const std::string& where)
    : edges_(std::move(edges)) {
  if (edges_.empty()) {
    throw Error({.what = "no edges between buckets are given",
                 .where = where,
                 .fix = "give ascending numbers, such as 10,20,30"});
  }
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    const std::int64_t before = i == 0 ? 0 : edges_[i - 1];
    if (edges_[i] > before) continue;
    throw Error({.what = format("the edge {} does not come after {}", edges_[i], before),
                 .where = where,
                 .fix = "give ascending numbers from 1 on, such as 10,20,30"});
  }
}

std::size_t Buckets::of(std::int64_t number) const {
  const auto edge = std::upper_bound(edges_.begin(), edges_.end(), number);
  return static_cast<std::size_t>(edge - edges_.begin());
}

std::string Buckets::label(std::size_t bucket) const {
  const std::int64_t first = bucket == 0 ? 0 : edges_[bucket - 1];
  if (bucket == edges_.size()) return format("{}+", first);
  const std::int64_t last = edges_[bucket] - 1;
  return first == last ? format("{}", first) : format("{}-{}", first, last);
}

WordSplitter::WordSplitter(const std::string& tokenizer, Case letters)
    : tokenize_(metric_tokenizer(tokenizer).tokenize), case_(letters) {}

std::span<const std::string_view> WordSplitter::words(std::string_view line) {
  line = unicode::trim_end(line);
  line_ = case_ == Case::lowered ? unicode::lower(line) : std::string(line);
  tokenize_(line_);
  words_.clear();
  split_words(line_, words_);
  return words_;
}

std::vector<std::size_t> length_buckets(std::span<const std::string> lines, WordSplitter& splitter,
                                        const Buckets& buckets) {
  std::vector<std::size_t> bucket_of;
  for (const std::string& line : lines) {
    bucket_of.push_back(buckets.of(static_cast<std::int64_t>(splitter.words(line).size())));
  }
  return bucket_of;
}

std::vector<std::int64_t> bucket_sizes(std::span<const std::size_t> bucket_of,
                                       const Buckets& buckets) {
  std::vector<std::int64_t> sizes(buckets.size());
  for (const std::size_t bucket : bucket_of) ++sizes[bucket];
  return sizes;
}

std::vector<std::optional<double>> scores_by_bucket(const Metric& metric,
                                                    const Statistics& statistics,
                                                    std::span<const std::size_t> bucket_of,
                                                    const Buckets& buckets) {
  std::vector<std::vector<double>> sums(buckets.size(), std::vector<double>(statistics.width));
  for (std::size_t i = 0; i < bucket_of.size(); ++i) {
    const std::span<const double> row = statistics.row(i);
    for (std::size_t c = 0; c < row.size(); ++c) sums[bucket_of[i]][c] += row[c];
  }
  const std::vector<std::int64_t> sizes = bucket_sizes(bucket_of, buckets);
  std::vector<std::optional<double>> scores(buckets.size());
  for (std::size_t b = 0; b < scores.size(); ++b) {
    if (sizes[b] > 0) scores[b] = metric.score(sums[b]);
  }
  return scores;
}

void WordCounts::add(std::string_view line) {
  for (const std::string_view word : splitter_->words(line)) {
    const auto found = counts_.find(word);
    if (found == counts_.end()) {
      counts_.emplace(word, 1);
    } else {
      ++found->second;
    }
  }
}

std::int64_t WordCounts::of(std::string_view word) const {
  const auto found = counts_.find(word);
  return found == counts_.end() ? 0 : found->second;
}

std::optional<double> WordMatches::precision() const { return ratio(common, in_hypotheses); }

std::optional<double> WordMatches::recall() const { return ratio(common, in_references); }

std::optional<double> WordMatches::f1() const {
  if (in_references == 0) return std::nullopt;
  return ratio(2 * common, in_hypotheses + in_references);
}

std::vector<WordMatches> matches_by_frequency(const WordTexts& texts, const WordCounts& training,
                                              WordSplitter& splitter, const Buckets& buckets) {
  std::vector<WordMatches> matches(buckets.size());
  const auto at = [&](std::string_view word) -> WordMatches& {
    return matches[buckets.of(training.of(word))];
  };
  for (std::size_t i = 0; i < texts.hypotheses.size(); ++i) {
    std::unordered_map<std::string, std::int64_t> in_reference;
    for (const auto& [word, times] : count(splitter.words(texts.references[i]))) {
      at(word).in_references += times;
      in_reference.emplace(word, times);
    }
    for (const auto& [word, times] : count(splitter.words(texts.hypotheses[i]))) {
      WordMatches& of_word = at(word);
      of_word.in_hypotheses += times;
      const auto found = in_reference.find(std::string(word));
      if (found != in_reference.end()) of_word.common += std::min(times, found->second);
    }
  }
  return matches;
}

}  // namespace nmt
