#include "eval/bleu.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/error.h"
#include "base/format.h"
#include "base/suggest.h"
#include "base/utf8.h"
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

void check_line_counts(std::size_t hypotheses,
                       std::span<const std::vector<std::string>> references) {
  if (references.empty()) {
    throw Error({.what = "no references to score against",
                 .where = "references",
                 .fix = "give --reference FILE"});
  }
  for (std::size_t r = 0; r < references.size(); ++r) {
    if (references[r].size() == hypotheses) continue;
    throw Error({.what = format("{} lines of hypotheses but {} of references", hypotheses,
                                references[r].size()),
                 .where = format("reference {} of {}", r + 1, references.size()),
                 .fix = "give each hypothesis line exactly one line in each reference"});
  }
  if (hypotheses == 0) {
    throw Error({.what = "nothing to score: 0 hypotheses",
                 .where = "hypotheses",
                 .fix = "give at least one line"});
  }
}

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

BleuStatistics& BleuStatistics::operator+=(const BleuStatistics& other) {
  hypothesis_length += other.hypothesis_length;
  reference_length += other.reference_length;
  for (std::size_t n = 0; n < kMaxOrder; ++n) {
    matches[n] += other.matches[n];
    totals[n] += other.totals[n];
  }
  return *this;
}

BleuCounter::BleuCounter(const BleuSettings& settings)
    : settings_(settings), tokenize_(metric_tokenizer(settings.tokenize)) {
  check_smooth_method(settings.smooth_method);
}

// The words stay valid until the next count(): each text has its own line.
std::span<const std::string_view> BleuCounter::words_of(const std::string& text, const char* name) {
  const std::size_t invalid = find_invalid_utf8(text);
  if (invalid != std::string::npos) {
    throw Error({.what = format("{} is not UTF-8: byte 0x{:02x}", name,
                                static_cast<unsigned char>(text[invalid])),
                 .where = format("byte {} of '{}'", invalid + 1, text.substr(0, invalid)),
                 .fix = "convert the text, for example with iconv -t UTF-8"});
  }
  std::string& line = lines_[lines_used_++];
  if (settings_.lowercase) {
    line = unicode::lower(text);
  } else {
    line = text;
  }
  line.resize(unicode::trim_end(line).size());
  tokenize_(line);
  words_.clear();
  split_words(line, words_);
  return words_;
}

BleuStatistics BleuCounter::count(const std::string& hypothesis,
                                  std::span<const std::string* const> references) {
  lines_.resize(std::max(lines_.size(), references.size() + 1));
  lines_used_ = 0;
  matcher_.clear();
  std::vector<std::int64_t> lengths;
  for (const std::string* reference : references) {
    const auto words = words_of(*reference, "a reference");
    matcher_.add_reference(words);
    lengths.push_back(static_cast<std::int64_t>(words.size()));
  }
  const auto words = words_of(hypothesis, "a hypothesis");

  BleuStatistics statistics;
  const auto length = static_cast<std::int64_t>(words.size());
  statistics.hypothesis_length = length;
  statistics.reference_length =
      *std::min_element(lengths.begin(), lengths.end(), [&](std::int64_t a, std::int64_t b) {
        return std::pair(std::abs(a - length), a) < std::pair(std::abs(b - length), b);
      });
  statistics.matches = matcher_.matches(words);
  for (std::int64_t n = 0; n < kMaxOrder; ++n) {
    statistics.totals[static_cast<std::size_t>(n)] = std::max<std::int64_t>(0, length - n);
  }
  return statistics;
}

Bleu bleu_of(const BleuStatistics& statistics, const BleuSettings& settings) {
  const auto hypothesis_length = static_cast<double>(statistics.hypothesis_length);
  const auto reference_length = static_cast<double>(statistics.reference_length);
  Bleu bleu;
  bleu.hypothesis_length = statistics.hypothesis_length;
  bleu.reference_length = statistics.reference_length;
  bleu.brevity_penalty = brevity_penalty(hypothesis_length, reference_length);
  bleu.ratio = reference_length > 0 ? hypothesis_length / reference_length : 0;
  if (statistics.matches == std::array<std::int64_t, kMaxOrder>{}) return bleu;

  const std::string& method = settings.smooth_method;
  const double value = smooth_value(settings);
  double halvings = 1;
  std::size_t order = kMaxOrder;
  for (std::size_t n = 0; n < kMaxOrder; ++n) {
    const double added = method == "add-k" && n > 0 ? value : 0;
    const double matches = static_cast<double>(statistics.matches[n]) + added;
    const double total = static_cast<double>(statistics.totals[n]) + added;
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

Bleu corpus_bleu(std::span<const std::string> hypotheses,
                 std::span<const std::vector<std::string>> references,
                 const BleuSettings& settings) {
  check_line_counts(hypotheses.size(), references);
  BleuCounter counter(settings);
  BleuStatistics statistics;
  std::vector<const std::string*> segment(references.size());
  for (std::size_t i = 0; i < hypotheses.size(); ++i) {
    for (std::size_t r = 0; r < references.size(); ++r) segment[r] = &references[r][i];
    try {
      statistics += counter.count(hypotheses[i], segment);
    } catch (const Error& error) {
      Error::Parts parts = error.parts();
      parts.where = format("line {}, {}", i + 1, parts.where);
      throw Error(parts);
    }
  }
  Bleu bleu = bleu_of(statistics, settings);
  bleu.references = static_cast<int>(references.size());
  return bleu;
}

Bleu sentence_bleu(const std::string& hypothesis, std::span<const std::string> references,
                   const BleuSettings& settings) {
  std::vector<std::vector<std::string>> lists;
  for (const std::string& reference : references) lists.push_back({reference});
  return corpus_bleu({&hypothesis, 1}, lists, settings);
}

std::string bleu_signature(const BleuSettings& settings, int references) {
  std::string smoothing = settings.smooth_method;
  if (smoothing == "floor" || smoothing == "add-k") {
    smoothing += format("[{:.2f}]", smooth_value(settings));
  }
  return format("BLEU|nrefs:{}|case:{}|eff:{}|tok:{}|smooth:{}|version:nmt.{}", references,
                settings.lowercase ? "lc" : "mixed", settings.effective_order ? "yes" : "no",
                settings.tokenize, smoothing, NMT_VERSION);
}

std::string bleu_line(const Bleu& bleu, const BleuSettings& settings, int decimals) {
  const auto& p = bleu.precisions;
  return format(
      "{} = {:.{}f} {:.1f}/{:.1f}/{:.1f}/{:.1f} (BP = {:.3f} ratio = {:.3f} hyp_len = {} ref_len = "
      "{})",
      bleu_signature(settings, bleu.references), bleu.score, decimals, p[0], p[1], p[2], p[3],
      bleu.brevity_penalty, bleu.ratio, bleu.hypothesis_length, bleu.reference_length);
}

}  // namespace nmt
