// Terms that are to be translated in a given way: a file of `source<TAB>target` lines, a soft
// constraint of the search.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/tokenizer.h"

namespace nmt {

// The translations that one term of a sentence may have, as target tokens; none is empty.
using TermChoices = std::vector<std::vector<TokenId>>;

class Glossary {
 public:
  // Several lines with one source term are choices. Throws Error with file:line for a line of which
  // one side has no tokens. A translation that the target tokenizer knows in part only would teach
  // the search to say <unk>: its line is left out, with a warning.
  Glossary(const std::string& path, const Tokenizers& tokenizers);

  // The terms that stand in the text as whole words, each once.
  std::vector<TermChoices> terms_in(std::string_view text) const;

 private:
  struct Entry {
    std::string source;
    TermChoices choices;
  };
  void add(std::string_view source, std::vector<TokenId> translation);

  std::vector<Entry> entries_;
};

// What a hypothesis earns for terms: `weight` for each token of a term that it holds, and for each
// of one that it is about to complete.
class TermRewards {
 public:
  TermRewards() = default;
  TermRewards(std::span<const TermChoices> terms, double weight) : terms_(terms), weight_(weight) {}

  struct Raise {
    TokenId token = 0;
    double amount = 0;
  };
  bool none() const { return terms_.empty(); }
  // For the terms that `tokens` hold, each once, in the longest of its choices. More tokens never
  // earn less.
  double earned(std::span<const TokenId> tokens) const;
  // What each next token would earn beyond that; a token at most once, the highest amount.
  void raises(std::span<const TokenId> tokens, std::vector<Raise>& to) const;
  // What could be earned at most.
  double most() const;

 private:
  std::span<const TermChoices> terms_;
  double weight_ = 0;
};

}  // namespace nmt
