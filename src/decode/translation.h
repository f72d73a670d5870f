// What became of one line of text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/token.h"
#include "decode/attention_map.h"
#include "document/document.h"
#include "document/text_range.h"
#include "text/word_links.h"

namespace nmt {

struct WordConfidence {
  std::string word;
  double confidence = 0;  // the geometric mean of its tokens' probabilities
};

// Something that was kept as it stands in the source (decoding.keep), markup aside.
struct KeptWord {
  std::string text, kind;
  int source = 0, target = 0;  // the words that it is, or begins, on both sides
};

struct Candidate {
  std::string text;
  double log_probability = 0;
  double score = 0;            // normalised by length
  std::vector<TokenId> ids{};  // of all pieces of the line, without kEnd
  // With decoding.alignment hard or soft: of words or pieces, without end marks.
  std::optional<WordLinks> links{};
  std::optional<AttentionMap> attention{};
  std::optional<std::vector<WordConfidence>> words{};  // with decoding.confidence
  std::vector<KeptWord> kept{};                        // in the order of the translation
  std::vector<TextRange> sentences{};                  // [Translation::sentences], of the text
  std::vector<PlacedTag> tags{};                       // those that were given with the line
};

struct Translation {
  std::vector<Candidate> candidates;  // best first; exactly one, empty, for an empty line
  // Of the line, in valid UTF-8, where it was divided into several.
  std::vector<TextRange> sentences{};
  // [sentences], or of the whole line where it was not divided: whether its translation comes from
  // the memory (decoding.memory). Empty where none does.
  std::vector<bool> remembered{};
  std::vector<std::string> warnings;  // for the reader of stderr; without the line number

  const std::string& text() const { return candidates.front().text; }
};

}  // namespace nmt
