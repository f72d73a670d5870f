// The sentences of a line that a translation memory knows.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "decode/kept_line.h"
#include "decode/line_sentences.h"
#include "decode/translation_memory.h"
#include "document/document.h"
#include "document/kept_spans.h"

namespace nmt {

// A line and what is to be kept from it.
struct MarkedLine {
  std::string_view text;
  std::vector<KeptSpan> spans;
  std::span<const InlineTag> tags = {};  // the line's own, which are among the spans
};

inline bool is_remembered(const LineSentence& sentence) { return sentence.memory != nullptr; }

// Gives the sentence its translation where the memory knows it, as it stands or without the tags
// around it. One within which a tag of the line's own stands is not known: nobody could say where the
// tag belongs in the translation.
void remember(LineSentence& sentence, const MarkedLine& line, const TranslationMemory& memory);

// The line without what is kept from the sentences that are not remembered; tells of all sentences
// where they stand there.
KeptLine take_kept_of_others(const MarkedLine& line, std::span<LineSentence> sentences,
                             std::size_t masks);

}  // namespace nmt
