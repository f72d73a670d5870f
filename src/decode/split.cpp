#include "decode/split.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace nmt {
namespace {

// From the worst place for a cut to the best.
enum class Place { inside_character, character, word, clause, sentence };

constexpr std::string_view kSpaces[] = {" ", "\t", "\u00a0", "\u3000"};
// Marks that end something when a space follows, and those of scripts that write no spaces.
constexpr std::string_view kSentenceMarks[] = {".", "!", "?", "…"},
                           kWideSentenceMarks[] = {"。", "！", "？", "।"};
constexpr std::string_view kClauseMarks[] = {",", ";", ":", "–", "—"},
                           kWideClauseMarks[] = {"，", "、", "；", "："};

template <std::size_t count>
bool ends_with_any(std::string_view text, const std::string_view (&marks)[count]) {
  return std::any_of(std::begin(marks), std::end(marks),
                     [&](std::string_view mark) { return text.ends_with(mark); });
}

template <std::size_t count>
bool starts_with_any(std::string_view text, const std::string_view (&marks)[count]) {
  return std::any_of(std::begin(marks), std::end(marks),
                     [&](std::string_view mark) { return text.starts_with(mark); });
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// What a cut between text[position - 1] and text[position] would cut.
Place place_at(std::string_view text, std::size_t position) {
  // Nearly all places are inside a word.
  if (is_letter(text[position - 1]) && is_letter(text[position])) return Place::character;
  const std::string_view before = text.substr(0, position), after = text.substr(position);
  if ((static_cast<unsigned char>(after.front()) & 0xc0) == 0x80) return Place::inside_character;
  const bool space = starts_with_any(after, kSpaces);
  if (ends_with_any(before, kWideSentenceMarks)) return Place::sentence;
  if (space && ends_with_any(before, kSentenceMarks)) return Place::sentence;
  if (ends_with_any(before, kWideClauseMarks)) return Place::clause;
  if (space && ends_with_any(before, kClauseMarks)) return Place::clause;
  return space ? Place::word : Place::character;
}

// The best place in [begin, end); of equal ones the nearest to the middle.
std::pair<Place, std::size_t> best_place(std::string_view text, std::size_t begin,
                                         std::size_t end) {
  const auto middle = static_cast<std::ptrdiff_t>(text.size() / 2);
  std::pair<Place, std::size_t> best = {Place::inside_character, text.size()};
  const auto distance = [&](std::size_t position) {
    return std::abs(static_cast<std::ptrdiff_t>(position) - middle);
  };
  for (std::size_t position = begin; position < end; ++position) {
    const Place place = place_at(text, position);
    if (place > best.first || (place == best.first && place != Place::inside_character &&
                               distance(position) < distance(best.second)))
      best = {place, position};
  }
  return best;
}

void split_into(std::string_view text, const Tokenizer& tokenizer, int limit,
                std::vector<std::vector<TokenId>>& pieces) {
  std::vector<TokenId> ids = tokenizer.encode(text);
  if (ids.empty()) return;
  const auto room = static_cast<std::size_t>(limit - 1);
  const std::size_t cut = ids.size() <= room ? text.size() : best_cut(text);
  if (cut < text.size()) {
    split_into(text.substr(0, cut), tokenizer, limit, pieces);
    split_into(text.substr(cut), tokenizer, limit, pieces);
    return;
  }
  // Only a single character of very many tokens loses some of them.
  ids.resize(std::min(ids.size(), room));
  ids.push_back(kEnd);
  pieces.push_back(std::move(ids));
}

}  // namespace

std::size_t best_cut(std::string_view text) {
  // Not near the ends: the pieces shall shrink quickly.
  const std::size_t margin = text.size() / 8;
  const auto [place, position] =
      best_place(text, std::max<std::size_t>(margin, 1), text.size() - margin);
  if (place > Place::inside_character) return position;
  return best_place(text, 1, text.size()).second;
}

std::vector<std::vector<TokenId>> split_tokens(std::string_view text, const Tokenizer& tokenizer,
                                               int limit) {
  std::vector<std::vector<TokenId>> pieces;
  split_into(text, tokenizer, limit, pieces);
  return pieces;
}

}  // namespace nmt
