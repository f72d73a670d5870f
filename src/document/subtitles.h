// Subtitles: SubRip (.srt) and WebVTT (.vtt). A sentence that goes on in the next cue is translated as
// one.
#pragma once

#include "document/document.h"

namespace nmt {

DocumentFormat subrip_format();
DocumentFormat webvtt_format();

}  // namespace nmt
