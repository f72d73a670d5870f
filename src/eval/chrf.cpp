#include "eval/chrf.h"

#include <string_view>

#include "base/format.h"
#include "eval/ngrams.h"
#include "eval/tokenizers.h"
#include "eval/unicode.h"

namespace nmt {
namespace {

bool is_ascii_punctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
         (c >= '{' && c <= '~');
}

bool is_one_character(std::string_view word) {
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
  for (const char c : word.substr(1)) {
    if (!continues(c)) return false;
  }
  return true;
}

// Cuts one mark off the word: the last character, or else the first.
void append_without_punctuation(std::string_view word, std::vector<std::string_view>& words) {
  std::size_t cut = 0;
  if (!is_one_character(word)) {
    if (is_ascii_punctuation(word.back())) {
      cut = word.size() - 1;
    } else if (is_ascii_punctuation(word.front())) {
      cut = 1;
    }
  }
  if (cut > 0) words.push_back(word.substr(0, cut));
  words.push_back(word.substr(cut));
}

// The score of [3 * orders] statistics. The steps and their order are sacreBLEU's, so that of
// references with nearly the same score it chooses the same one.
double f_score(std::span<const double> statistics, const ChrfSettings& settings) {
  constexpr double kEpsilon = 1e-16;
  const double factor = static_cast<double>(settings.beta) * settings.beta;
  double smoothed = 0, precision = 0, recall = 0;
  int effective_order = 0;
  for (std::size_t i = 0; i < statistics.size(); i += 3) {
    const double in_hypothesis = statistics[i], in_reference = statistics[i + 1];
    const double matches = statistics[i + 2];
    const double p = in_hypothesis > 0 ? matches / in_hypothesis : kEpsilon;
    const double r = in_reference > 0 ? matches / in_reference : kEpsilon;
    const double denominator = factor * p + r;
    smoothed += denominator > 0 ? (1 + factor) * p * r / denominator : kEpsilon;
    if (in_hypothesis > 0 && in_reference > 0) {
      precision += p, recall += r;
      ++effective_order;
    }
  }
  if (settings.eps_smoothing) return 100 * smoothed / static_cast<double>(statistics.size() / 3);
  if (effective_order == 0 || precision + recall == 0) return 0;
  precision /= effective_order;
  recall /= effective_order;
  return 100 * ((1 + factor) * precision * recall / (factor * precision + recall));
}

class ChrfCounter : public SegmentCounter {
 public:
  explicit ChrfCounter(const ChrfSettings& settings)
      : settings_(settings),
        character_matcher_(settings.char_order),
        word_matcher_(settings.word_order) {}

  void count(const std::string& hypothesis, std::span<const std::string> references,
             std::span<double> statistics) override {
    words_.clear();
    read(hypothesis, "a hypothesis", hypothesis_);
    references_.resize(std::max(references_.size(), references.size()));
    std::vector<double> candidate(statistics.size());
    double best = -1;
    for (std::size_t i = 0; i < references.size(); ++i) {
      read(references[i], "a reference", references_[i]);
      compare(references_[i], candidate);
      const double score = f_score(candidate, settings_);
      if (score <= best) continue;
      best = score;
      std::copy(candidate.begin(), candidate.end(), statistics.begin());
    }
  }

 private:
  struct Text {
    std::string line;  // what the numbers of words were given to
    std::vector<std::int32_t> characters, words;
  };

  void read(const std::string& text, const char* name, Text& out) {
    unicode::require_utf8(text, name);
    out.line = settings_.lowercase ? unicode::lower(text) : text;
    out.characters.clear();
    for (const char32_t c : unicode::decode(out.line)) {
      if (settings_.whitespace || !unicode::is_space(c)) {
        out.characters.push_back(static_cast<std::int32_t>(c));
      }
    }
    if (settings_.word_order == 0) return;
    split_.clear();
    split_words(out.line, split_);
    parts_.clear();
    for (const std::string_view word : split_) append_without_punctuation(word, parts_);
    words_.insert_all(parts_, out.words);
  }

  void compare(const Text& reference, std::span<double> statistics) {
    const std::size_t characters = 3 * static_cast<std::size_t>(settings_.char_order);
    compare_symbols(hypothesis_.characters, reference.characters, character_matcher_,
                    statistics.first(characters));
    compare_symbols(hypothesis_.words, reference.words, word_matcher_,
                    statistics.subspan(characters));
  }

  void compare_symbols(const std::vector<std::int32_t>& hypothesis,
                       const std::vector<std::int32_t>& reference, NgramMatcher& matcher,
                       std::span<double> statistics) {
    matcher.clear();
    matcher.add_reference(reference);
    matches_.resize(statistics.size() / 3);
    matcher.count_matches(hypothesis, matches_);
    for (std::size_t i = 0; i < matches_.size(); ++i) {
      const auto n = static_cast<std::int64_t>(i + 1);
      const auto total = ngram_total(std::ssize(reference), n);
      // An order that the reference is too short for is left out on both sides.
      statistics[3 * i] =
          total > 0 ? static_cast<double>(ngram_total(std::ssize(hypothesis), n)) : 0;
      statistics[3 * i + 1] = static_cast<double>(total);
      statistics[3 * i + 2] = matches_[i];
    }
  }

  ChrfSettings settings_;
  NgramMatcher character_matcher_, word_matcher_;
  WordNumbers words_;
  Text hypothesis_;
  std::vector<Text> references_;
  std::vector<std::string_view> split_, parts_;
  std::vector<std::int32_t> matches_;
};

class Chrf : public Metric {
 public:
  explicit Chrf(const ChrfSettings& settings) : settings_(settings) {}

  std::string name() const override {
    return format("chrF{}{}", settings_.beta,
                  std::string(static_cast<std::size_t>(settings_.word_order), '+'));
  }
  Better better() const override { return Better::higher; }
  int width() const override { return 3 * (settings_.char_order + settings_.word_order); }
  std::unique_ptr<SegmentCounter> counter() const override {
    return std::make_unique<ChrfCounter>(settings_);
  }
  double score(std::span<const double> sums) const override { return f_score(sums, settings_); }
  std::string details(std::span<const double>) const override { return ""; }
  std::vector<SignatureField> settings() const override {
    return {{"case", "c", settings_.lowercase ? "lc" : "mixed"},
            {"eff", "e", settings_.eps_smoothing ? "no" : "yes"},
            {"nc", "nc", format("{}", settings_.char_order)},
            {"nw", "nw", format("{}", settings_.word_order)},
            {"space", "s", settings_.whitespace ? "yes" : "no"}};
  }

 private:
  ChrfSettings settings_;
};

}  // namespace

void ChrfSettings::describe(SettingVisitor& setting) {
  setting("char_order", char_order, "The longest n-grams of characters.", {.min = 1, .max = 100});
  setting("word_order", word_order, "The longest n-grams of words; 2 is chrF++.",
          {.min = 0, .max = 100});
  setting("beta", beta, "How many times as much as precision recall counts.",
          {.min = 1, .max = 100});
  setting("lowercase", lowercase, "Ignore case.");
  setting("whitespace", whitespace, "White space counts as characters too.");
  setting("eps_smoothing", eps_smoothing,
          "Average over all orders, also those without n-grams, as chrF++.py does.");
}

std::unique_ptr<Metric> chrf_metric(const ChrfSettings& settings) {
  return std::make_unique<Chrf>(settings);
}

}  // namespace nmt
