#include "decode/sampling.h"

#include <algorithm>
#include <cmath>

namespace nmt {

void Sampler::collect(const RowScores& scores) {
  choices_.clear();
  for (std::size_t i = 0; i < scores.values.size(); ++i)
    if (std::isfinite(scores.values[i]) && scores.token(i) != kBegin)
      choices_.push_back({scores.values[i], static_cast<int>(i), 0});
}

// Of equals the one with the lower token.
void Sampler::keep_likeliest() {
  const auto most = static_cast<std::size_t>(settings_->top_k);
  const auto likelier = [](const Choice& a, const Choice& b) {
    return a.value != b.value ? a.value > b.value : a.entry < b.entry;
  };
  if (most > 0 && most < choices_.size()) {
    std::nth_element(choices_.begin(), choices_.begin() + std::ptrdiff_t(most), choices_.end(),
                     likelier);
    choices_.resize(most);
  }
  if (most > 0 || settings_->top_p < 1) std::sort(choices_.begin(), choices_.end(), likelier);
}

// The fewest that make up top_p; at least one.
void Sampler::keep_nucleus() {
  if (settings_->top_p >= 1) return;
  double sum = 0, reached = 0;
  for (const Choice& choice : choices_) sum += choice.share;
  std::size_t count = 0;
  while (count < choices_.size() && (count == 0 || reached < settings_->top_p * sum))
    reached += choices_[count++].share;
  choices_.resize(count);
}

int Sampler::draw(const RowScores& scores, Random& random) {
  collect(scores);
  if (choices_.empty()) return -1;
  keep_likeliest();
  const Real highest =
      std::max_element(choices_.begin(), choices_.end(), [](const Choice& a, const Choice& b) {
        return a.value < b.value;
      })->value;
  for (Choice& choice : choices_)
    choice.share = std::exp(double(choice.value - highest) / settings_->temperature);
  keep_nucleus();
  double sum = 0;
  for (const Choice& choice : choices_) sum += choice.share;
  double rest = random.uniform() * sum;
  for (const Choice& choice : choices_) {
    rest -= choice.share;
    if (rest < 0) return choice.entry;
  }
  return choices_.back().entry;
}

}  // namespace nmt
