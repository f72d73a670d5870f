// Sentences in capitals for a model that has learned from text in normal case.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "decode/split.h"
#include "document/capitals.h"
#include "document/learned_text.h"
#include "document/letters.h"
#include "text/tokenizer.h"

namespace nmt {

// The place in what the model reads of a piece, of a place in the text of the piece.
std::size_t place_in_normal_case(const SourcePiece& piece, std::string_view text,
                                 std::size_t place);

// Immutable, so that threads may share one.
class NormalCase {
 public:
  // `mode`: decoding.capitals. What a model has learned stays as it is with auto, everything with keep.
  NormalCase(const std::string& mode, const LearnedText& learned, const Tokenizers& tokenizers);

  // split_tokens() of a sentence. One in capitals that the model does not know is read in normal case,
  // and its pieces say so; their places are those in the sentence.
  std::vector<SourcePiece> split(std::string_view sentence, int limit) const;
  // The translation of a piece, or one word of it, in the case of the source.
  std::string restored(std::string_view translation, Capitals capitals) const {
    return in_case(translation, capitals, target_letters_);
  }
  std::string restored_word(std::string_view word, Capitals capitals, bool is_first) const {
    return word_in_case(word, capitals, is_first, target_letters_);
  }

 private:
  struct Recased;
  bool undoes(Capitals capitals) const {
    return (capitals == Capitals::all && undoes_all_) ||
           (capitals == Capitals::title && undoes_title_);
  }
  Recased in_normal_case(std::string_view sentence, Capitals capitals) const;
  std::string normal_word(std::string_view word, Capitals capitals, bool is_first) const;

  const Tokenizers tokenizers_;
  const std::string language_;
  const LetterCase source_letters_, target_letters_;
  bool undoes_all_, undoes_title_;
};

}  // namespace nmt
