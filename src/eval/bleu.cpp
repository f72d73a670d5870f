#include "eval/bleu.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/error.h"
#include "base/format.h"
#include "base/suggest.h"
#include "eval/ngrams.h"
#include "eval/tokenizers.h"
#include "eval/unicode.h"

namespace nmt {
namespace {

const std::vector<std::string> kSmoothMethods = {"exp", "floor", "add-k", "none"};

void check_smooth_method(const std::string& method) {
  if (std::find(kSmoothMethods.begin(), kSmoothMethods.end(), method) != kSmoothMethods.end())
    return;
  throw Error({.what = format("unknown smoothing method '{}' for BLEU", method),
               .where = "smooth_method",
               .fix = suggest(method, kSmoothMethods)});
}

// Chen and Cherry 2014 give the defaults.
double smooth_value(const BleuSettings& settings) {
  if (settings.smooth_value > 0) return settings.smooth_value;
  return settings.smooth_method == "floor" ? 0.1 : 1;
}

double brevity_penalty(double hypothesis_length, double reference_length) {
  if (hypothesis_length >= reference_length) return 1;
  return hypothesis_length > 0 ? std::exp(1 - reference_length / hypothesis_length) : 0;
}

constexpr std::size_t kMaxOrder = 4;
// Where the statistics stand.
constexpr std::size_t kHypothesisLength = 0, kReferenceLength = 1, kMatches = 2,
                      kTotals = kMatches + kMaxOrder, kWidth = kTotals + kMaxOrder;

class BleuCounter : public SegmentCounter {
 public:
  BleuCounter(const MetricTokenizer& tokenizer, const BleuSettings& settings)
      : tokenizer_(tokenizer), lowercase_(settings.lowercase) {}

  void count(const std::string& hypothesis, std::span<const std::string> references,
             std::span<double> statistics) override {
    lines_.resize(std::max(lines_.size(), references.size() + 1));
    lines_used_ = 0;
    numbers_of_words_.clear();
    matcher_.clear();
    lengths_.clear();
    for (const std::string& reference : references) {
      const auto words = words_of(reference, "a reference");
      matcher_.add_reference(words);
      lengths_.push_back(std::ssize(words));
    }
    const auto words = words_of(hypothesis, "a hypothesis");
    const auto length = std::ssize(words);
    std::array<std::int32_t, kMaxOrder> matches;
    matcher_.count_matches(words, matches);
    statistics[kHypothesisLength] = static_cast<double>(length);
    statistics[kReferenceLength] = static_cast<double>(nearest_length(length));
    for (std::size_t n = 0; n < kMaxOrder; ++n) {
      statistics[kMatches + n] = matches[n];
      statistics[kTotals + n] =
          static_cast<double>(ngram_total(length, static_cast<std::int64_t>(n) + 1));
    }
  }

 private:
  // The numbers of the words. Each text has its own line, so that the words stay where they are.
  std::span<const std::int32_t> words_of(const std::string& text, const char* name) {
    unicode::require_utf8(text, name);
    std::string& line = lines_[lines_used_++];
    if (lowercase_) {
      line = unicode::lower(text);
    } else {
      line = text;
    }
    line.resize(unicode::trim_end(line).size());
    tokenizer_.tokenize(line);
    words_.clear();
    split_words(line, words_);
    numbers_of_words_.insert_all(words_, numbers_);
    return numbers_;
  }

  std::int64_t nearest_length(std::int64_t length) const {
    return *std::min_element(lengths_.begin(), lengths_.end(), [&](std::int64_t a, std::int64_t b) {
      return std::pair(std::abs(a - length), a) < std::pair(std::abs(b - length), b);
    });
  }

  const MetricTokenizer& tokenizer_;
  bool lowercase_;
  WordNumbers numbers_of_words_;
  NgramMatcher matcher_{kMaxOrder};
  std::vector<std::string> lines_;  // the tokenized texts
  std::size_t lines_used_ = 0;
  std::vector<std::string_view> words_;
  std::vector<std::int32_t> numbers_;
  std::vector<std::int64_t> lengths_;  // of the references
};

struct Bleu {
  double score = 0;                            // 0..100
  std::array<double, kMaxOrder> precisions{};  // percent, smoothed
  double brevity_penalty = 1, ratio = 0;
  std::int64_t hypothesis_length = 0, reference_length = 0;  // words
};

// Brevity penalty times the geometric mean of the smoothed precisions.
Bleu bleu_of(std::span<const double> sums, const BleuSettings& settings) {
  const double hypothesis_length = sums[kHypothesisLength];
  const double reference_length = sums[kReferenceLength];
  const auto all_matches = sums.subspan(kMatches, kMaxOrder);
  const auto all_totals = sums.subspan(kTotals, kMaxOrder);
  Bleu bleu;
  bleu.hypothesis_length = static_cast<std::int64_t>(hypothesis_length);
  bleu.reference_length = static_cast<std::int64_t>(reference_length);
  bleu.brevity_penalty = brevity_penalty(hypothesis_length, reference_length);
  bleu.ratio = reference_length > 0 ? hypothesis_length / reference_length : 0;
  if (std::all_of(all_matches.begin(), all_matches.end(), [](double m) { return m == 0; })) {
    return bleu;
  }

  const std::string& method = settings.smooth_method;
  const double value = smooth_value(settings);
  double halvings = 1;
  std::size_t order = kMaxOrder;
  for (std::size_t n = 0; n < kMaxOrder; ++n) {
    const double added = method == "add-k" && n > 0 ? value : 0;
    const double matches = all_matches[n] + added;
    const double total = all_totals[n] + added;
    if (total == 0) break;
    if (settings.effective_order) order = n + 1;
    if (matches > 0) {
      bleu.precisions[n] = 100 * matches / total;
    } else if (method == "exp") {
      halvings *= 2;
      bleu.precisions[n] = 100 / (halvings * total);
    } else if (method == "floor") {
      bleu.precisions[n] = 100 * value / total;
    }
  }
  double log_sum = 0;
  for (std::size_t n = 0; n < order; ++n) log_sum += std::log(bleu.precisions[n]);
  bleu.score = bleu.brevity_penalty * std::exp(log_sum / static_cast<double>(order));
  return bleu;
}

std::string details_of(const Bleu& bleu) {
  const auto& p = bleu.precisions;
  return format(
      "{:.1f}/{:.1f}/{:.1f}/{:.1f} (BP = {:.3f} ratio = {:.3f} hyp_len = {} ref_len = {})", p[0],
      p[1], p[2], p[3], bleu.brevity_penalty, bleu.ratio, bleu.hypothesis_length,
      bleu.reference_length);
}

class BleuMetric : public Metric {
 public:
  explicit BleuMetric(const BleuSettings& settings)
      : settings_(settings), tokenizer_(metric_tokenizer(settings.tokenize)) {
    check_smooth_method(settings.smooth_method);
  }

  std::string name() const override { return "BLEU"; }
  Better better() const override { return Better::higher; }
  int width() const override { return kWidth; }
  std::unique_ptr<SegmentCounter> counter() const override {
    return std::make_unique<BleuCounter>(tokenizer_, settings_);
  }
  double score(std::span<const double> sums) const override {
    return bleu_of(sums, settings_).score;
  }
  std::string details(std::span<const double> sums) const override {
    return details_of(bleu_of(sums, settings_));
  }
  std::vector<SignatureField> settings() const override {
    std::string smoothing = settings_.smooth_method;
    if (smoothing == "floor" || smoothing == "add-k") {
      smoothing += format("[{:.2f}]", smooth_value(settings_));
    }
    return {{"case", "c", settings_.lowercase ? "lc" : "mixed"},
            {"eff", "e", settings_.effective_order ? "yes" : "no"},
            {"tok", "tok", tokenizer_.signature},
            {"smooth", "s", smoothing}};
  }

 private:
  BleuSettings settings_;
  MetricTokenizer tokenizer_;
};

}  // namespace

void BleuSettings::describe(SettingVisitor& setting) {
  setting("tokenize", tokenize, "How text is split into words before n-grams are counted.",
          {.one_of = metric_tokenizer_names()});
  setting("lowercase", lowercase, "Ignore case.");
  setting("smooth_method", smooth_method, "What becomes of an n-gram order without matches.",
          {.one_of = kSmoothMethods});
  setting("smooth_value", smooth_value,
          "The value for floor and add-k; 0 is the method's own: 0.1 for floor, 1 for add-k.",
          {.min = 0});
  setting("effective_order", effective_order,
          "Leave out the orders that are longer than the text; for single sentences.");
}

std::unique_ptr<Metric> bleu_metric(const BleuSettings& settings) {
  return std::make_unique<BleuMetric>(settings);
}

}  // namespace nmt
