#include "attend/tokens.h"

#include <algorithm>

#include "base/text_width.h"

namespace nmt {
namespace {

constexpr std::string_view kWordStart = "\xE2\x96\x81";  // SentencePiece's mark, U+2581

bool is_special(TokenId id) { return id == kUnknown || id == kBegin || id == kEnd; }

// Whether the tokens from `first` on spell `word` and then end.
bool spells(std::span<const std::string> tokens, std::size_t first, std::string_view word) {
  for (std::size_t i = first; i < tokens.size(); ++i) {
    std::string_view part = tokens[i];
    if (i > first) {
      if (!part.starts_with(kContinues)) return false;
      part.remove_prefix(kContinues.size());
    }
    if (!word.starts_with(part)) return false;
    word.remove_prefix(part.size());
    if (word.empty()) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> shown_tokens(const Tokenizer& tokenizer, std::span<const TokenId> ids) {
  std::vector<std::string> pieces;
  for (const TokenId id : ids) pieces.push_back(without_controls(tokenizer.piece(id)));
  const bool marked = std::any_of(pieces.begin(), pieces.end(), [](const std::string& piece) {
    return piece.starts_with(kWordStart);
  });
  if (!marked) return pieces;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    std::string& piece = pieces[i];
    if (is_special(ids[i]) || piece == kWordStart) continue;
    if (piece.starts_with(kWordStart))
      piece.erase(0, kWordStart.size());
    else
      piece.insert(0, kContinues);
  }
  return pieces;
}

int find_word(std::span<const std::string> tokens, std::string_view word) {
  const auto same = std::find(tokens.begin(), tokens.end(), word);
  if (same != tokens.end()) return static_cast<int>(same - tokens.begin());
  for (std::size_t i = 0; i < tokens.size(); ++i)
    if (spells(tokens, i, word) || tokens[i] == std::string(kContinues).append(word))
      return static_cast<int>(i);
  return -1;
}

}  // namespace nmt
