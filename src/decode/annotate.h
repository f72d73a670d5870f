// What a translation gets beside its text, or instead of some of it: alignments, confidences,
// warnings, and the words that are kept as they stand in the source.
#pragma once

#include <span>
#include <string_view>

#include "decode/beam_search.h"
#include "decode/observe.h"
#include "decode/output_words.h"
#include "decode/settings.h"
#include "decode/split.h"
#include "decode/tags.h"
#include "decode/translation.h"
#include "text/tokenizer.h"

namespace nmt {

// One candidate of a part of the line that was translated at once.
struct ObservedPart {
  const SourcePiece* source;
  const Hypothesis* hypothesis;
  const Observed* observed;
};

struct ObservedLine {
  std::string_view text;  // what was translated
  std::span<const Tag> tags;
  std::span<const ObservedPart> parts;
};

KeptKinds kept_kinds(const DecodingSettings& settings);

// What the settings ask for, into the candidate, and what is doubtful to `warnings`.
void annotate(Candidate& candidate, std::vector<std::string>& warnings, const ObservedLine& line,
              const Tokenizers& tokenizers, const DecodingSettings& settings);

}  // namespace nmt
