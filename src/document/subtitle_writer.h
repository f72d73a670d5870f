// The translation of a text of subtitles, in its cues again.
#pragma once

#include <string>

#include "document/subtitle_text.h"

namespace nmt {

// Cues end where the translation has their ends, unless one of them would be empty; lines are divided
// in the proportions of those that were read.
std::string written_subtitle(const SubtitleText& text, const TranslatedText& translation,
                             SubtitleKind kind);

}  // namespace nmt
