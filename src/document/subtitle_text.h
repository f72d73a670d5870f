// What is said in one or more cues as one text, and its translation in these cues again.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"
#include "document/subtitle_cues.h"

namespace nmt {

struct SubtitleText {
  struct Mark {
    std::string bytes = {};
    bool opens = false;     // and its partner closes
    bool ends_cue = false;  // bytes: all from the end of this cue's text to the next one's
  };
  using LineWidths = std::vector<int>;  // in cells
  DocumentText text;
  std::vector<Mark> marks;  // [tags]
  std::vector<LineWidths> cues;
  TextRange place;
  std::string line_break;  // marks around all of it that each line has are in it
  bool closes_in_lines =
      false;  // what opens in a line is closed in it, and opened again in the next
};

// parts: of cues that follow each other, each of which goes on in the next. Marks around all of it are
// left out. Its text is empty where it has no letters.
SubtitleText subtitle_text(std::string_view content, std::span<const CuePart> parts,
                           SubtitleKind kind);

}  // namespace nmt
