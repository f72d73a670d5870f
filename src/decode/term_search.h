// The search where terms have to be said: as if there were none, and anew where that leaves one out.
// A term seldom is the most probable thing to say, so that a search that only has to say it somewhere
// puts it where it does least harm and says its own word too. Therefore it is put where that word was.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "decode/beam_search.h"
#include "text/tokenizer.h"

namespace nmt {

// How often a text says one of the choices of a term, at most as often as it is wanted. A word may go
// on behind it, as endings do, unless the glossary lists forms.
int times_said(std::string_view text, const GlossaryTerm& term);

// The terms that the text does not say as often as they stand in the source, one message for each.
std::vector<std::string> missing_terms(std::string_view text, std::span<const GlossaryTerm> terms);

// beam_search(), and for each sentence that leaves out one of input.terms what says it: the term takes
// the place of the words that render it (rendering.h), leftmost first. Of the translation with the
// term put in, and of those that a search from there gives, the best is taken that changes little
// else; so each is a translation with all that could be placed. A sentence whose best translation
// says all of its terms keeps it, and of its others those that do.
std::vector<std::vector<Hypothesis>> search_with_terms(const SearchModels& models, Tape& tape,
                                                       const SearchInput& input,
                                                       const DecodingSettings& settings,
                                                       const Tokenizer& target);

}  // namespace nmt
