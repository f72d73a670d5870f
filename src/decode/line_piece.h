// What a search translates at once, and how translations of it become that of a line.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "decode/beam_search.h"
#include "decode/glossary_term.h"
#include "decode/normal_case.h"
#include "decode/observe.h"
#include "decode/settings.h"
#include "decode/split.h"
#include "decode/translation.h"
#include "text/tokenizer.h"

namespace nmt {

// A line, or a part of one that is too long: what a search translates at once.
struct LinePiece {
  SourcePiece source;
  std::vector<TokenId> prefix = {};         // how its translation begins
  std::uint64_t stream = 0;                 // names its random numbers
  std::vector<GlossaryTerm> terms = {};     // of the glossary
  std::vector<Hypothesis> hypotheses = {};  // of the search, best first
  bool is_observed = false;                 // whether a search fills what follows
  std::vector<Observed> observed = {};      // [hypotheses]
  // A sentence's translation from the memory: nobody searches, the only hypothesis is its tokens.
  std::optional<std::string> remembered = {};
};

// The n-th best translation of a line: the n-th best of each of its pieces, or the last that a piece
// has.
Candidate join_pieces(std::span<const LinePiece> pieces, std::size_t n, const Tokenizer& target,
                      const NormalCase& normal_case, const DecodingSettings& settings);

// Of a line of several sentences: a translation of them stands where they stood.
void put_white_space_around(Candidate& candidate, std::string_view line,
                            std::span<const TextRange> sentences);

}  // namespace nmt
