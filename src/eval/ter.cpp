#include "eval/ter.h"

#include <algorithm>
#include <limits>
#include <string_view>

#include "eval/ngrams.h"
#include "eval/ter_edits.h"
#include "eval/ter_words.h"
#include "eval/tokenizers.h"
#include "eval/unicode.h"

namespace nmt {
namespace {

class TerCounter : public SegmentCounter {
 public:
  explicit TerCounter(const TerSettings& settings) : settings_(settings) {}

  void count(const std::string& hypothesis, std::span<const std::string> references,
             std::span<double> statistics) override {
    word_numbers_.clear();
    tokenize(hypothesis, "a hypothesis", hypothesis_);
    number_words(hypothesis_);
    references_.resize(std::max(references_.size(), references.size()));
    std::int64_t fewest = std::numeric_limits<std::int64_t>::max(), reference_words = 0;
    for (std::size_t i = 0; i < references.size(); ++i) {
      Text& reference = references_[i];
      tokenize(references[i], "a reference", reference);
      // sacreBLEU tokenizes references twice, which tells where text is normalized: the second time
      // `'s` also stands before a comma that is a word of its own by then.
      if (settings_.normalized) tokenize(std::string(reference.line), "a reference", reference);
      number_words(reference);
      reference_words += std::ssize(reference.words);
      fewest = std::min(fewest, edit_counter_.edits(hypothesis_.words, reference.words));
    }
    statistics[0] = static_cast<double>(fewest);
    statistics[1] = static_cast<double>(reference_words) / static_cast<double>(references.size());
  }

 private:
  struct Text {
    std::string line;  // what the numbers were given to
    std::vector<std::int32_t> words;
  };

  // The words of out.line have one space between them.
  void tokenize(const std::string& text, const char* name, Text& out) {
    unicode::require_utf8(text, name);
    std::string line(unicode::trim_end(text));
    tokenize_for_ter(line, settings_);
    split_.clear();
    split_words(line, split_);
    out.line.clear();
    for (const std::string_view word : split_) {
      if (!out.line.empty()) out.line += ' ';
      out.line += word;
    }
  }

  void number_words(Text& text) {
    split_.clear();
    split_words(text.line, split_);
    word_numbers_.insert_all(split_, text.words);
  }

  TerSettings settings_;
  WordNumbers word_numbers_;
  Text hypothesis_;
  std::vector<Text> references_;
  std::vector<std::string_view> split_;
  EditCounter edit_counter_;
};

class Ter : public Metric {
 public:
  explicit Ter(const TerSettings& settings) : settings_(settings) {}

  std::string name() const override { return "TER"; }
  Better better() const override { return Better::lower; }
  int width() const override { return 2; }
  std::unique_ptr<SegmentCounter> counter() const override {
    return std::make_unique<TerCounter>(settings_);
  }
  // Where the references are empty, one edit or more is 100.
  double score(std::span<const double> sums) const override {
    const double edits = sums[0], reference_words = sums[1];
    if (reference_words > 0) return 100 * (edits / reference_words);
    return edits > 0 ? 100 : 0;
  }
  std::string details(std::span<const double>) const override { return ""; }
  std::vector<SignatureField> settings() const override {
    const auto yes = [](bool value) { return value ? "yes" : "no"; };
    return {{"case", "c", settings_.case_sensitive ? "mixed" : "lc"},
            {"tok", "t", "tercom"},
            {"norm", "nr", yes(settings_.normalized)},
            {"punct", "pn", yes(!settings_.no_punct)},
            {"asian", "as", yes(settings_.asian_support)}};
  }

 private:
  TerSettings settings_;
};

}  // namespace

void TerSettings::describe(SettingVisitor& setting) {
  setting("normalized", normalized, "Separate punctuation from words first.");
  setting("no_punct", no_punct, "Leave out punctuation.");
  setting("asian_support", asian_support,
          "With normalized, Chinese characters are words; with no_punct, Asian punctuation goes "
          "too.");
  setting("case_sensitive", case_sensitive, "Upper and lower case differ.");
}

std::unique_ptr<Metric> ter_metric(const TerSettings& settings) {
  return std::make_unique<Ter>(settings);
}

}  // namespace nmt
