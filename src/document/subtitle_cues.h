// The cues of subtitles, SubRip's (.srt) and WebVTT's, and what is said in each.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "document/text_range.h"

namespace nmt {

enum class SubtitleKind { subrip, webvtt };

// What one person says in a cue: the cue, or one of its lines that begin with a dash.
struct CuePart {
  std::vector<TextRange> lines = {};       // without dashes
  std::size_t cue = 0;                     // counted in the document
  std::int64_t begin = 0, end = 0;         // of the cue, in milliseconds
  bool is_first = false, is_last = false;  // of its cue
  bool has_dash = false;
};

std::vector<CuePart> cue_parts(std::string_view content, SubtitleKind kind);

// The tags of a line: <i>, {\an8}, <00:01.000>.
std::vector<TextRange> cue_tags(std::string_view line);

// Whether a sentence of one part goes on in the next, which another cue begins with.
bool goes_on(std::string_view content, const CuePart& part, const CuePart& next,
             std::string_view language);

}  // namespace nmt
