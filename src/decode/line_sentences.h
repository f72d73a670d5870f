// The sentences of a line from which things may have been taken out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "decode/kept_line.h"
#include "document/sentences.h"
#include "document/text_range.h"

namespace nmt {

struct LineSentence {
  TextRange line;  // with what is kept from it, without white space around it
  TextRange read;  // of what the model reads, without white space around it
  // Where it is remembered: its translation, and what of the line that is of: not the tags around it.
  const std::string* memory = nullptr;
  TextRange known = {};
};

// Where there are several; none of one sentence. A sentence of kept things alone belongs to the next,
// or the last: a model makes up something for a text without words.
std::vector<LineSentence> sentences_of(const KeptLine& kept, std::string_view line,
                                       const SentenceSplitter& splitter);

}  // namespace nmt
