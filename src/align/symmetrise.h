// Joins the links of two directions, each of which gives a word at most one partner, to links of
// many with many (Och and Ney 2003; Koehn et al. 2005).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "text/word_links.h"

namespace nmt {

enum class Symmetry {
  forward,          // each target word has at most one source word
  reverse,          // each source word has at most one target word
  intersection,     // the links of both directions
  union_of_both,    // those of either
  grow_diag,        // from the intersection to neighbours in the union, for words without a link
  grow_diag_final,  // then links of either direction where one word is without
  grow_diag_final_and,  // the same where both are
};
// By name: forward, reverse, intersection, union, grow-diag, grow-diag-final, grow-diag-final-and.
std::vector<std::string> symmetry_names();
// `name` must be one of them.
Symmetry symmetry_named(const std::string& name);

// forward [target]: the source position of each target word; reverse [source]: the target position
// of each source word; -1 is none. The links come in the order of the source.
WordLinks symmetrise(std::span<const int> forward, std::span<const int> reverse, Symmetry symmetry);

}  // namespace nmt
