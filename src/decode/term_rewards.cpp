#include "decode/term_rewards.h"

#include <algorithm>

#include "decode/term_tokens.h"

namespace nmt {
namespace {

using Tokens = std::span<const TokenId>;

void raise(std::vector<TermRewards::Raise>& raises, TokenId token, double amount) {
  const auto found = std::find_if(raises.begin(), raises.end(),
                                  [&](const auto& other) { return other.token == token; });
  if (found == raises.end()) {
    raises.push_back({token, amount});
  } else {
    found->amount = std::max(found->amount, amount);
  }
}

}  // namespace

double TermRewards::earned(Tokens tokens) const {
  double sum = 0;
  for (const GlossaryTerm& term : terms_) {
    std::size_t longest = 0;
    for (const TermChoice& choice : term.choices)
      if (holds(tokens, choice)) longest = std::max(longest, choice.tokens.size());
    sum += weight_ * static_cast<double>(longest);
  }
  return sum;
}

void TermRewards::raises(Tokens tokens, std::vector<Raise>& to) const {
  to.clear();
  for (const GlossaryTerm& term : terms_) {
    const bool held = std::any_of(term.choices.begin(), term.choices.end(),
                                  [&](const TermChoice& each) { return holds(tokens, each); });
    if (held) continue;
    for (const TermChoice& choice : term.choices) {
      const std::size_t count = begun(tokens, choice);
      if (may_continue(tokens, choice, count))
        raise(to, choice.tokens[count], weight_ * static_cast<double>(count + 1));
      if (count > 0 && may_continue(tokens, choice, 0)) raise(to, choice.tokens[0], weight_);
    }
  }
}

double TermRewards::most() const {
  double sum = 0;
  for (const GlossaryTerm& term : terms_)
    sum += weight_ * static_cast<double>(longest_choice(term));
  return sum;
}

}  // namespace nmt
