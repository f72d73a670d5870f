#include "eval/significance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/thread_pool.h"
#include "eval/pcg64.h"

namespace nmt {
namespace {

// Random numbers that are drawn at once; only memory depends on it.
constexpr std::size_t kDrawnAtOnce = 1 << 22;

// Statistics in panels of eight columns, so that the sums of a panel stay in registers.
class Rows {
 public:
  explicit Rows(const Statistics& statistics)
      : width_(statistics.width), segments_(statistics.segments()) {
    panels_.resize((width_ + kPanel - 1) / kPanel * segments_);
    for (std::size_t i = 0; i < segments_; ++i) {
      for (std::size_t c = 0; c < width_; ++c) {
        panels_[c / kPanel * segments_ + i][c % kPanel] = statistics.row(i)[c];
      }
    }
  }

  std::size_t segments() const { return segments_; }

  // The sums over the segments that are named, one named twice counts twice: [width].
  std::vector<double> sums(std::span<const std::uint32_t> named) const {
    std::vector<double> sums(width_);
    for (std::size_t begin = 0; begin < width_; begin += kPanel) {
      const auto* panel = panels_.data() + begin / kPanel * segments_;
      std::array<double, kPanel> sum{};
      for (const std::uint32_t i : named) {
        for (std::size_t c = 0; c < kPanel; ++c) sum[c] += panel[i][c];
      }
      std::copy_n(sum.begin(), std::min(kPanel, width_ - begin), sums.begin() + begin);
    }
    return sums;
  }

 private:
  static constexpr std::size_t kPanel = 8;
  std::size_t width_, segments_;
  std::vector<std::array<double, kPanel>> panels_;  // [panels * segments]
};

// Calls work(sample, drawn) for each sample, on all threads; draw(numbers) fills the random numbers
// of consecutive samples, in their order.
template <class Number, class Draw, class Work>
void for_each_sample(const Resampling& resampling, std::size_t segments, Draw draw, Work work) {
  // 32 samples end on a whole 32-bit number even where each segment takes one bit.
  const std::size_t samples_at_once = std::max<std::size_t>(1, kDrawnAtOnce / segments / 32) * 32;
  const auto samples = static_cast<std::size_t>(resampling.samples);
  ThreadPool pool(resampling.threads);
  std::vector<Number> numbers;
  for (std::size_t first = 0; first < samples; first += samples_at_once) {
    const std::size_t count = std::min(samples_at_once, samples - first);
    numbers.resize(count * segments);
    draw(std::span(numbers));
    pool.run(static_cast<int>(count), [&](int k) {
      const auto at = static_cast<std::size_t>(k);
      work(first + at, std::span<const Number>(numbers).subspan(at * segments, segments));
    });
  }
}

double mean_of(std::span<const double> numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0.0) / static_cast<double>(numbers.size());
}

// The share of differences beyond the one that was seen, which counts as one of them.
double p_value(std::span<const double> differences, double seen) {
  const auto beyond = std::count_if(differences.begin(), differences.end(),
                                    [&](double difference) { return difference > seen; });
  return static_cast<double>(beyond + 1) / static_cast<double>(differences.size() + 1);
}

}  // namespace

std::vector<double> bootstrap_scores(const Metric& metric, const Statistics& statistics,
                                     const Resampling& resampling) {
  const Rows rows(statistics);
  const auto segments = static_cast<std::uint32_t>(rows.segments());
  std::vector<double> scores(static_cast<std::size_t>(resampling.samples));
  Pcg64 random(resampling.seed);
  for_each_sample<std::uint32_t>(
      resampling, segments,
      [&](std::span<std::uint32_t> numbers) { random.fill_below(segments, numbers); },
      [&](std::size_t sample, std::span<const std::uint32_t> drawn) {
        scores[sample] = metric.score(rows.sums(drawn));
      });
  return scores;
}

ConfidenceInterval confidence_interval(std::vector<double> scores) {
  std::sort(scores.begin(), scores.end());
  const std::size_t outside = scores.size() / 40;  // at each end
  return {.mean = mean_of(scores),
          .half_width = (scores[scores.size() - 1 - outside] - scores[outside]) / 2};
}

double paired_bootstrap_p_value(std::span<const double> baseline, std::span<const double> system,
                                double difference) {
  std::vector<double> differences(baseline.size());
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    differences[i] = std::abs(system[i] - baseline[i]);
  }
  const double mean = mean_of(differences);
  for (double& sampled : differences) sampled -= mean;
  return p_value(differences, std::abs(difference));
}

double approximate_randomisation_p_value(const Metric& metric, const Statistics& baseline,
                                         const Statistics& system, const Resampling& resampling) {
  // Exchanging some segments moves the sum of their differences from one system to the other.
  Statistics difference = baseline;
  for (std::size_t i = 0; i < difference.numbers.size(); ++i) {
    difference.numbers[i] -= system.numbers[i];
  }
  const Rows rows(difference);
  const std::vector<double> baseline_sums = baseline.sums(), system_sums = system.sums();
  const auto exchanged_difference = [&](std::span<const std::uint32_t> exchanged) {
    const std::vector<double> moved = rows.sums(exchanged);
    std::vector<double> a = system_sums, b = baseline_sums;
    for (std::size_t c = 0; c < moved.size(); ++c) {
      a[c] += moved[c];
      b[c] -= moved[c];
    }
    return std::abs(metric.score(a) - metric.score(b));
  };
  std::vector<double> differences(static_cast<std::size_t>(resampling.samples));
  Pcg64 random(resampling.seed);
  for_each_sample<std::uint8_t>(
      resampling, rows.segments(), [&](std::span<std::uint8_t> bits) { random.fill_bits(bits); },
      [&](std::size_t sample, std::span<const std::uint8_t> bits) {
        std::vector<std::uint32_t> exchanged(bits.size());
        std::size_t count = 0;
        for (std::size_t i = 0; i < bits.size(); ++i) {
          exchanged[count] = static_cast<std::uint32_t>(i);
          count += bits[i];
        }
        differences[sample] = exchanged_difference(std::span(exchanged).first(count));
      });
  return p_value(differences, std::abs(metric.score(baseline_sums) - metric.score(system_sums)));
}

}  // namespace nmt
