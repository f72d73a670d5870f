// How far the tokens of a hypothesis are those of a term.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "decode/glossary_term.h"

namespace nmt {

// Whether the choice stands in the tokens from `at` on.
inline bool stands_at(std::span<const TokenId> tokens, std::size_t at, const TermChoice& choice) {
  if (choice.only_first && at > 0) return false;
  const std::span<const TokenId> rest = tokens.subspan(at);
  return rest.size() >= choice.tokens.size() &&
         std::equal(choice.tokens.begin(), choice.tokens.end(), rest.begin());
}

inline bool holds(std::span<const TokenId> tokens, const TermChoice& choice) {
  for (std::size_t at = 0; at < tokens.size(); ++at)
    if (stands_at(tokens, at, choice)) return true;
  return false;
}

// Whether the tokens end with the first `count` of the choice, and more may follow there.
inline bool may_continue(std::span<const TokenId> tokens, const TermChoice& choice,
                         std::size_t count) {
  if (count > tokens.size() || (choice.only_first && count != tokens.size())) return false;
  return std::equal(choice.tokens.begin(), choice.tokens.begin() + std::ptrdiff_t(count),
                    tokens.end() - std::ptrdiff_t(count));
}

// How many of the first tokens of the choice, not all, the tokens end with.
inline std::size_t begun(std::span<const TokenId> tokens, const TermChoice& choice) {
  std::size_t count = std::min(choice.tokens.size() - 1, tokens.size());
  while (count > 0 && !may_continue(tokens, choice, count)) --count;
  return count;
}

inline std::size_t longest_choice(const GlossaryTerm& term) {
  std::size_t longest = 0;
  for (const TermChoice& choice : term.choices) longest = std::max(longest, choice.tokens.size());
  return longest;
}

}  // namespace nmt
