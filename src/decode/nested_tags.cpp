#include "decode/nested_tags.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

namespace nmt {
namespace {

using Role = KeptThing::Role;

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

bool is_tag(const KeptThing& thing) { return thing.kind == KeptKind::tag; }

// A pair of tags, or a tag that stands alone.
struct TagNode {
  std::size_t opening = kNone, closing = kNone;  // of the places; both the same for one tag alone
  std::size_t begin = 0, end = 0;                // gaps
  std::size_t parent = kNone;
  bool is_pair() const { return opening != closing; }
  // Where it stands in the source.
  std::size_t order() const { return opening != kNone ? opening : closing; }
};

class Nesting {
 public:
  Nesting(std::span<const PlacedThing> places, const KeptLine& line, std::size_t end)
      : places_(places),
        line_(line),
        end_(end),
        parent_of_(places.size(), kNone),
        event_of_(places.size(), kNone) {}

  // Nothing where the source does not nest.
  std::optional<std::vector<PlacedThing>> order() {
    if (!make_nodes()) return std::nullopt;
    widen();
    group_children();
    arrange(children_.back(), nodes_.size());
    for (std::size_t node = 0; node < nodes_.size(); ++node) arrange(children_[node], node);
    emit();
    return with_what_is_no_tag();
  }

 private:
  const KeptThing& thing(std::size_t place) const { return line_.things[places_[place].thing]; }
  // The place of a tag's partner, where that is in this piece.
  std::size_t partner_of(std::size_t place) const {
    const auto first = places_.front().thing;
    const auto partner = static_cast<std::size_t>(thing(place).partner);
    return partner >= first && partner < first + places_.size() ? partner - first : kNone;
  }

  bool make_nodes() {
    std::vector<std::size_t> open;
    // Those that were opened in a piece before this one, the outermost of them closed last.
    for (std::size_t i = places_.size(); i-- > 0;)
      if (thing(i).role == Role::closing && partner_of(i) == kNone) {
        open.push_back(add({.closing = i, .begin = 0, .end = places_[i].gap}, open));
      }
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const std::size_t gap = places_[i].gap;
      if (!is_tag(thing(i))) {
        parent_of_[i] = open.empty() ? kNone : open.back();
      } else if (thing(i).role == Role::alone) {
        add({.opening = i, .closing = i, .begin = gap, .end = gap}, open);
      } else if (thing(i).role == Role::opening) {
        const std::size_t closing = partner_of(i);
        const std::size_t end = closing == kNone ? end_ : places_[closing].gap;
        open.push_back(add({.opening = i, .closing = closing, .begin = gap, .end = end}, open));
      } else {
        if (open.empty() || nodes_[open.back()].closing != i) return false;
        open.pop_back();
      }
    }
    return true;
  }
  std::size_t add(TagNode node, const std::vector<std::size_t>& open) {
    node.parent = open.empty() ? kNone : open.back();
    nodes_.push_back(node);
    return nodes_.size() - 1;
  }

  // What stood within a pair takes it along.
  void widen() {
    const auto include = [&](std::size_t parent, std::size_t begin, std::size_t end) {
      if (parent == kNone) return;
      nodes_[parent].begin = std::min(nodes_[parent].begin, begin);
      nodes_[parent].end = std::max(nodes_[parent].end, end);
    };
    for (std::size_t i = 0; i < places_.size(); ++i)
      if (!is_tag(thing(i)))
        include(parent_of_[i], places_[i].gap, places_[i].gap + (places_[i].is_masked ? 1 : 0));
    for (std::size_t i = nodes_.size(); i-- > 0;)
      if (nodes_[i].begin < nodes_[i].end)
        include(nodes_[i].parent, nodes_[i].begin, nodes_[i].end);
  }

  // [nodes + 1]; last those of the piece itself.
  void group_children() {
    children_.resize(nodes_.size() + 1);
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      children_[nodes_[i].parent == kNone ? nodes_.size() : nodes_[i].parent].push_back(i);
  }

  // Keeps siblings within their parent and out of each other.
  void arrange(std::vector<std::size_t>& siblings, std::size_t parent) {
    const std::size_t from = parent < nodes_.size() ? nodes_[parent].begin : 0,
                      to = parent < nodes_.size() ? nodes_[parent].end : end_;
    const auto by_place = [&](std::size_t a, std::size_t b) {
      const auto key = [](const TagNode& node) {
        return std::tuple(node.begin, node.end, node.order());
      };
      return key(nodes_[a]) < key(nodes_[b]);
    };
    for (const std::size_t child : siblings) {
      TagNode& node = nodes_[child];
      node.begin = std::clamp(node.begin, from, to);
      node.end = std::clamp(node.end, node.begin, to);
    }
    std::sort(siblings.begin(), siblings.end(), by_place);
    std::size_t behind = from;  // the pairs so far
    for (const std::size_t child : siblings) {
      TagNode& node = nodes_[child];
      if (node.is_pair()) {
        node.begin = std::max(node.begin, behind);
        node.end = behind = std::max(node.end, node.begin);
      } else if (node.begin < behind) {
        node.begin = node.end = behind;
      }
    }
    std::sort(siblings.begin(), siblings.end(), by_place);
  }

  void emit() {
    struct Visit {
      std::size_t node, next;
    };
    std::vector<Visit> visits = {{nodes_.size(), 0}};
    while (!visits.empty()) {
      auto& [node, next] = visits.back();
      if (next < children_[node].size()) {
        const std::size_t child = children_[node][next++];
        add_event(nodes_[child].opening, nodes_[child].begin);
        visits.push_back({child, 0});
        continue;
      }
      if (node < nodes_.size() && nodes_[node].is_pair())
        add_event(nodes_[node].closing, nodes_[node].end);
      visits.pop_back();
    }
  }
  void add_event(std::size_t place, std::size_t gap) {
    if (place == kNone) return;
    events_.push_back({places_[place].thing, gap, false});
    event_of_[place] = events_.size() - 1;
  }

  // Beside the tag that it stood beside, where that is in the same gap.
  std::vector<PlacedThing> with_what_is_no_tag() {
    std::vector<std::size_t> next_tag(places_.size(), kNone);
    for (std::size_t i = places_.size(), next = kNone; i-- > 0;) {
      next_tag[i] = next;
      if (event_of_[i] != kNone) next = event_of_[i];
    }
    std::vector<std::pair<std::size_t, PlacedThing>>
        others;  // and the event before which each goes
    std::size_t last = kNone;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (event_of_[i] != kNone) {
        last = event_of_[i];
        continue;
      }
      const std::size_t gap = places_[i].gap;
      const bool follows = last != kNone && events_[last].gap == gap,
                 precedes = next_tag[i] != kNone && events_[next_tag[i]].gap == gap;
      others.emplace_back(follows    ? last + 1
                          : precedes ? next_tag[i]
                                     : behind_closings(gap),
                          places_[i]);
    }
    // In one gap, in the order of the source.
    std::stable_sort(others.begin(), others.end(), [](const auto& a, const auto& b) {
      return std::tuple(a.first, a.second.gap) < std::tuple(b.first, b.second.gap);
    });
    std::vector<PlacedThing> all;
    auto other = others.begin();
    for (std::size_t event = 0; event <= events_.size(); ++event) {
      for (; other != others.end() && other->first == event; ++other) all.push_back(other->second);
      if (event < events_.size()) all.push_back(events_[event]);
    }
    return all;
  }
  // The first event of the gap, or of a later one, that does not close what began before.
  std::size_t behind_closings(std::size_t gap) {
    if (gap == last_gap_) return last_found_;
    auto event = std::partition_point(events_.begin(), events_.end(),
                                      [&](const PlacedThing& place) { return place.gap < gap; });
    while (event != events_.end() && event->gap == gap &&
           line_.things[event->thing].role == Role::closing)
      ++event;
    last_gap_ = gap;
    return last_found_ = static_cast<std::size_t>(event - events_.begin());
  }

  std::span<const PlacedThing> places_;
  const KeptLine& line_;
  const std::size_t end_;
  std::vector<TagNode> nodes_;          // parents before their children
  std::vector<std::size_t> parent_of_;  // [places], of what is no tag
  std::vector<std::vector<std::size_t>> children_;
  std::vector<PlacedThing> events_;    // the tags in order
  std::vector<std::size_t> event_of_;  // [places]
  std::size_t last_gap_ = kNone, last_found_ = 0;
};

}  // namespace

std::vector<PlacedThing> nested(std::vector<PlacedThing> places, const KeptLine& line,
                                std::size_t end) {
  if (places.empty()) return places;
  if (auto order = Nesting(places, line, end).order()) return *std::move(order);
  std::stable_sort(places.begin(), places.end(),
                   [](const PlacedThing& a, const PlacedThing& b) { return a.gap < b.gap; });
  return places;
}

}  // namespace nmt
