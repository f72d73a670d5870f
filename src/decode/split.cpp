#include "decode/split.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "document/characters.h"

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
// What may stand behind the mark and still belong to the sentence.
constexpr std::string_view kClosers[] = {"\"", "'", ")", "]", "”", "’", "»", "」", "』", "）"};

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

bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_small(c) || is_capital(c); }

// Whether the full stop that the text ends with rather shortens a word: "Dr.", "No.", "U.S.".
bool ends_with_abbreviation(std::string_view text) {
  constexpr std::size_t kLongest = 3;
  text.remove_suffix(1);
  std::size_t letters = 0;
  while (letters < text.size() && is_letter(text[text.size() - 1 - letters])) ++letters;
  return letters > 0 && letters <= kLongest && is_capital(text[text.size() - letters]);
}

std::string_view without_closers(std::string_view text) {
  for (;;) {
    const auto closer = std::find_if(std::begin(kClosers), std::end(kClosers),
                                     [&](std::string_view each) { return text.ends_with(each); });
    if (closer == std::end(kClosers)) return text;
    text.remove_suffix(closer->size());
  }
}

// Whether a sentence ends between the two.
bool ends_sentence(std::string_view before, std::string_view after) {
  const std::string_view said = without_closers(before);
  if (ends_with_any(said, kWideSentenceMarks))
    return !starts_with_any(after, kWideSentenceMarks) && !starts_with_any(after, kClosers);
  if (!starts_with_any(after, kSpaces) || !ends_with_any(said, kSentenceMarks)) return false;
  if (said.ends_with(".") && ends_with_abbreviation(said)) return false;
  const std::size_t next = std::min(after.find_first_not_of(" \t"), after.size());
  const std::string_view following = after.substr(next);
  return following.empty() ||
         (!is_small(following.front()) && !starts_with_any(following, kSentenceMarks));
}

// A mask, ⟨1⟩, is one token to a model that has learned it.
bool is_inside_mask(std::string_view before, std::string_view after) {
  constexpr std::string_view kOpening = "⟨", kClosing = "⟩";
  const std::string_view digit = before.substr(before.size() - 1);
  return (before.ends_with(kOpening) && after.substr(1).starts_with(kClosing)) ||
         (after.starts_with(kClosing) && before.substr(0, before.size() - 1).ends_with(kOpening) &&
          digit >= "1" && digit <= "9");
}

// What a cut between text[position - 1] and text[position] would cut.
Place place_at(std::string_view text, std::size_t position) {
  // Nearly all places are inside a word.
  if (is_letter(text[position - 1]) && is_letter(text[position])) return Place::character;
  const std::string_view before = text.substr(0, position), after = text.substr(position);
  if (is_continuation(after.front()) || is_inside_mask(before, after))
    return Place::inside_character;
  const bool space = starts_with_any(after, kSpaces);
  if (ends_sentence(before, after)) return Place::sentence;
  if (ends_with_any(before, kWideClauseMarks)) return Place::clause;
  if (space && (ends_with_any(before, kClauseMarks) || ends_with_any(before, kSentenceMarks)))
    return Place::clause;
  return space ? Place::word : Place::character;
}

// Whether a cut between text[position - 1] and text[position] goes through a word.
Joint joint_at(std::string_view text, std::size_t position) {
  const std::string_view before = text.substr(0, position), after = text.substr(position);
  if (ends_with_any(before, kSpaces) || starts_with_any(after, kSpaces)) return Joint::space;
  const bool words = writes_words_together(last_character(before)) ||
                     writes_words_together(character_at(text, position));
  return words ? Joint::space : Joint::none;
}

using PlacedCut = std::pair<Place, std::size_t>;

// The best place in [begin, end); of equal ones the nearest to the middle.
PlacedCut best_place(std::string_view text, std::size_t begin, std::size_t end) {
  const auto middle = static_cast<std::ptrdiff_t>(text.size() / 2);
  PlacedCut best = {Place::inside_character, text.size()};
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

// The end of a sentence nearest to the middle, but not where nothing follows; the size of the text
// when there is none.
std::size_t between_sentences(std::string_view text) {
  const std::size_t end = text.find_last_not_of(" \t") + 1;
  const auto [place, position] = best_place(text.substr(0, end), 1, end);
  return place == Place::sentence ? position : text.size();
}

class Splitter {
 public:
  Splitter(std::string_view line, const Tokenizer& tokenizer, int limit)
      : line_(line), tokenizer_(tokenizer), room_(static_cast<std::size_t>(limit - 1)) {}

  void split(std::string_view text) {
    std::vector<TokenId> ids = tokenizer_.encode(text);
    if (ids.empty()) {
      joint_ = Joint::space;
      return;
    }
    too_long_ = too_long_ || ids.size() > room_;
    const std::size_t cut = ids.size() > room_ ? best_cut(text)
                            : too_long_        ? between_sentences(text)
                                               : text.size();
    if (cut < text.size()) {
      ids = {};
      split(text.substr(0, cut));
      joint_ = joint_at(text, cut);
      return split(text.substr(cut));
    }
    // Only a single character of very many tokens loses some of them.
    ids.resize(std::min(ids.size(), room_));
    ids.push_back(kEnd);
    const auto begin = static_cast<std::size_t>(text.data() - line_.data());
    pieces_.push_back({std::move(ids), joint_, {begin, begin + text.size()}, {}});
    joint_ = Joint::space;
  }
  std::vector<SourcePiece> take() { return std::move(pieces_); }

 private:
  std::string_view line_;
  const Tokenizer& tokenizer_;
  std::size_t room_;
  bool too_long_ = false;       // the whole text
  Joint joint_ = Joint::space;  // before the next piece
  std::vector<SourcePiece> pieces_;
};

}  // namespace

std::size_t best_cut(std::string_view text) {
  // Not near the ends: the pieces shall shrink quickly.
  const std::size_t margin = std::max<std::size_t>(text.size() / 8, 1);
  // In a very long text the end of a sentence is near enough to the middle that the rest need not
  // be looked at.
  constexpr std::size_t kNear = 1 << 12;
  const std::size_t middle = text.size() / 2;
  if (middle > margin + kNear) {
    const auto [place, position] = best_place(text, middle - kNear, middle + kNear);
    if (place == Place::sentence) return position;
  }
  const auto [place, position] = best_place(text, margin, text.size() - text.size() / 8);
  if (place > Place::inside_character) return position;
  return best_place(text, 1, text.size()).second;
}

std::vector<SourcePiece> split_tokens(std::string_view text, const Tokenizer& tokenizer,
                                      int limit) {
  Splitter splitter(text, tokenizer, limit);
  splitter.split(text);
  return splitter.take();
}

void append_piece(std::string& text, std::string_view translation, const SourcePiece& piece) {
  const bool spaced = piece.before == Joint::space && !text.empty() && !translation.empty() &&
                      !is_east_asian(last_character(text)) &&
                      !is_east_asian(character_at(translation, 0));
  if (spaced) text += piece.blank.empty() ? " " : piece.blank;
  text += translation;
}

void add_to_sentence(std::vector<TextRange>& sentences, std::size_t sentence, TextRange part) {
  while (sentences.size() < sentence) {
    const std::size_t end = sentences.empty() ? 0 : sentences.back().end;
    sentences.push_back({end, end});
  }
  if (sentences.size() == sentence) sentences.push_back(part);
  sentences.back().end = part.end;
}

}  // namespace nmt
