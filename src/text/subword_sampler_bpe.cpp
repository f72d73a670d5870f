#include "text/subword_sampler_bpe.h"

#include <algorithm>

namespace nmt {
namespace {

struct Symbol {
  std::size_t begin, end;  // of its text
  TokenId id;
  TokenId with_next;  // the piece that it and the next symbol spell; -1: none
};

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

// The end of the word that begins at byte 0: before the next space, as SentencePiece writes it.
std::size_t word_end(std::string_view text) {
  return std::min(text.find("\xE2\x96\x81", 1), text.size());
}

}  // namespace

std::vector<TokenId> BpeSampler::sample(std::span<const TokenId> best, Random& random) const {
  std::vector<TokenId> ids;
  const auto cut = [&](std::string_view text, std::span<const TokenId> tokens) {
    const std::size_t before = ids.size();
    while (!text.empty()) {
      const std::size_t end = pieces_.within_words() ? word_end(text) : text.size();
      if (!merge(text.substr(0, end), random, ids)) {
        ids.resize(before);
        ids.insert(ids.end(), tokens.begin(), tokens.end());
        return;
      }
      text.remove_prefix(end);
    }
  };
  for_each_stretch(pieces_, best, cut, [&](TokenId id) { ids.push_back(id); });
  return ids;
}

bool BpeSampler::merge(std::string_view text, Random& random, std::vector<TokenId>& ids) const {
  std::vector<Symbol> symbols;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin + 1;
    while (end < text.size() && !begins_character(text[end])) ++end;
    const TokenId id = pieces_.find(text.substr(begin, end - begin));
    if (id < 0) return false;
    symbols.push_back({begin, end, id, -1});
    begin = end;
  }
  const auto look_at_next = [&](std::size_t i) {
    symbols[i].with_next =
        i + 1 == symbols.size()
            ? -1
            : pieces_.find(text.substr(symbols[i].begin, symbols[i + 1].end - symbols[i].begin));
  };
  for (std::size_t i = 0; i < symbols.size(); ++i) look_at_next(i);
  for (;;) {
    std::size_t chosen = symbols.size();
    for (std::size_t i = 0; i < symbols.size(); ++i) {
      const TokenId merged = symbols[i].with_next;
      if (merged < 0 || random.uniform() < dropout_) continue;
      if (chosen == symbols.size() ||
          pieces_.score(merged) > pieces_.score(symbols[chosen].with_next))
        chosen = i;
    }
    if (chosen == symbols.size()) break;
    symbols[chosen].id = symbols[chosen].with_next;
    symbols[chosen].end = symbols[chosen + 1].end;
    symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(chosen) + 1);
    look_at_next(chosen);
    if (chosen > 0) look_at_next(chosen - 1);
  }
  for (const Symbol& symbol : symbols) ids.push_back(symbol.id);
  return true;
}

}  // namespace nmt
