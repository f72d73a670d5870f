#include "text/training_text.h"

#include <algorithm>

#include "base/error.h"

namespace nmt {

TrainingText::TrainingText(const DataSettings& data, Sides sides, std::int64_t most_lines)
    : corpus_(data.train, data.on_invalid_utf8()),
      sides_(sides),
      pairs_(count_pairs(data.train)),
      wanted_(std::min(
          pairs_, std::max<std::int64_t>(1, sides == Sides::both ? most_lines / 2 : most_lines))),
      is_sample_(wanted_ < pairs_) {}

bool TrainingText::next(std::string& line) {
  const bool any = next_line(line);
  has_text_ |= any && line.find_first_not_of(" \t\n\v\f\r") != std::string::npos;
  if (!any && !has_text_) throw_blank();
  return any;
}

void TrainingText::throw_blank() const {
  if (is_sample_)
    throw Error(
        {.what = "there is no text to train the tokenizer on: all lines that were drawn are "
                 "blank",
         .keys = {"tokenizer.training_sentences"},
         .fix = "raise tokenizer.training_sentences, or take blank lines out of data.train"});
  const TrainingCorpus& first = corpus_.settings().parts.front();
  throw Error({.what = "there is no text to train the tokenizer on: every line is blank",
               .where = sides_ == Sides::target && !first.target.empty()
                            ? first.target.front()
                            : corpus_files(corpus_.settings()).front(),
               .fix = "check the files of data.train"});
}

bool TrainingText::next_line(std::string& line) {
  if (target_waits_) {
    target_waits_ = false;
    line.swap(pair_.target);
    return true;
  }
  if (!next_chosen_pair()) return false;
  line.swap(sides_ == Sides::target ? pair_.target : pair_.source);
  target_waits_ = sides_ == Sides::both;
  return true;
}

// Selection sampling (Knuth, volume 2, 3.4.2 S): each of the remaining pairs is as likely as any
// other.
bool TrainingText::next_chosen_pair() {
  while (wanted_ > 0 && corpus_.next(pair_)) {
    const std::int64_t remaining = std::max<std::int64_t>(1, pairs_ - corpus_.number());
    if (static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(remaining))) < wanted_) {
      --wanted_;
      return true;
    }
  }
  return false;
}

}  // namespace nmt
