// Tokenizers of nmt from the vocabularies of other programs.
#pragma once

#include <set>
#include <string>

#include "exchange/token_rows.h"
#include "text/tokenizer.h"

namespace nmt {

// The bytes of a file, unpacked where it is packed as texts may be (text/line_reader.h).
std::string read_unpacked(const std::string& path);

// A SentencePiece model.
struct CuttingModel {
  std::string path;  // for messages
  std::string bytes;
};
CuttingModel read_cutting_model(const std::string& path);

// The pieces of a model that counts itself. Throws Error where it is none.
ForeignVocabulary pieces_of(const CuttingModel& model);

// A list of words or pieces with their numbers: a mapping in JSON (.json) or YAML (.yml, .yaml), or a
// piece a line. Unknown and end are <unk> and </s>, or UNK and eos. Throws Error unless every number
// from 0 on is there once.
ForeignVocabulary read_vocabulary_list(const std::string& path);

// Both sides are cut by models that count themselves; one for both where they are the same.
Tokenizers cutting_tokenizers(const CuttingModel& source, const CuttingModel& target);

// Both sides count by one list, and each cuts by its own model. What comes out are SentencePiece models
// of the list's pieces, in its order behind nmt's special tokens: those that a side does not cut are
// there and unused, and those of `controls` stand for no text, as tags of languages do. Pieces that a
// model cuts and the list does not have come last, for both sides. Throws Error where a model is not of
// type unigram and would not cut as before with such pieces in it.
Tokenizers listed_tokenizers(const ForeignVocabulary& list, const CuttingModel& source,
                             const CuttingModel& target, const std::set<std::string>& controls);

// A side with a list of its own.
struct ListedSide {
  const ForeignVocabulary& list;
  const CuttingModel& model;
  std::set<std::string> controls;
};
Tokenizers separate_tokenizers(const ListedSide& source, const ListedSide& target);

// Words between white space.
Tokenizers word_tokenizers(const ForeignVocabulary& source, const ForeignVocabulary& target);

}  // namespace nmt
