#include "decode/kept_words.h"

#include <algorithm>
#include <cmath>

#include "decode/thing_spacing.h"
#include "decode/token_words.h"
#include "text/words.h"

namespace nmt {
namespace {

bool is_space_at(std::string_view text, std::size_t place) {
  return place < text.size() && kWhiteSpace.find(text[place]) != std::string_view::npos;
}

bool is_space_beside(std::string_view text, std::size_t place) {
  return is_space_at(text, place) || (place > 0 && is_space_at(text, place - 1));
}

// Whether a space stands between a piece and the text before it.
bool is_spaced(const std::string& before, const SourcePiece& piece,
               const std::string& translation) {
  std::string both = before;
  append_piece(both, translation, piece);
  return both.size() > before.size() + translation.size() || before.empty();
}

TokenWords words_of_tokens(const TargetTokens& target) {
  TokenWords words = target.words;
  if (words_of(target.text).size() != static_cast<std::size_t>(words.count)) words.make_one();
  return words;
}

// How many source tokens a piece has before a place. Asked from rising places, it cuts each word once
// and what is left of the last once for each place; in text without spaces that is so long that this
// were slow, it goes by the share of the bytes.
class TokensBefore {
 public:
  TokensBefore(std::string_view text, std::size_t tokens, const Tokenizer& tokenizer)
      : text_(text), tokens_(tokens), tokenizer_(tokenizer) {}

  int operator()(std::size_t place) {
    constexpr std::size_t kLongest = 1000;
    place = std::min(place, text_.size());
    if (place == last_place_) return last_;
    const std::size_t from = std::min(last_place_, place);
    last_place_ = place;
    const std::size_t space = text_.substr(from, place - from).find_last_of(kWhiteSpace);
    if (space != std::string_view::npos) {
      before_ += count(begin_, from + space);
      begin_ = from + space;
    }
    const bool is_short = place - begin_ <= kLongest;
    const std::size_t found =
        is_short ? before_ + count(begin_, place) : tokens_ * place / text_.size();
    return last_ = static_cast<int>(std::min(found, tokens_));
  }

 private:
  std::size_t count(std::size_t begin, std::size_t end) const {
    const std::vector<TokenId> ids = tokenizer_.encode(text_.substr(begin, end - begin));
    return ids.size() - std::min(tokenizer_.tokens_before(), ids.size());
  }

  std::string_view text_;
  std::size_t tokens_;
  const Tokenizer& tokenizer_;
  std::size_t begin_ = 0, before_ = 0;  // of the last word, and the tokens before it
  std::size_t last_place_ = 0;
  int last_ = 0;
};

// The things [first, last) among the source tokens of their part.
std::vector<ThingInPiece> things_of(const ObservedPart& part, const KeptLine& line,
                                    std::size_t first, std::size_t last,
                                    const Tokenizers& tokenizers) {
  const TextRange range = part.source->text;
  const std::string_view text = in_range(line.read, range);
  const bool is_normal = part.source->capitals == Capitals::normal;
  TokensBefore tokens_before(is_normal ? text : std::string_view(part.source->normal),
                             tokens_of_text(*part.source, tokenizers).size(), *tokenizers.source);
  const auto place = [&](std::size_t at) {
    return place_in_normal_case(*part.source, text, at - std::min(at, range.begin));
  };
  std::vector<ThingInPiece> things;
  for (std::size_t i = first; i < last; ++i) {
    const int begin = tokens_before(place(line.things[i].read.begin));
    things.push_back({i, begin, std::max(begin, tokens_before(place(line.things[i].read.end)))});
  }
  return things;
}

// Where units of a translation begin, in tokens: words, and what things or masks cut off them.
std::vector<std::size_t> unit_starts(const TargetTokens& target, const TokenWords& words,
                                     std::span<const PlacedThing> placed, const Masks& masks) {
  std::vector<std::size_t> starts = {0, target.ids.size()};
  for (std::size_t t = 0; t < target.ids.size(); ++t) {
    if (t > 0 && words.word[t] != words.word[t - 1]) starts.push_back(t);
    if (masks.index_of(target.ids[t]) < 0) continue;
    starts.push_back(t);
    starts.push_back(t + 1);
  }
  for (const PlacedThing& thing : placed) starts.push_back(thing.gap);
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  return starts;
}

// The tokens [begin, end) as one word.
OutputWord unit_of(const ObservedPart& part, const TargetTokens& target, std::size_t begin,
                   std::size_t end, std::span<const int> source_words,
                   const AttentionMap& attention) {
  const std::string_view text =
      std::string_view(target.text)
          .substr(target.places[begin], target.places[end] - target.places[begin]);
  OutputWord unit{.text = std::string(trimmed(text)), .weights = {}};
  unit.tokens = static_cast<int>(end - begin);
  if (!source_words.empty()) {
    unit.first = source_words.front();
    unit.weights.resize(static_cast<std::size_t>(source_words.back() - unit.first) + 1);
  }
  for (std::size_t t = begin; t < end; ++t) {
    unit.unknown |= target.ids[t] == kUnknown;
    unit.confidence += part.observed->log_probability(t);
    const auto row = attention.row(static_cast<int>(t));
    for (std::size_t s = 0; s < source_words.size(); ++s)
      unit.weights[static_cast<std::size_t>(source_words[s] - unit.first)] +=
          row[s] / static_cast<Real>(end - begin);
  }
  unit.confidence = std::exp(unit.confidence / std::max(1, unit.tokens));
  return unit;
}

}  // namespace

KeptWords::KeptWords(const ObservedLine& line, const Tokenizers& tokenizers,
                     std::span<const std::string_view> source)
    : line_(line), tokenizers_(tokenizers) {
  for (const std::string_view word : source)
    source_ends_.push_back(static_cast<std::size_t>(word.data() - line.line.counted.data()) +
                           word.size());
}

void KeptWords::fill(LineWords& result) {
  const std::size_t count = line_.line.things.size();
  std::size_t begin = 0;
  for (std::size_t part = 0; part < line_.parts.size(); ++part) {
    std::size_t end = begin;
    // At a border, one that stood behind another goes with it.
    while (end < count && part_of(end) <= part) ++end;
    if (line_.parts[part].remembered != nullptr)
      add_remembered(line_.parts[part], begin, end, result);
    else
      add_part(part, begin, end, result);
    begin = end;
  }
  if (line_.parts.empty())
    for (std::size_t i = 0; i < count; ++i)
      add_thing(i, line_.line.things[i].space_before ? " " : "");
  result.words = std::move(words_);
}

// At the border of two parts, the second where a space stood before it.
std::size_t KeptWords::part_of(std::size_t index) const {
  const KeptThing& thing = line_.line.things[index];
  const auto behind =
      std::partition_point(line_.parts.begin(), line_.parts.end(), [&](const ObservedPart& part) {
        const std::size_t begin = part.source->text.begin;
        return begin < thing.read.begin || (begin == thing.read.begin && thing.space_before);
      });
  return behind == line_.parts.begin() ? 0
                                       : static_cast<std::size_t>(behind - line_.parts.begin()) - 1;
}

std::vector<KeptWords::NumberedWord> KeptWords::words_read_of(const ObservedPart& part) const {
  const std::string_view text = in_range(line_.line.read, part.source->text);
  std::vector<NumberedWord> words;
  for (const std::string_view word : words_of(text)) {
    const std::size_t place =
        part.source->text.begin + static_cast<std::size_t>(word.data() - text.data());
    words.push_back({word, source_word_at(line_.line.counted_place(place))});
  }
  return words;
}

// The source word, among those of the line, of each source token of the part.
std::vector<int> KeptWords::source_words_of(const ObservedPart& part,
                                            std::vector<std::string>& read) const {
  std::vector<int> numbers;
  for (const NumberedWord& word : words_read_of(part)) {
    numbers.push_back(word.number);
    read[static_cast<std::size_t>(word.number)] = word.text;
  }
  const std::span<const TokenId> tokens = tokens_of_text(*part.source, tokenizers_);
  std::vector<int> found;
  if (numbers.empty()) return std::vector<int>(source_ends_.empty() ? 0 : tokens.size());
  for (const int word : token_words(tokens, *tokenizers_.source).word)
    found.push_back(numbers[std::min(static_cast<std::size_t>(word), numbers.size() - 1)]);
  return found;
}

int KeptWords::source_word_at(std::size_t counted_place) const {
  const auto word = std::upper_bound(source_ends_.begin(), source_ends_.end(), counted_place);
  const auto last = static_cast<std::ptrdiff_t>(source_ends_.size()) - 1;
  return static_cast<int>(std::min(word - source_ends_.begin(), std::max<std::ptrdiff_t>(last, 0)));
}

void KeptWords::add_part(std::size_t index, std::size_t first_thing, std::size_t last_thing,
                         LineWords& result) {
  const ObservedPart& part = line_.parts[index];
  const std::size_t first_word = words_.size();
  const TargetTokens target(part.hypothesis->ids, *tokenizers_.target);
  const AttentionMap attention = attention_of(part, tokenizers_, EndMarks::with);
  const std::vector<PlacedThing> placed =
      place_things(things_of(part, line_.line, first_thing, last_thing, tokenizers_), line_.line,
                   attention, target, line_.masks);
  const std::vector<std::size_t> starts =
      unit_starts(target, words_of_tokens(target), placed, line_.masks);
  const std::vector<int> source_words = source_words_of(part, result.read);
  std::vector<OutputWord> units;
  for (std::size_t i = 0; i + 1 < starts.size(); ++i)
    units.push_back(line_.masks.index_of(target.ids[starts[i]]) >= 0
                        ? OutputWord()
                        : unit_of(part, target, starts[i], starts[i + 1], source_words, attention));
  // The text behind each start.
  std::vector<std::string> right(starts.size());
  for (std::size_t i = units.size(); i-- > 0;)
    right[i] = units[i].text.empty() ? right[i + 1] : units[i].text;

  const std::string left(last_text());
  const auto spaced_at = [&](std::size_t i) {
    if (i == 0) return is_spaced(left, *part.source, right[0]);
    if (i < units.size()) return is_space_beside(target.text, target.places[starts[i]]);
    return index + 1 < line_.parts.size() &&
           is_spaced(target.text, *line_.parts[index + 1].source, "x");
  };
  const auto blank_at = [&](std::size_t i) -> std::string {
    if (!spaced_at(i)) return "";
    return i == 0 && !part.source->blank.empty() ? part.source->blank : " ";
  };
  auto next = placed.begin();
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const auto first = next;
    while (next != placed.end() && next->gap == starts[i]) ++next;
    if (first != next) {
      const bool masked = std::prev(next)->is_masked;
      add_things({.things = {first, next},
                  .left = last_text(),
                  .right = right[i],
                  .spaced = spaced_at(i),
                  .spaced_behind = spaced_at(masked ? i + 1 : i)});
    }
    if (i < units.size() && !units[i].text.empty()) add_word(std::move(units[i]), blank_at(i));
  }
  for (std::size_t w = first_word; w < words_.size(); ++w)
    words_[w].sentence = part.source->sentence;
}

// Things that stand before its words or behind them do so in the translation.
void KeptWords::add_remembered(const ObservedPart& part, std::size_t first_thing,
                               std::size_t last_thing, LineWords& result) {
  const std::vector<NumberedWord> read = words_read_of(part);
  for (const NumberedWord& word : read)
    result.remembered[static_cast<std::size_t>(word.number)] = true;
  const std::size_t first_word = words_.size();
  const std::size_t begin =
      read.empty() ? 0
                   : static_cast<std::size_t>(read.front().text.data() - line_.line.read.data());
  const std::vector<KeptThing>& things = line_.line.things;
  std::size_t thing = first_thing;
  for (; thing < last_thing && things[thing].read.begin <= begin; ++thing) {
    add_thing(thing, separator_.value_or(things[thing].space_before ? " " : ""));
    separator_ = things[thing].space_after ? " " : "";
  }
  const std::string left(last_text());
  std::vector<OutputWord> words = remembered_words(*part.remembered);
  if (is_spaced(left, *part.source, words.front().text))
    words.front().separator = part.source->blank.empty() ? " " : part.source->blank;
  else
    words.front().separator.clear();
  for (OutputWord& word : words) add_word(word, word.separator);
  for (; thing < last_thing; ++thing) add_thing(thing, things[thing].space_before ? " " : "");
  for (std::size_t w = first_word; w < words_.size(); ++w)
    words_[w].sentence = part.source->sentence;
}

std::string_view KeptWords::last_text() const {
  return words_.empty() ? std::string_view() : words_.back().text;
}

void KeptWords::add_things(const ThingsTogether& together) {
  std::vector<std::string> between = separators(together, line_.line);
  if (separator_) between.front() = *separator_;
  for (std::size_t i = 0; i < together.things.size(); ++i)
    add_thing(together.things[i].thing, between[i]);
  separator_ = between.back();
}

// A thing of several words is as many; a tag is none.
void KeptWords::add_thing(std::size_t index, std::string separator) {
  const KeptThing& thing = line_.line.things[index];
  OutputWord word{.text = thing.text, .weights = {}, .confidence = 1};
  word.thing = static_cast<int>(index);
  word.is_tag = thing.kind == KeptKind::tag;
  word.separator = std::move(separator);
  const std::vector<std::string_view> texts = words_of(thing.text);
  if (word.is_tag || texts.size() < 2) {
    if (!word.is_tag) word.weights = {1};
    word.first = source_word_at(thing.counted.begin);
    words_.push_back(std::move(word));
    return;
  }
  const char* end = texts.front().data();
  word.weights = {1};
  for (const std::string_view text : texts) {
    const auto place = static_cast<std::size_t>(text.data() - thing.text.data());
    if (text.data() != end) word.separator.assign(end, text.data());
    word.text = text;
    word.first = source_word_at(thing.counted.begin + place);
    words_.push_back(word);
    end = text.data() + text.size();
  }
}

void KeptWords::add_word(OutputWord word, const std::string& blank) {
  word.separator = separator_.value_or(blank);
  separator_.reset();
  words_.push_back(std::move(word));
}

}  // namespace nmt
