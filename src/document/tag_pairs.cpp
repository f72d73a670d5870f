#include "document/tag_pairs.h"

#include <cstddef>
#include <unordered_map>

namespace nmt {
namespace {

class OpenTags {
 public:
  void open(std::size_t tag, const TagEnd& end) {
    by_key_[end.key].push_back(tags_.size());
    if (end.is_element) elements_.push_back(tags_.size());
    tags_.push_back({tag, &end});
  }
  // The tag that this one closes, or -1. Those that are open within it stay alone.
  int close(const TagEnd& end) {
    const auto found = by_key_.find(end.key);
    if (found == by_key_.end() || found->second.empty()) return -1;
    const std::size_t position = found->second.back();
    if (!end.is_element && !elements_.empty() && elements_.back() > position) return -1;
    const auto tag = static_cast<int>(tags_[position].tag);
    while (tags_.size() > position) pop();
    return tag;
  }

 private:
  void pop() {
    by_key_[tags_.back().end->key].pop_back();
    if (tags_.back().end->is_element) elements_.pop_back();
    tags_.pop_back();
  }
  struct Open {
    std::size_t tag;
    const TagEnd* end;
  };
  std::vector<Open> tags_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_key_;  // positions in tags_
  std::vector<std::size_t> elements_;                                 // the same
};

}  // namespace

void pair_tags(std::vector<InlineTag>& tags, const std::vector<TagEnd>& ends) {
  OpenTags open;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    if (ends[i].side == TagEnd::Side::opens) open.open(i, ends[i]);
    if (ends[i].side != TagEnd::Side::closes) continue;
    tags[i].partner = open.close(ends[i]);
    if (tags[i].partner >= 0)
      tags[static_cast<std::size_t>(tags[i].partner)].partner = static_cast<int>(i);
  }
}

}  // namespace nmt
