// The seam of the metrics. A metric counts some numbers in each segment that add up over segments;
// its score is a function of their sums. So a resampled test set is a sum of rows.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "eval/segments.h"

namespace nmt {

// Counts segment by segment with memory that is kept. One thread at a time.
class SegmentCounter {
 public:
  virtual ~SegmentCounter() = default;
  // Fills `statistics` [Metric::width()] with those of one segment. At least one reference. Text
  // that is not UTF-8 is an Error.
  virtual void count(const std::string& hypothesis, std::span<const std::string> references,
                     std::span<double> statistics) = 0;
};

// One part of a signature: case:mixed, or c:mixed where it is written short.
struct SignatureField {
  std::string name, short_name, value;
};

enum class Better { higher, lower };

// A metric with its settings. Immutable: threads share one, each with its own counter.
class Metric {
 public:
  virtual ~Metric() = default;
  // As scores are printed: BLEU, chrF2, chrF2++, TER.
  virtual std::string name() const = 0;
  virtual Better better() const = 0;
  // Numbers of one segment.
  virtual int width() const = 0;
  virtual std::unique_ptr<SegmentCounter> counter() const = 0;
  // 0..100 (TER: 0 and up), of sums [width] over segments; of one segment's, its sentence score.
  virtual double score(std::span<const double> sums) const = 0;
  // What is printed behind the score, such as BLEU's precisions; often empty.
  virtual std::string details(std::span<const double> sums) const = 0;
  // The settings that the score depends on, between nrefs and version.
  virtual std::vector<SignatureField> settings() const = 0;
};

// sacreBLEU's signature without the name: nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:...
// `references` is a number or kVarying; `test` stands behind nrefs (bs:1000|seed:12345).
std::vector<SignatureField> signature_fields(const Metric& metric, int references,
                                             std::span<const SignatureField> test = {});
enum class SignatureStyle { full, brief };
std::string signature_text(std::span<const SignatureField> fields,
                           SignatureStyle style = SignatureStyle::full);

// The statistics of all segments: [segments, width].
struct Statistics {
  std::size_t width = 0;
  std::vector<double> numbers;

  std::size_t segments() const { return width == 0 ? 0 : numbers.size() / width; }
  std::span<const double> row(std::size_t i) const {
    return std::span(numbers).subspan(i * width, width);
  }
  // The sums over all segments: [width].
  std::vector<double> sums() const;
};

// Counts all segments on `threads` (0: all cores); the result does not depend on their number. An
// Error of a segment gets its line number. As many references as hypotheses.
Statistics count_all(const Metric& metric, std::span<const std::string> hypotheses,
                     const References& references, int threads);

// The score of all segments together, counted likewise.
double corpus_score(const Metric& metric, std::span<const std::string> hypotheses,
                    const References& references, int threads);

}  // namespace nmt
