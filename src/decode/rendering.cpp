#include "decode/rendering.h"

#include <algorithm>
#include <string>

#include "decode/observe.h"
#include "decode/token_words.h"
#include "document/characters.h"
#include "document/letters.h"
#include "text/words.h"

namespace nmt {
namespace {

// How much log-probability a word loses at least, or it does not depend on the part, and what share of
// what the first word loses a neighbour loses that renders the part with it.
constexpr double kLeastLoss = 0.5, kShare = 0.5;

// Tokens that belong together: words, with what each loses.
struct Unit {
  TokenRange tokens;
  double loss = 0;
};

bool are_words_together(std::string_view text) {
  return !text.empty() && writes_words_together(character_at(text, 0));
}

std::vector<Unit> units_of(std::span<const TokenId> ids, std::span<const double> losses,
                           const Tokenizer& target) {
  const TokenWords words = token_words(ids, target);
  const bool single = are_words_together(target.decode(ids));
  std::vector<Unit> units;
  bool behind_space = false;  // a token that is a space alone belongs to what follows
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const bool is_space = trimmed(target.decode({&ids[i], 1})).empty();
    const bool goes_on = i > 0 && words.word[i] == words.word[i - 1] && !single && !is_space;
    if (!goes_on && !behind_space) units.push_back({{i, i}, 0});
    behind_space = is_space;
    units.back().tokens.end = i + 1;
    units.back().loss += losses[i];
  }
  return units;
}

TokenRange without_marks(TokenRange range, std::span<const TokenId> ids, const Tokenizer& target) {
  const TokenRange all = range;
  while (range.size() > 0 && is_mark(target, ids[range.end - 1])) --range.end;
  while (range.size() > 0 && is_mark(target, ids[range.begin])) ++range.begin;
  return range.size() > 0 ? range : all;
}

// The unit that loses most, with neighbours that lose nearly as much; takes them out. None where
// nothing loses enough.
TokenRange take_most(std::vector<Unit>& units, std::size_t count) {
  const auto most = std::max_element(units.begin(), units.end(),
                                     [](const Unit& a, const Unit& b) { return a.loss < b.loss; });
  if (most == units.end() || most->loss < kLeastLoss) return {};
  auto first = most, behind = std::next(most);
  const double enough = kShare * most->loss;
  for (bool grown = true; grown && static_cast<std::size_t>(behind - first) < count;) {
    if (behind != units.end() && behind->loss >= enough)
      ++behind;
    else if (first != units.begin() && std::prev(first)->loss >= enough)
      --first;
    else
      grown = false;
  }
  for (auto unit = first; unit != behind; ++unit) unit->loss = 0;
  return {first->tokens.begin, std::prev(behind)->tokens.end};
}

}  // namespace

bool is_mark(const Tokenizer& tokenizer, TokenId token) {
  const std::string text = tokenizer.decode({&token, 1});
  for (std::size_t at = 0; at < text.size(); at += character_size(text[at]))
    if (is_word_character(character_at(text, at))) return false;
  return !trimmed(text).empty();
}

TokenRange tokens_of_part(std::span<const TokenId> ids, std::string_view text, TextRange part,
                          const Tokenizer& source) {
  constexpr std::string_view kOther = "\u2047";  // two question marks: seldom part of a text
  std::string changed(text.substr(0, part.begin));
  changed += kOther;
  changed += text.substr(part.end);
  std::vector<TokenId> other = source.encode(changed);
  if (!ids.empty() && ids.back() == kEnd) other.push_back(kEnd);
  const auto begin = std::mismatch(ids.begin(), ids.end(), other.begin(), other.end()).first;
  const auto behind =
      std::mismatch(ids.rbegin(), ids.rend(), other.rbegin(), other.rend()).first.base();
  const auto first = static_cast<std::size_t>(begin - ids.begin());
  return {first, std::max(first, static_cast<std::size_t>(behind - ids.begin()))};
}

std::vector<TokenRange> renderings(const SearchModels& models, Tape& tape,
                                   std::span<const TokenId> source,
                                   std::span<const TokenRange> parts, std::size_t words,
                                   std::span<const TokenId> ids, const Tokenizer& target) {
  if (parts.empty() || ids.empty()) return {};
  std::vector<TokenId> unread(source.begin(), source.end()), whole(ids.begin(), ids.end());
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    unread.erase(unread.begin() + std::ptrdiff_t(part->begin),
                 unread.begin() + std::ptrdiff_t(part->end));
    unread.insert(unread.begin() + std::ptrdiff_t(part->begin), kUnknown);
  }
  whole.push_back(kEnd);
  PairBatch pairs;
  for (const auto& each : {std::vector<TokenId>(source.begin(), source.end()), unread}) {
    pairs.source.add(each);
    pairs.target.add(whole);
  }
  const auto read = token_log_probabilities(models, tape, pairs);
  std::vector<double> losses(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) losses[i] = read[0][i] - read[1][i];
  std::vector<Unit> units = units_of(ids, losses, target);
  // Where words are not set apart, one has a few tokens.
  constexpr std::size_t kTokens = 4;
  if (are_words_together(target.decode(ids))) words *= kTokens;
  std::vector<TokenRange> found;
  while (found.size() < parts.size()) {
    const TokenRange range = take_most(units, words);
    if (range.size() == 0) break;
    found.push_back(without_marks(range, ids, target));
  }
  return found;
}

}  // namespace nmt
