// The words of a translation with what is known of each: where it looked, how sure the model was.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document/text_range.h"
#include "tensor/tensor.h"

namespace nmt {

struct OutputWord {
  std::string text;
  // Of the source words from `first` on: those of the part of the line that it translates. It looks
  // at no others.
  std::vector<Real> weights;
  int first = 0;
  double confidence = 0;  // the geometric mean of its tokens' probabilities
  int tokens = 0;
  bool unknown = false;         // one of its tokens is <unk>
  std::string separator = " ";  // what stands between it and the word before
  int thing = -1;               // of KeptLine::things, where it is one or a part of one
  bool is_tag = false;
  std::size_t sentence = 0;  // of the line

  // The source word that it looked at most; -1 where there is none.
  int strongest() const;
};

std::string text_of(std::span<const OutputWord> words);
std::vector<TextRange> ranges_of(std::span<const OutputWord> words);  // of that text
// The words of a translation that is remembered: they look at nothing, and nobody guessed them.
std::vector<OutputWord> remembered_words(std::string_view text);
// Where each sentence of the line stands in that text; where one without words would stand.
std::vector<TextRange> sentences_of(std::span<const OutputWord> words, std::size_t count);

// The word that each is a part of, from 0: words stand between white space, tags are none (-1).
std::vector<int> word_numbers(std::span<const OutputWord> parts);

// Those words: what stands side by side is one.
std::vector<OutputWord> joined_words(std::span<const OutputWord> words);

// An unknown word becomes the source word that it looks at (Luong 2015, "Addressing the rare word
// problem").
void copy_unknown(std::vector<OutputWord>& words, std::span<const std::string_view> source);

}  // namespace nmt
