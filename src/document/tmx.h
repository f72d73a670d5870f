// TMX (Translation Memory eXchange 1.4b, and 1.1): translations for each unit, in its languages.
#pragma once

#include <string>
#include <vector>

#include "document/document.h"

namespace nmt {

// Texts are the segments in the source language of units that have none in the target language;
// their translations are added. Throws Error where a language is not known.
DocumentFormat tmx_format();

// Both segments without their markup; the white space at their ends is left out.
struct TmxPair {
  std::string source, target;
  bool operator==(const TmxPair&) const = default;
};
// The pairs of those languages, in order; of a unit's several segments in one, the first. Units that
// lack one, or whose segment is empty, are left out. Without languages.source, the one that the
// file names; without languages.target, the only other one. Throws Error.
std::vector<TmxPair> read_tmx_pairs(std::string content, const std::string& name,
                                    const DocumentLanguages& languages);

}  // namespace nmt
