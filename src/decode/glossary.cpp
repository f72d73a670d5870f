#include "decode/glossary.h"

#include <algorithm>
#include <functional>

#include "base/error.h"
#include "base/format.h"
#include "base/log.h"
#include "base/utf8.h"
#include "document/characters.h"
#include "text/line_reader.h"
#include "text/words.h"

namespace nmt {
namespace {

// Where words stand side by side, any character may begin one.
bool is_inside_word(std::string_view text, std::size_t at) {
  if (at == 0 || at >= text.size()) return false;
  const char32_t before = last_character(text.substr(0, at)), after = character_at(text, at);
  return is_word_character(before) && is_word_character(after) && !writes_words_together(before) &&
         !writes_words_together(after);
}

std::string_view without_opening_marks(std::string_view text) {
  constexpr std::string_view kMarks[] = {"\"", "'", "»", "«", "›", "-", "–", "—", "*", " "};
  for (;;) {
    if (ends_with_opening_mark(text)) {
      while (is_continuation(text.back())) text.remove_suffix(1);
      text.remove_suffix(1);
      continue;
    }
    const auto mark = std::find_if(std::begin(kMarks), std::end(kMarks),
                                   [&](std::string_view each) { return text.ends_with(each); });
    if (mark == std::end(kMarks)) return text;
    text.remove_suffix(mark->size());
  }
}

// Whether a capital letter may stand there because a sentence, or what is quoted, begins.
bool may_begin_sentence(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at), bare = without_opening_marks(before);
  if (bare.empty() || (bare.size() < at && before.back() != ' ')) return true;
  constexpr std::string_view kEnds[] = {".", "!", "?", "…", ":", "。", "！", "？"};
  return std::any_of(std::begin(kEnds), std::end(kEnds),
                     [&](std::string_view end) { return bare.ends_with(end); });
}

bool can_say(const std::vector<TokenId>& ids) {
  return !ids.empty() && std::find(ids.begin(), ids.end(), kUnknown) == ids.end();
}

// The tokens without the space that their text begins with; none where the vocabulary has no such.
std::vector<TokenId> without_space(std::vector<TokenId> ids, const Tokenizer& target) {
  constexpr std::string_view kSpace = "\u2581";
  const std::string first = target.piece(ids.front());
  if (!first.starts_with(kSpace)) return {};
  if (first == kSpace) {
    ids.erase(ids.begin());
    return ids;
  }
  const auto bare = find_token(target, std::string_view(first).substr(kSpace.size()));
  if (!bare) return {};
  ids.front() = *bare;
  return ids;
}

}  // namespace

Glossary::Glossary(const std::string& path, const Tokenizers& tokenizers,
                   const LanguageSettings& languages)
    : target_(tokenizers.target), source_case_(languages.source), target_case_(languages.target) {
  LineReader lines(path);
  const auto refuse = [&](const std::string& what) {
    throw Error({.what = what,
                 .where = format("{}:{}", path, lines.line_number()),
                 .fix = "write a source term, a tab and its translation on each line"});
  };
  for (std::string line; lines.next(line);) {
    if (trimmed(line).empty()) continue;
    if (find_invalid_utf8(line) != std::string::npos) refuse("the line is not UTF-8");
    const auto columns = std::count(line.begin(), line.end(), '\t') + 1;
    if (columns != 2) refuse(format("the line has {} columns, not 2", columns));
    const std::size_t tab = line.find('\t');
    const std::string_view source = trimmed(std::string_view(line).substr(0, tab));
    const std::string_view translation = trimmed(std::string_view(line).substr(tab + 1));
    if (source.empty() || translation.empty()) refuse("one side of the line is empty");
    // Invisible characters alone, such as U+200B, are nothing to a tokenizer.
    if (tokenizers.source->encode(source).empty())
      refuse("the source term has no tokens: the model reads nothing in it");
    std::vector<TokenId> ids = target_->encode(translation);
    if (ids.empty()) refuse("the translation has no tokens: the model reads nothing in it");
    if (!can_say(ids)) {
      log_warning(format("{}:{}: the model has no tokens for all of '{}'; this line is not used",
                         path, lines.line_number(), translation));
      continue;
    }
    add(source, translation, std::move(ids));
  }
  for (const Entry& entry : entries_) sizes_.push_back(entry.first.size());
  std::sort(sizes_.begin(), sizes_.end(), std::greater<>());
  sizes_.erase(std::unique(sizes_.begin(), sizes_.end()), sizes_.end());
}

// A translation that its term has already adds nothing.
void Glossary::add(std::string_view source, std::string_view translation,
                   std::vector<TokenId> ids) {
  Choices& choices = entries_[std::string(source)];
  for (TermChoice& choice : choices_of(translation, std::move(ids)))
    if (std::find(choices.begin(), choices.end(), choice) == choices.end())
      choices.push_back(std::move(choice));
}

Glossary::Choices Glossary::choices_of(std::string_view translation,
                                       std::vector<TokenId> ids) const {
  const auto choice_of = [&](std::vector<TokenId> tokens, bool only_first) {
    std::string text = target_->decode(tokens);
    return TermChoice{
        .tokens = std::move(tokens), .only_first = only_first, .text = std::move(text)};
  };
  Choices choices;
  std::vector<TokenId> bare;
  if (writes_words_together(character_at(translation, 0))) bare = without_space(ids, *target_);
  choices.push_back(choice_of(std::move(ids), !bare.empty()));
  if (!bare.empty()) choices.push_back(choice_of(std::move(bare), false));
  if (!is_small_letter(character_at(translation, 0))) return choices;
  std::vector<TokenId> capital = target_->encode(target_case_.capitalised(translation));
  if (can_say(capital)) choices.push_back(choice_of(std::move(capital), true));
  return choices;
}

const Glossary::Entry* Glossary::exactly_at(std::string_view text, std::size_t at,
                                            std::size_t& size) const {
  for (const std::size_t each : sizes_) {
    if (at + each > text.size()) continue;
    const auto found = entries_.find(text.substr(at, each));
    if (found == entries_.end() || is_inside_word(text, at + each)) continue;
    size = each;
    return &*found;
  }
  return nullptr;
}

const Glossary::Entry* Glossary::longest_at(std::string_view text, std::size_t at,
                                            std::size_t& size) const {
  const Entry* exact = exactly_at(text, at, size);
  const std::size_t first = character_size(text[at]);
  if (sizes_.empty() || !is_capital_letter(character_at(text, at)) || !may_begin_sentence(text, at))
    return exact;
  const std::string letter = source_case_.in_small(text.substr(at, first));
  constexpr std::size_t kNextCharacter = 4;
  const std::string small =
      letter + std::string(text.substr(at + first, sizes_.front() + kNextCharacter));
  std::size_t small_size = 0;
  const Entry* other = exactly_at(small, 0, small_size);
  if (other == nullptr || small_size + first <= size + letter.size()) return exact;
  size = small_size + first - letter.size();
  return other;
}

std::vector<GlossaryTerm> Glossary::terms_in(std::string_view text) const {
  std::vector<GlossaryTerm> terms;
  for (std::size_t at = 0, step = 0; at < text.size(); at += step) {
    step = character_size(text[at]);
    if (is_inside_word(text, at)) continue;
    std::size_t size = 0;
    const Entry* entry = longest_at(text, at, size);
    if (entry == nullptr) continue;
    step = size;
    auto term = std::find_if(terms.begin(), terms.end(),
                             [&](const GlossaryTerm& each) { return each.source == entry->first; });
    if (term == terms.end())
      term = terms.insert(terms.end(), {.choices = entry->second, .source = entry->first});
    term->places.push_back({at, at + size});
  }
  return terms;
}

}  // namespace nmt
