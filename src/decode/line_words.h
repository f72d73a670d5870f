// The words of a line's translation, with the kept things in their places.
#pragma once

#include <string>
#include <vector>

#include "decode/observed_line.h"
#include "decode/output_words.h"
#include "text/tokenizer.h"

namespace nmt {

struct LineWords {
  std::vector<OutputWord> words;    // of the translation; parts of words where things stand in them
  std::vector<std::string> source;  // the words of the line that alignments count
  std::vector<std::string> read;    // [source], what the model read of each
  std::vector<bool> remembered;     // [source], whether nobody has read it
};

LineWords words_of_line(const ObservedLine& line, const Tokenizers& tokenizers);

}  // namespace nmt
