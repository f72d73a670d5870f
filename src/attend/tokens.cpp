#include "attend/tokens.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/format.h"
#include "base/text_width.h"
#include "base/utf8.h"

namespace nmt {
namespace {

bool is_special(TokenId id) { return id == kUnknown || id == kBegin || id == kEnd; }

// The byte that a piece of SentencePiece's byte fallback stands for: "<0xC3>".
std::optional<char> byte_of(std::string_view piece) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  if (piece.size() != 6 || !piece.starts_with("<0x") || piece.back() != '>') return std::nullopt;
  const std::size_t high = kDigits.find(piece[3]), low = kDigits.find(piece[4]);
  if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
  return static_cast<char>(16 * high + low);
}

std::string byte_name(char byte) { return format("‹{:02X}›", static_cast<unsigned char>(byte)); }

// How many bytes a letter of UTF-8 has by its first one.
std::size_t letter_size(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

// The letter that the bytes begin with; empty where they begin with none that can be shown.
std::string letter_of(std::string_view bytes) {
  const std::string letter(bytes.substr(0, letter_size(bytes.front())));
  const bool valid = find_invalid_utf8(letter) == std::string::npos;
  return valid && without_controls(letter) == letter ? letter : "";
}

// The tokens of a run of bytes, all of which continue a word.
void add_bytes(std::vector<ShownToken>& tokens, std::string_view bytes) {
  const std::string dot(kContinues);
  while (!bytes.empty()) {
    const std::string letter = letter_of(bytes);
    const std::size_t size = std::max<std::size_t>(1, letter.size());
    for (std::size_t i = 0; i < size; ++i) {
      const std::string name = letter.size() == 1 ? "" : byte_name(bytes[i]);
      tokens.push_back({.label = dot + letter + name, .text = "", .continues = true});
      if (i == 0) tokens.back().text = letter.empty() ? name : letter;
    }
    bytes.remove_prefix(size);
  }
}

ShownToken shown_piece(TokenId id, std::string piece) {
  if (is_special(id) || piece == kWordStart) return {.label = piece, .text = piece};
  if (piece.starts_with(kWordStart)) {
    piece.erase(0, kWordStart.size());
    return {.label = piece, .text = piece};
  }
  return {.label = std::string(kContinues) + piece, .text = piece, .continues = true};
}

// Whether the token is `word`, or begins a word that is spelled from there on up to the end of
// `word`.
bool spells(std::span<const ShownToken> tokens, std::size_t first, std::string_view word) {
  if (tokens[first].text == word) return true;
  if (tokens[first].continues && (first == 0 || tokens[first - 1].text != kWordStart)) return false;
  for (std::size_t i = first; i < tokens.size() && (i == first || tokens[i].continues); ++i) {
    if (!word.starts_with(tokens[i].text)) return false;
    word.remove_prefix(tokens[i].text.size());
    if (word.empty()) return true;
  }
  return false;
}

}  // namespace

std::vector<ShownToken> shown_tokens(const Tokenizer& tokenizer, std::span<const TokenId> ids) {
  std::vector<std::string> pieces;
  for (const TokenId id : ids) pieces.push_back(without_controls(tokenizer.piece(id)));
  const bool marked = std::any_of(pieces.begin(), pieces.end(), [](const std::string& piece) {
    return piece.starts_with(kWordStart) || byte_of(piece);
  });
  std::vector<ShownToken> tokens;
  std::string bytes;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto byte = marked ? byte_of(pieces[i]) : std::nullopt;
    if (byte) {
      bytes += *byte;
      continue;
    }
    add_bytes(tokens, std::exchange(bytes, ""));
    tokens.push_back(marked ? shown_piece(ids[i], pieces[i])
                            : ShownToken{.label = pieces[i], .text = pieces[i]});
  }
  add_bytes(tokens, bytes);
  return tokens;
}

std::vector<std::string> labels_of(std::span<const ShownToken> tokens) {
  std::vector<std::string> labels;
  for (const ShownToken& token : tokens) labels.push_back(token.label);
  return labels;
}

std::vector<std::string> sentence_parts(std::span<const ShownToken> tokens) {
  std::vector<std::string> parts;
  for (const ShownToken& token : tokens) {
    if (!token.text.empty())
      parts.push_back((token.continues ? std::string(kContinues) : "") + token.text);
  }
  return parts;
}

std::vector<std::string> token_notes(std::span<const std::string> labels) {
  const auto any = [&](auto has) { return std::any_of(labels.begin(), labels.end(), has); };
  std::vector<std::string> notes;
  if (any([](const std::string& label) { return label.starts_with(kContinues); }))
    notes.push_back(std::string(kContinues) + " before a token: it continues the word before");
  if (any([](const std::string& label) { return label == kWordStart; }))
    notes.push_back(std::string(kWordStart) +
                    " alone: a word begins, and its first letter follows");
  if (any([](const std::string& label) { return label.ends_with("›"); }))
    notes.emplace_back("ö‹C3›: one byte, here C3, of a letter that the vocabulary lacks");
  return notes;
}

std::vector<int> find_word(std::span<const ShownToken> tokens, std::string_view word) {
  std::vector<int> same, spelled;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].label == word) same.push_back(static_cast<int>(i));
    if (!word.empty() && spells(tokens, i, word)) spelled.push_back(static_cast<int>(i));
  }
  return same.empty() ? spelled : same;
}

}  // namespace nmt
