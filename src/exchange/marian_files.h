// Which files a model of Marian is made of.
#pragma once

#include <string>

#include "exchange/marian_options.h"
#include "exchange/source_files.h"

namespace nmt {

struct MarianFiles {
  std::string weights = {};
  std::string source_vocabulary = {}, target_vocabulary = {};
  // SentencePiece models that only cut, where the vocabularies are lists (OPUS-MT); else empty.
  std::string source_pieces = {}, target_pieces = {};
  std::string shortlist = {};                              // empty: none
  MarianOptions decoder;                                   // decoder.yml, or nothing
  std::string source_language = {}, target_language = {};  // where a name tells them

  // Throws Error where one is missing, or several could be meant.
  static MarianFiles in(const SourceFiles& source);
};

// Whether there are weights of Marian in the folder, or in the file.
bool has_marian_weights(const SourceFiles& source);

}  // namespace nmt
