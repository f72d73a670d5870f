// The hypotheses of a search as trails of tokens: those that begin alike share their first links.
#pragma once

#include <algorithm>
#include <vector>

#include "base/token.h"

namespace nmt {

inline constexpr int kNoLink = -1;

class Trails {
 public:
  // One more token behind `previous`. -> the new link
  int add(TokenId token, int previous) {
    links_.push_back({token, previous});
    return static_cast<int>(links_.size()) - 1;
  }
  TokenId last(int link) const { return links_[static_cast<std::size_t>(link)].token; }
  int previous(int link) const { return links_[static_cast<std::size_t>(link)].previous; }
  // The tokens up to a link, first to last.
  void tokens(int link, std::vector<TokenId>& to) const {
    to.clear();
    for (; link != kNoLink; link = links_[static_cast<std::size_t>(link)].previous)
      to.push_back(links_[static_cast<std::size_t>(link)].token);
    std::reverse(to.begin(), to.end());
  }

 private:
  struct Link {
    TokenId token;
    int previous;
  };
  std::vector<Link> links_;
};

}  // namespace nmt
