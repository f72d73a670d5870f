// Where the tokens of trails looked: a row of weights for each link, and for each end.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "decode/attention_map.h"
#include "decode/trails.h"

namespace nmt {

class TrailAttention {
 public:
  // Of the link that the trails got last; of each, in their order.
  void add_link(std::span<const Real> weights) { links_.push_back(add(weights)); }
  // Of an end. -> its place
  std::size_t add(std::span<const Real> weights) {
    weights_.insert(weights_.end(), weights.begin(), weights.end());
    return weights_.size() - weights.size();
  }
  // Of the tokens up to a link, first to last, and of an end behind them; of `source` weights each.
  AttentionMap map(const Trails& trails, int link, std::optional<std::size_t> end,
                   int source) const {
    std::vector<std::size_t> places;
    if (end) places.push_back(*end);
    for (; link != kNoLink; link = trails.previous(link))
      places.push_back(links_[static_cast<std::size_t>(link)]);
    AttentionMap map{.target = static_cast<int>(places.size()), .source = source, .weights = {}};
    for (auto place = places.rbegin(); place != places.rend(); ++place) {
      const auto begin = weights_.begin() + static_cast<std::ptrdiff_t>(*place);
      map.weights.insert(map.weights.end(), begin, begin + source);
    }
    return map;
  }

 private:
  std::vector<Real> weights_;
  std::vector<std::size_t> links_;  // where the row of each begins
};

}  // namespace nmt
