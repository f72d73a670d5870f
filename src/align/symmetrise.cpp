#include "align/symmetrise.h"

#include <algorithm>
#include <array>
#include <utility>

namespace nmt {
namespace {

constexpr std::array<std::pair<const char*, Symmetry>, 7> kNames = {{
    {"grow-diag-final-and", Symmetry::grow_diag_final_and},
    {"grow-diag-final", Symmetry::grow_diag_final},
    {"grow-diag", Symmetry::grow_diag},
    {"intersection", Symmetry::intersection},
    {"union", Symmetry::union_of_both},
    {"forward", Symmetry::forward},
    {"reverse", Symmetry::reverse},
}};

WordLinks forward_links(std::span<const int> forward) {
  WordLinks links;
  for (int t = 0; t < std::ssize(forward); ++t)
    if (const int s = forward[static_cast<std::size_t>(t)]; s >= 0) links.push_back({s, t});
  return links;
}

WordLinks reverse_links(std::span<const int> reverse) {
  WordLinks links;
  for (int s = 0; s < std::ssize(reverse); ++s)
    if (const int t = reverse[static_cast<std::size_t>(s)]; t >= 0) links.push_back({s, t});
  return links;
}

class Growing {
 public:
  Growing(std::span<const int> forward, std::span<const int> reverse)
      : forward_(forward),
        reverse_(reverse),
        source_has_(reverse.size()),
        target_has_(forward.size()) {
    for (const WordLink& link : forward_links(forward))
      if (in_reverse(link)) add(link);
  }

  // Each link's neighbours once: words only gain links, so what is refused now would be refused
  // later.
  void grow() {
    for (std::size_t i = 0; i < links_.size(); ++i) {
      static constexpr std::array<WordLink, 8> kNeighbours = {
          {{-1, 0}, {0, -1}, {1, 0}, {0, 1}, {-1, -1}, {-1, 1}, {1, -1}, {1, 1}}};
      for (const WordLink& by : kNeighbours) {
        const WordLink near = {links_[i].source + by.source, links_[i].target + by.target};
        if (exists(near) && (in_forward(near) || in_reverse(near)) &&
            !(has_source(near) && has_target(near)))
          add(near);
      }
    }
  }

  // Where at least one word (or both) is without a link.
  void finish(const WordLinks& candidates, bool both) {
    for (const WordLink& link : candidates) {
      const bool source = has_source(link), target = has_target(link);
      if (both ? !source && !target : !source || !target) add(link);
    }
  }

  WordLinks sorted() && {
    std::sort(links_.begin(), links_.end());
    return std::move(links_);
  }

 private:
  bool exists(const WordLink& link) const {
    return link.source >= 0 && link.target >= 0 && link.source < std::ssize(reverse_) &&
           link.target < std::ssize(forward_);
  }
  bool in_forward(const WordLink& link) const {
    return forward_[static_cast<std::size_t>(link.target)] == link.source;
  }
  bool in_reverse(const WordLink& link) const {
    return reverse_[static_cast<std::size_t>(link.source)] == link.target;
  }
  bool has_source(const WordLink& l) const {
    return source_has_[static_cast<std::size_t>(l.source)];
  }
  bool has_target(const WordLink& l) const {
    return target_has_[static_cast<std::size_t>(l.target)];
  }
  void add(const WordLink& link) {
    links_.push_back(link);
    source_has_[static_cast<std::size_t>(link.source)] = true;
    target_has_[static_cast<std::size_t>(link.target)] = true;
  }

  std::span<const int> forward_, reverse_;
  std::vector<bool> source_has_, target_has_;
  WordLinks links_;
};

WordLinks union_of(WordLinks links, const WordLinks& more) {
  links.insert(links.end(), more.begin(), more.end());
  std::sort(links.begin(), links.end());
  links.erase(std::unique(links.begin(), links.end()), links.end());
  return links;
}

}  // namespace

std::vector<std::string> symmetry_names() {
  std::vector<std::string> names;
  for (const auto& [name, symmetry] : kNames) names.emplace_back(name);
  return names;
}

Symmetry symmetry_named(const std::string& name) {
  return std::find_if(kNames.begin(), kNames.end(),
                      [&](const auto& row) { return row.first == name; })
      ->second;
}

WordLinks symmetrise(std::span<const int> forward, std::span<const int> reverse,
                     Symmetry symmetry) {
  if (symmetry == Symmetry::reverse) return reverse_links(reverse);
  if (symmetry == Symmetry::forward) {
    WordLinks links = forward_links(forward);
    std::sort(links.begin(), links.end());
    return links;
  }
  if (symmetry == Symmetry::union_of_both)
    return union_of(forward_links(forward), reverse_links(reverse));
  Growing growing(forward, reverse);
  if (symmetry == Symmetry::intersection) return std::move(growing).sorted();
  growing.grow();
  if (symmetry != Symmetry::grow_diag) {
    const bool both = symmetry == Symmetry::grow_diag_final_and;
    growing.finish(forward_links(forward), both);
    growing.finish(reverse_links(reverse), both);
  }
  return std::move(growing).sorted();
}

}  // namespace nmt
