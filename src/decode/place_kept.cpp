#include "decode/place_kept.h"

#include <algorithm>
#include <cmath>

#include "decode/nested_tags.h"
#include "document/characters.h"
#include "text/words.h"

namespace nmt {
namespace {

using Role = KeptThing::Role;

constexpr std::string_view kClauseMarks = ",;:";

bool is_space_at(std::string_view text, std::size_t place) {
  return kWhiteSpace.find(text[place]) != std::string_view::npos;
}

class Placing {
 public:
  Placing(const AttentionMap& attention, const TargetTokens& target)
      : attention_(attention), target_(target) {
    for (std::size_t t = 0; t <= target.ids.size(); ++t)
      if (target.is_gap(t)) gaps_.push_back(t);
    for (std::size_t i = 0; i + 1 < gaps_.size(); ++i) add_row(gaps_[i], gaps_[i + 1]);
    // Of the end mark, where the translation has one.
    if (static_cast<int>(target.ids.size()) < attention.target)
      add_row(target.ids.size(), target.ids.size() + 1);
  }

  // The gap between what looks at the tokens before `begin` and what looks at those from `end` on.
  std::size_t between(int begin, int end) {
    if (begin == last_begin_ && end == last_end_) return last_gap_;
    double most = -1;
    for (std::size_t i = 0; i < gaps_.size(); ++i) {
      const double found = fit(i, begin, end);
      if (found <= most) continue;
      most = found;
      last_gap_ = gaps_[i];
    }
    last_begin_ = begin;
    last_end_ = end;
    return last_gap_;
  }

  // Around all that looks most at source tokens [begin, end); two equal gaps where nothing does.
  std::pair<std::size_t, std::size_t> around(int begin, int end) {
    std::size_t first = gaps_.size(), last = 0;
    for (std::size_t i = 0; i + 1 < gaps_.size(); ++i) {
      if (strongest_[i] < begin || strongest_[i] >= end) continue;
      first = std::min(first, i);
      last = i + 1;
    }
    if (first < last) return {gaps_[first], gaps_[last]};
    const std::size_t gap = between(begin, end);
    return {gap, gap};
  }

 private:
  // The mean of what the tokens give to each source token.
  void add_row(std::size_t begin, std::size_t end) {
    std::vector<double> row(static_cast<std::size_t>(attention_.source));
    for (std::size_t t = begin; t < end; ++t) {
      const auto weights = attention_.row(static_cast<int>(t));
      for (std::size_t s = 0; s < row.size(); ++s)
        row[s] += static_cast<double>(weights[s]) / static_cast<double>(end - begin);
    }
    strongest_.push_back(static_cast<int>(std::max_element(row.begin(), row.end()) - row.begin()));
    rows_.push_back(std::move(row));
  }
  double weight(std::size_t row, int source) const {
    return source >= 0 && source < attention_.source ? rows_[row][std::size_t(source)] : 0;
  }
  // What the two sides of a gap give to the two sides of the thing, near ones first. Of gaps that fit
  // alike, the one at the same part of the sentence.
  double fit(std::size_t i, int begin, int end) const {
    constexpr int kNear = 4;
    double sum = i == 0 && begin == 0 ? 1 : 0, share = 1;
    if (i >= rows_.size() && end + 1 >= attention_.source) ++sum;
    for (int distance = 0; distance < kNear; ++distance, share /= 2) {
      if (i > 0) sum += share * weight(i - 1, begin - 1 - distance);
      if (i < rows_.size()) sum += share * weight(i, end + distance);
    }
    const double at = double(gaps_[i]) / std::max<double>(1, double(target_.ids.size()));
    const double of = double(begin) / std::max(1, attention_.source - 1 - (end - begin));
    return sum + 1e-4 * (1 - std::abs(at - of));
  }

  const AttentionMap& attention_;
  const TargetTokens& target_;
  std::vector<std::size_t> gaps_;
  std::vector<std::vector<double>> rows_;  // of what stands between two gaps, and of the end mark
  std::vector<int> strongest_;             // the source token that each looks at most
  int last_begin_ = -1, last_end_ = -1;
  std::size_t last_gap_ = 0;
};

// The first token that is the mask of the thing; the number of tokens where none is.
std::size_t token_of_mask(std::span<const TokenId> ids, const Masks& masks, const KeptLine& line,
                          const KeptThing& thing) {
  if (thing.read.size() == 0) return ids.size();
  const std::string_view mask = in_range(line.read, thing.read);
  const auto found = std::find_if(ids.begin(), ids.end(), [&](TokenId id) {
    const int index = masks.index_of(id);
    return index >= 0 && Masks::text(static_cast<std::size_t>(index)) == mask;
  });
  return static_cast<std::size_t>(found - ids.begin());
}

}  // namespace

TargetTokens::TargetTokens(std::span<const TokenId> tokens, const Tokenizer& tokenizer)
    : ids(tokens) {
  std::vector<std::string> beginnings = tokenizer.decode_beginnings(tokens);
  words = token_words(beginnings);
  if (!beginnings.empty()) text = std::move(beginnings.back());
  places.push_back(0);
  for (std::size_t t = 1; t < ids.size(); ++t)
    places.push_back(std::min(std::max(beginnings[t - 1].size(), places.back()), text.size()));
  if (!ids.empty()) places.push_back(text.size());
}

bool TargetTokens::is_gap(std::size_t token) const {
  const std::size_t place = places[token];
  if (token == 0 || token == ids.size()) return true;
  if (place == 0 || place >= text.size() || is_continuation(text[place])) return false;
  if (is_space_at(text, place) || is_space_at(text, place - 1)) return true;
  const std::string_view before = std::string_view(text).substr(0, place),
                         after = std::string_view(text).substr(place);
  if (starts_with_closing_mark(after)) {
    const std::size_t behind = character_size(after.front());
    const bool ends = behind >= after.size() || is_space_at(after, behind) ||
                      writes_words_together(character_at(after, 0)) ||
                      starts_with_closing_mark(after.substr(behind));
    // Not within "..." or "?!".
    std::size_t last = before.size() - 1;
    while (last > 0 && is_continuation(before[last])) --last;
    return ends && (!starts_with_closing_mark(before.substr(last)) ||
                    kClauseMarks.find(before.back()) != std::string_view::npos);
  }
  return writes_words_together(last_character(before)) ||
         writes_words_together(character_at(after, 0));
}

std::vector<PlacedThing> place_things(std::span<const ThingInPiece> things, const KeptLine& line,
                                      const AttentionMap& attention, const TargetTokens& target,
                                      const Masks& masks) {
  const int end_of_source = std::max(0, attention.source - 1);
  Placing placing(attention, target);
  std::vector<PlacedThing> places;
  for (const ThingInPiece& thing : things) places.push_back({.thing = thing.thing});
  // The things of a piece follow each other.
  const auto place_of = [&](int thing) {
    const auto place = static_cast<std::ptrdiff_t>(thing) - std::ptrdiff_t(things.front().thing);
    return place >= 0 && place < std::ptrdiff_t(things.size()) ? place : std::ptrdiff_t{-1};
  };
  for (std::size_t i = 0; i < things.size(); ++i) {
    const auto [index, begin, end] = things[i];
    const KeptThing& thing = line.things[index];
    const std::ptrdiff_t partner = place_of(thing.partner);
    if (const std::size_t token = token_of_mask(target.ids, masks, line, thing);
        token < target.ids.size()) {
      places[i].gap = token;
      places[i].is_masked = true;
    } else if (thing.role == Role::opening) {
      const auto [first, last] = placing.around(
          end, partner < 0 ? end_of_source : things[static_cast<std::size_t>(partner)].begin);
      places[i].gap = first;
      if (partner >= 0) places[static_cast<std::size_t>(partner)].gap = last;
    } else if (thing.role == Role::closing) {
      if (partner < 0) places[i].gap = placing.around(0, begin).second;
    } else {
      places[i].gap = placing.between(begin, end);
    }
  }
  return nested(std::move(places), line, target.ids.size());
}

}  // namespace nmt
