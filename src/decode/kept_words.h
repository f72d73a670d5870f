// The words of a translation of which things were kept: its own, and the things in their places.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "decode/line_words.h"
#include "decode/observed_line.h"
#include "decode/output_words.h"
#include "decode/thing_spacing.h"
#include "text/tokenizer.h"

namespace nmt {

class KeptWords {
 public:
  // source: the words of KeptLine::counted.
  KeptWords(const ObservedLine& line, const Tokenizers& tokenizers,
            std::span<const std::string_view> source);

  // The words of the translation, parts of words where things stand in them, and what the model read
  // of each source word. `result` has the source words already.
  void fill(LineWords& result);

 private:
  std::size_t part_of(std::size_t thing) const;
  void add_part(std::size_t part, std::size_t first_thing, std::size_t last_thing,
                LineWords& result);
  void add_remembered(const ObservedPart& part, std::size_t first_thing, std::size_t last_thing,
                      LineWords& result);
  void add_things(const ThingsTogether& together);
  void add_thing(std::size_t thing, std::string separator);
  void add_word(OutputWord word, const std::string& blank);
  std::string_view last_text() const;
  int source_word_at(std::size_t counted_place) const;
  // A word of what the model reads, and which one of the line it is.
  struct NumberedWord {
    std::string_view text;
    int number = 0;
  };
  std::vector<NumberedWord> words_read_of(const ObservedPart& part) const;
  std::vector<int> source_words_of(const ObservedPart& part, std::vector<std::string>& read) const;

  const ObservedLine& line_;
  const Tokenizers& tokenizers_;
  std::vector<std::size_t> source_ends_;  // in KeptLine::counted
  std::vector<OutputWord> words_;
  std::optional<std::string> separator_;  // before the next word, where a thing decides it
};

}  // namespace nmt
