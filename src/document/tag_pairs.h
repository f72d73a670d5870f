// Which tags of a text belong together.
#pragma once

#include <string>
#include <vector>

#include "document/document.h"

namespace nmt {

// What a tag says of itself.
struct TagEnd {
  enum class Side { alone, opens, closes };
  Side side = Side::alone;
  std::string key = {};     // the same on both sides
  bool is_element = false;  // of XML, whose start and end are nested with each other
};

// Sets the partners of tags: each closing one belongs to the last open one of its key, where pairs
// are nested so; elements rule. The others stand alone. In linear time. ends: [tags]
void pair_tags(std::vector<InlineTag>& tags, const std::vector<TagEnd>& ends);

}  // namespace nmt
