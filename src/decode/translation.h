// What became of one line of text.
#pragma once

#include <string>
#include <vector>

#include "base/token.h"

namespace nmt {

struct Candidate {
  std::string text;
  double log_probability = 0;
  double score = 0;            // normalised by length
  std::vector<TokenId> ids{};  // of all pieces of the line, without kEnd
};

struct Translation {
  std::vector<Candidate> candidates;  // best first; exactly one, empty, for an empty line
  std::vector<std::string> warnings;  // for the reader of stderr; without the line number

  const std::string& text() const { return candidates.front().text; }
};

}  // namespace nmt
