// The words of a translation with what is known of each: where it looked, how sure the model was.
// What must come through untouched is put in its place here, after the search.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/tensor.h"

namespace nmt {

struct OutputWord {
  std::string text;
  // Of the source words from `first` on: those of the part of the line that it translates. It looks
  // at no others.
  std::vector<Real> weights;
  int first = 0;
  double confidence = 0;  // the geometric mean of its tokens' probabilities
  bool unknown = false;   // one of its tokens is <unk>
  bool space_before = true;

  // The source word that it looked at most; -1 where there is none.
  int strongest() const;
};

std::string text_of(std::span<const OutputWord> words);

// An unknown word becomes the source word that it looks at (Luong 2015, "Addressing the rare word
// problem").
void copy_unknown(std::vector<OutputWord>& words, std::span<const std::string_view> source);

// The URLs and e-mail addresses of a text stay as they are: the words that look at one are replaced
// by it, byte for byte; where no word does, it is put beside those that look at its neighbours.
struct KeptKinds {
  bool urls = false, emails = false, tags = false;
  bool any() const { return urls || emails || tags; }
};
void keep_entities(std::vector<OutputWord>& words, std::span<const std::string_view> source,
                   KeptKinds kinds);
// The part of a word that is a URL or an address, without the punctuation around it; empty where
// there is none.
std::string_view entity_in(std::string_view word, KeptKinds kinds);

}  // namespace nmt
