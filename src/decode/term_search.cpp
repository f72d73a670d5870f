#include "decode/term_search.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/format.h"
#include "decode/rendering.h"
#include "decode/token_words.h"
#include "document/characters.h"
#include "document/letters.h"
#include "text/words.h"

namespace nmt {
namespace {

using Ids = std::vector<TokenId>;
using Tokens = std::span<const TokenId>;

bool is_between_words(std::string_view text, std::size_t at) {
  if (at == 0 || at == text.size()) return true;
  const char32_t before = last_character(text.substr(0, at)), first = character_at(text, at);
  return !is_word_character(before) || !is_word_character(first) || writes_words_together(before) ||
         writes_words_together(first);
}

// The size of the longest choice that stands there; 0 where none does.
std::size_t size_at(std::string_view text, std::size_t at, const GlossaryTerm& term) {
  std::size_t longest = 0;
  for (const TermChoice& choice : term.choices)
    if ((at == 0 || !choice.only_first) && text.substr(at).starts_with(choice.text) &&
        (!term.lists_forms() || is_between_words(text, at + choice.text.size())))
      longest = std::max(longest, choice.text.size());
  return longest;
}

int times_said(std::string_view text, std::span<const GlossaryTerm> terms) {
  return std::accumulate(terms.begin(), terms.end(), 0, [&](int sum, const GlossaryTerm& term) {
    return sum + nmt::times_said(text, term);
  });
}

std::size_t edit_distance(Tokens a, Tokens b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

Ids with_part(Tokens ids, TokenRange range, Tokens part) {
  Ids changed(ids.begin(), ids.begin() + std::ptrdiff_t(range.begin));
  changed.insert(changed.end(), part.begin(), part.end());
  changed.insert(changed.end(), ids.begin() + std::ptrdiff_t(range.end), ids.end());
  return changed;
}

// A model that would hardly say a word does not know how to go on behind it either.
constexpr double kMostCost = 6;
// What a sentence of many terms, or a term of many forms, may take.
constexpr int kMostSearches = 8;
constexpr std::size_t kMostChoices = 32;

// Makes the translation of one sentence say its terms.
class TermSearch {
 public:
  TermSearch(const SearchModels& models, Tape& tape, const SearchInput& all, std::size_t i,
             const DecodingSettings& settings, const Tokenizer& target)
      : models_(models),
        tape_(tape),
        settings_(settings),
        target_(target),
        keeps_attention_(all.keeps_attention),
        source_(all.source.sentence(static_cast<int>(i))),
        terms_(all.terms[i]),
        given_up_(terms_.size(), false) {
    if (!all.prefixes.empty()) prefix_ = all.prefixes[i];
  }

  std::vector<Hypothesis> run(std::vector<Hypothesis> best) {
    int searches = 0;
    for (std::vector<Gap> gaps = gaps_of(best.front()); !gaps.empty();) {
      const Gap gap = gaps.front();
      gaps.erase(gaps.begin());
      if (gap.rendering.size() == 0 && is_said(terms_[gap.term], best.front())) continue;
      std::vector<Hypothesis> filled = fill(best.front(), gap, searches < kMostSearches);
      if (filled.empty()) {
        given_up_[gap.term] = true;
        std::erase_if(gaps, [&](const Gap& other) { return other.term == gap.term; });
        continue;
      }
      const bool is_same_behind = move_behind(gaps, gap, best.front(), filled.front());
      best = std::move(filled);
      if (is_same_behind) continue;
      ++searches;
      gaps = gaps_of(best.front());
    }
    return best;
  }
  bool is_said(const GlossaryTerm& term, const Hypothesis& by) const {
    return nmt::times_said(target_.decode(by.ids), term) > 0;
  }
  int said(const Hypothesis& each) const { return times_said(target_.decode(each.ids), terms_); }

 private:
  // A term that is not said, and what the translation says for it.
  struct Gap {
    std::size_t term = 0;
    TokenRange rendering;
  };

  // In the order of the translation; at its end those for which it has nothing.
  std::vector<Gap> gaps_of(const Hypothesis& hypothesis) const {
    std::vector<Gap> gaps, nowhere;
    const std::string text = target_.decode(hypothesis.ids);
    for (std::size_t t = 0; t < terms_.size(); ++t) {
      const GlossaryTerm& term = terms_[t];
      const int said = nmt::times_said(text, term);
      if (given_up_[t] || said == term.times()) continue;
      const std::size_t before = gaps.size();
      for (const TokenRange& range :
           renderings(models_, tape_, source_, term.read_as, words_of(term.source).size(),
                      hypothesis.ids, target_)) {
        const Tokens words = Tokens(hypothesis.ids).subspan(range.begin, range.size());
        if (range.begin >= prefix_.size() && times_said(target_.decode(words), terms_) == 0)
          gaps.push_back({t, range});
      }
      if (gaps.size() == before && said == 0) nowhere.push_back({t, {}});
    }
    std::stable_sort(gaps.begin(), gaps.end(), [](const Gap& a, const Gap& b) {
      return a.rendering.begin < b.rendering.begin;
    });
    gaps.insert(gaps.end(), nowhere.begin(), nowhere.end());
    return gaps;
  }

  // Where the gaps are once one of them is filled; false where all behind it may be another.
  static bool move_behind(std::vector<Gap>& gaps, const Gap& filled, const Hypothesis& from,
                          const Hypothesis& to) {
    if (filled.rendering.size() == 0) return true;  // none behind it has a place
    const Tokens before = Tokens(from.ids).subspan(filled.rendering.end);
    const std::size_t begin = to.ids.size() - std::min(before.size(), to.ids.size());
    if (!std::equal(before.begin(), before.end(), to.ids.begin() + std::ptrdiff_t(begin),
                    to.ids.end()))
      return false;
    for (Gap& gap : gaps) {
      TokenRange& range = gap.rendering;
      // The same words stood for this one too.
      range = range.begin < filled.rendering.end
                  ? TokenRange()
                  : TokenRange{range.begin - filled.rendering.end + begin,
                               range.end - filled.rendering.end + begin};
    }
    std::stable_partition(gaps.begin(), gaps.end(),
                          [](const Gap& gap) { return gap.rendering.size() > 0; });
    return true;
  }

  // The translations that say the term of the gap too, best first.
  std::vector<Hypothesis> fill(const Hypothesis& from, const Gap& gap, bool may_go_on) const {
    const std::vector<Start> starts = starts_for(from, gap, may_go_on);
    if (starts.empty()) return {};
    Batch source;
    std::vector<Ids> prefixes;
    for (const Start& start : starts) {
      source.add(source_);
      prefixes.push_back(start.ids);
    }
    const auto results = beam_search(
        models_, tape_,
        {.source = source, .prefixes = prefixes, .keeps_attention = keeps_attention_}, settings_);
    std::vector<Hypothesis> filled;
    double cost = 0;  // of the term in the place of the model's words, in log-probability
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (starts[i].whole()) cost = from.log_probability - results[i].front().log_probability;
      for (const Hypothesis& each : results[i])
        if (said(each) > said(from) &&
            (starts[i].whole() || (cost < kMostCost && keeps_rest(from, gap, starts[i], each))))
          filled.push_back(each);
    }
    std::stable_sort(filled.begin(), filled.end(),
                     [](const Hypothesis& a, const Hypothesis& b) { return a.score > b.score; });
    std::vector<Hypothesis> different;
    for (Hypothesis& each : filled)
      if (static_cast<int>(different.size()) < settings_.n_best &&
          std::none_of(different.begin(), different.end(),
                       [&](const Hypothesis& other) { return other.ids == each.ids; }))
        different.push_back(std::move(each));
    return different;
  }

  // What the search goes on from: the translation as it is, with the term in it, or only up to the term.
  struct Start {
    Ids ids;
    bool whole() const { return ids.back() == kEnd; }
  };

  std::vector<Start> starts_for(const Hypothesis& from, const Gap& gap, bool may_go_on) const {
    std::vector<Start> starts;
    for (const TermChoice* choice : choices_for(from, gap)) {
      for (const TokenRange& place : places_for(from, gap, *choice)) {
        starts.push_back({with_part(from.ids, place, choice->tokens)});
        starts.back().ids.push_back(kEnd);
      }
      if (may_go_on && gap.rendering.size() > 0)
        starts.push_back(
            {with_part(Tokens(from.ids).first(gap.rendering.end), gap.rendering, choice->tokens)});
    }
    // One that was cut off may get its end mark.
    const int longest = std::max(settings_.max_length, static_cast<int>(from.ids.size()) + 1);
    const int limit = max_length(models_);
    std::erase_if(starts, [&](const Start& start) {
      const int tokens = static_cast<int>(start.ids.size());
      return tokens > longest || (limit > 0 && tokens >= limit);
    });
    return starts;
  }

  // Those for the beginning of a translation, where it begins with a capital letter or the like.
  std::vector<const TermChoice*> choices_for(const Hypothesis& from, const Gap& gap) const {
    const auto& all = terms_[gap.term].choices;
    const bool any_first =
        std::any_of(all.begin(), all.end(), [](const TermChoice& each) { return each.only_first; });
    std::vector<const TermChoice*> choices;
    for (const TermChoice& choice : all)
      if (gap.rendering.size() == 0 || !any_first ||
          choice.only_first == begins_with_capital(from, gap))
        choices.push_back(&choice);
    if (choices.size() > kMostChoices) choices.resize(kMostChoices);
    return choices;
  }

  // Where the translation has nothing for the term: between any of its words.
  std::vector<TokenRange> places_for(const Hypothesis& from, const Gap& gap,
                                     const TermChoice& choice) const {
    if (gap.rendering.size() > 0) return {gap.rendering};
    const TokenWords words = token_words(from.ids, target_);
    std::size_t end = from.ids.size();
    while (end > prefix_.size() && is_mark(target_, from.ids[end - 1])) --end;
    if (choice.only_first) end = 0;
    std::vector<TokenRange> places;
    for (std::size_t at = prefix_.size(); at <= end; ++at)
      if (at == 0 || at == end || words.word[at] != words.word[at - 1]) places.push_back({at, at});
    return places;
  }

  bool begins_with_capital(const Hypothesis& from, const Gap& gap) const {
    const std::string text = target_.decode(from.ids);
    return gap.rendering.begin == 0 && !text.empty() && !is_small_letter(character_at(text, 0));
  }

  // A model that has read a word that it would not have said may lose its way: say again what it has
  // said, or leave things out.
  bool keeps_rest(const Hypothesis& from, const Gap& gap, const Start& start,
                  const Hypothesis& to) const {
    constexpr std::size_t kChange = 6, kLetters = 5;
    const Tokens before = Tokens(from.ids).subspan(gap.rendering.end);
    const Tokens after = Tokens(to.ids).subspan(std::min(start.ids.size(), to.ids.size()));
    if (edit_distance(before, after) > 1 + before.size() / kChange) return false;
    return std::all_of(from.ids.begin(), from.ids.end(), [&](TokenId token) {
      return std::count(after.begin(), after.end(), token) <=
                 std::count(before.begin(), before.end(), token) ||
             target_.decode({&token, 1}).size() < kLetters;
    });
  }

  const SearchModels& models_;
  Tape& tape_;
  const DecodingSettings& settings_;
  const Tokenizer& target_;
  const bool keeps_attention_;
  const Tokens source_;
  Tokens prefix_;
  const std::span<const GlossaryTerm> terms_;
  std::vector<bool> given_up_;  // [terms]
};

}  // namespace

int times_said(std::string_view text, const GlossaryTerm& term) {
  int times = 0;
  for (std::size_t at = 0; at < text.size() && times < term.times();) {
    const std::size_t size = is_between_words(text, at) ? size_at(text, at, term) : 0;
    times += size > 0 ? 1 : 0;
    at += size > 0 ? size : character_size(text[at]);
  }
  return times;
}

std::vector<std::string> missing_terms(std::string_view text, std::span<const GlossaryTerm> terms) {
  std::vector<std::string> missing;
  for (const GlossaryTerm& term : terms) {
    const int times = times_said(text, term);
    if (times == term.times()) continue;
    missing.push_back(format("the translation does not say '{}' for '{}'{}, as the glossary has it",
                             term.choices.front().text, term.source,
                             times == 0 ? "" : format(" each of {} times", term.times())));
  }
  return missing;
}

std::vector<std::vector<Hypothesis>> search_with_terms(const SearchModels& models, Tape& tape,
                                                       const SearchInput& input,
                                                       const DecodingSettings& settings,
                                                       const Tokenizer& target) {
  SearchInput free = input;
  free.terms = {};
  std::vector<std::vector<Hypothesis>> results = beam_search(models, tape, free, settings);
  for (std::size_t i = 0; i < results.size() && !input.terms.empty(); ++i) {
    if (input.terms[i].empty()) continue;
    TermSearch search(models, tape, input, i, settings, target);
    results[i] = search.run(std::move(results[i]));
    const int most = search.said(results[i].front());
    std::erase_if(results[i], [&](const Hypothesis& each) { return search.said(each) < most; });
  }
  return results;
}

}  // namespace nmt
