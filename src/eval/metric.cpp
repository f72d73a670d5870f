#include "eval/metric.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"
#include "base/thread_pool.h"

namespace nmt {
namespace {

// Segments that one thread counts in a row: enough to make the hand-over cheap, and few enough that
// long sentences spread over the threads.
constexpr std::size_t kShareSegments = 64;

void count_segment(SegmentCounter& counter, const std::string& hypothesis,
                   const std::vector<std::string>& references, std::span<double> statistics,
                   std::size_t line) {
  try {
    counter.count(hypothesis, references, statistics);
  } catch (const Error& error) {
    Error::Parts parts = error.parts();
    parts.where = format("line {}, {}", line, parts.where);
    throw Error(parts);
  }
}

}  // namespace

std::vector<SignatureField> signature_fields(const Metric& metric, int references,
                                             std::span<const SignatureField> test) {
  const std::string count = references == kVarying ? "var" : format("{}", references);
  std::vector<SignatureField> fields = {{"nrefs", "#", count}};
  fields.insert(fields.end(), test.begin(), test.end());
  for (SignatureField& field : metric.settings()) fields.push_back(std::move(field));
  fields.push_back({"version", "v", "nmt." NMT_VERSION});
  return fields;
}

std::string signature_text(std::span<const SignatureField> fields, SignatureStyle style) {
  std::string text;
  for (const SignatureField& field : fields) {
    if (!text.empty()) text += '|';
    text += style == SignatureStyle::full ? field.name : field.short_name;
    text += ':' + field.value;
  }
  return text;
}

std::vector<double> Statistics::sums() const {
  std::vector<double> sums(width);
  for (std::size_t i = 0; i < segments(); ++i) {
    const auto numbers_of_segment = row(i);
    for (std::size_t k = 0; k < width; ++k) sums[k] += numbers_of_segment[k];
  }
  return sums;
}

Statistics count_all(const Metric& metric, std::span<const std::string> hypotheses,
                     const References& references, int threads) {
  Statistics all{.width = static_cast<std::size_t>(metric.width()), .numbers = {}};
  all.numbers.resize(hypotheses.size() * all.width);
  const std::size_t shares = (hypotheses.size() + kShareSegments - 1) / kShareSegments;
  const int wanted = threads > 0 ? threads : all_cores();
  ThreadPool pool(static_cast<int>(std::clamp<std::size_t>(shares, 1, wanted)));
  std::vector<std::unique_ptr<SegmentCounter>> counters;
  for (int i = 0; i < pool.threads(); ++i) counters.push_back(metric.counter());
  pool.run(static_cast<int>(shares), [&](int share) {
    SegmentCounter& counter = *counters[static_cast<std::size_t>(share % pool.threads())];
    const std::size_t begin = static_cast<std::size_t>(share) * kShareSegments;
    const std::size_t end = std::min(hypotheses.size(), begin + kShareSegments);
    for (std::size_t i = begin; i < end; ++i) {
      const auto row = std::span(all.numbers).subspan(i * all.width, all.width);
      count_segment(counter, hypotheses[i], references[i], row, i + 1);
    }
  });
  return all;
}

double corpus_score(const Metric& metric, std::span<const std::string> hypotheses,
                    const References& references, int threads) {
  return metric.score(count_all(metric, hypotheses, references, threads).sums());
}

}  // namespace nmt
