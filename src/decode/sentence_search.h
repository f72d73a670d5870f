// Where the search of one sentence stands.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/random.h"
#include "decode/beam_search.h"
#include "decode/term_rewards.h"
#include "decode/trails.h"

namespace nmt {

// A hypothesis, as the place of its last token.
struct Trail {
  double log_probability = 0;
  double score = 0, coverage = 0;  // set once it takes part no more
  int link = kNoLink;
  int row = 0;  // of the models' state
  bool finished = true;
  // Where the step of its end mark, or of its first token that nobody said, looked.
  std::optional<std::size_t> look = {};
};

// Hypotheses that compete with each other; plain search has one group for each sentence.
struct Group {
  std::vector<Trail> live;  // best first
  int ended = 0;
};

struct SentenceSearch {
  int number = 0;            // in the batch
  int least = 0, limit = 0;  // of tokens, with kEnd
  std::span<const TokenId> prefix;
  Random random;
  TermRewards rewards;
  std::vector<Group> groups;
  std::vector<Trail> ended;

  double best_live() const;
  bool any_live() const;
};

// The start of sentence `i`, whose row is i. `model_limit`: max_length() of the models. Throws Error
// for a prefix that leaves no room.
SentenceSearch start_search(const SearchInput& input, int i, const DecodingSettings& settings,
                            int model_limit);

// The tokens of each sentence that a shortlist must not leave out: prefixes and terms.
std::vector<std::vector<TokenId>> needed_tokens(const SearchModels& models,
                                                const SearchInput& input);

}  // namespace nmt
