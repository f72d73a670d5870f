// Two plain searches that the real one is held against: all sentences there are, and a beam that
// never stops early.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "decode/beam_search.h"
#include "decode/fake_models.h"

namespace nmt::search_reference {

using Sentence = std::vector<TokenId>;

constexpr int kVocabulary = 6;
inline const Sentence kSource = {3, 4, 3, kEnd};
constexpr int kLimit = 5;  // of most tasks; sentences without number are not enumerated

using Models = std::array<FakeModel, 2>;

// What is asked of the searches.
struct Task {
  DecodingSettings settings;
  Sentence prefix = {};
  std::vector<GlossaryTerm> terms = {};
  std::vector<TokenId> shortlist = {};  // tokens that may come; empty: all
  std::vector<double> weights = {1};    // of the models

  // The most tokens of a translation, its end mark counted.
  int limit() const {
    const double by_ratio = settings.max_length_ratio * double(kSource.size()) + 10;
    return std::max(std::min(settings.max_length, static_cast<int>(by_ratio)),
                    static_cast<int>(prefix.size()) + 1);
  }
};

class Reference {
 public:
  Reference(const Models& models, const Task& task)
      : models_(models), task_(task), limit_(task.limit()) {}

  // Every sentence within the limit, each scored by itself.
  std::vector<Hypothesis> exhaustive() {
    std::vector<Hypothesis> all;
    enumerate({}, all);
    return best_of(std::move(all));
  }

  // Steps to the limit with the beams; a finished hypothesis keeps its place.
  std::vector<Hypothesis> beam() {
    const DecodingSettings& s = task_.settings;
    struct Group {
      std::vector<Hypothesis> live = {Hypothesis{}};
      int ended = 0;
    };
    std::vector<Group> groups(static_cast<std::size_t>(s.diverse_groups));
    std::vector<Hypothesis> ended;
    for (int length = 1; length <= limit_; ++length) {
      std::map<TokenId, int> spoken;
      for (Group& group : groups) {
        std::vector<std::pair<double, Hypothesis>> grown;
        for (const Hypothesis& live : group.live)
          for (const auto& [token, log_p] : allowed(live.ids)) {
            Hypothesis longer = live;
            longer.log_probability += log_p;
            longer.finished = token == kEnd;
            if (!longer.finished) longer.ids.push_back(token);
            grown.emplace_back(longer.log_probability + earned(live.ids) + raise(live.ids, token) -
                                   s.diversity * spoken[token],
                               longer);
          }
        std::stable_sort(grown.begin(), grown.end(),
                         [](const auto& a, const auto& b) { return a.first > b.first; });
        const int room = s.beam_size / s.diverse_groups - group.ended;
        if (static_cast<int>(grown.size()) > room) grown.resize(static_cast<std::size_t>(room));
        if (grown.empty())
          for (Hypothesis& stuck : group.live)
            ended.push_back(scored(stuck, std::max(length - 1, 1), length));
        group.live.clear();
        for (auto& [worth, each] : grown) {
          ++spoken[each.finished ? kEnd : each.ids.back()];
          if (!each.finished) {
            group.live.push_back(each);
          } else {
            ended.push_back(scored(each, length));
            ++group.ended;
          }
        }
      }
    }
    if (ended.empty())
      for (const Group& group : groups)
        for (const Hypothesis& live : group.live) ended.push_back(scored(live, limit_));
    return best_of(std::move(ended));
  }

 private:
  std::vector<double> log_probabilities(const Sentence& said) const {
    std::vector<double> sums(kVocabulary, 0);
    double weights = 0;
    for (const double weight : task_.weights) weights += weight;
    for (std::size_t m = 0; m < task_.weights.size(); ++m) {
      Tape tape(Tape::Mode::infer);
      Batch source, target;
      source.add(kSource);
      Sentence with_end = said;
      with_end.push_back(kEnd);
      target.add(with_end);
      const Tensor logits =
          models_[m].teacher_force(tape, models_[m].encode(tape, source), target).value();
      const Real* row = logits.row(logits.rows - 1);
      double all = 0;
      for (TokenId token = 0; token < kVocabulary; ++token)
        if (may_come(token)) all += std::exp(double(row[token]));
      for (TokenId token = 0; token < kVocabulary; ++token)
        sums[std::size_t(token)] += task_.weights[m] / weights * std::exp(double(row[token])) / all;
    }
    for (double& sum : sums) sum = std::log(sum);
    return sums;
  }

  bool may_come(TokenId token) const {
    const auto& some = task_.shortlist;
    return some.empty() || token == kUnknown || token == kEnd ||
           std::find(some.begin(), some.end(), token) != some.end();
  }

  // The tokens that may follow, by the rules, with their log-probabilities.
  std::vector<std::pair<TokenId, double>> allowed(const Sentence& said) const {
    const std::vector<double> all = log_probabilities(said);
    std::vector<std::pair<TokenId, double>> some;
    for (TokenId token = 0; token < kVocabulary; ++token) {
      Sentence longer = said;
      longer.push_back(token);
      if (said.size() < task_.prefix.size()) {
        if (token != task_.prefix[said.size()]) continue;
      } else if (token == kBegin || !may_come(token) || (token != kEnd && repeats(longer)) ||
                 (token == kEnd && static_cast<int>(longer.size()) < least())) {
        continue;
      }
      some.emplace_back(token, all[std::size_t(token)]);
    }
    return some;
  }

  int least() const {
    return std::min(limit_, std::max(task_.settings.min_length,
                                     static_cast<int>(std::ceil(task_.settings.min_length_ratio *
                                                                double(kSource.size())))));
  }

  // Whether the last run of no_repeat_ngram tokens stands in it before.
  bool repeats(const Sentence& ids) const {
    const int run = task_.settings.no_repeat_ngram;
    if (run == 0 || static_cast<int>(ids.size()) <= run) return false;
    return std::search(ids.begin(), ids.end() - 1, ids.end() - run, ids.end()) != ids.end() - 1;
  }

  void enumerate(const Hypothesis& begun, std::vector<Hypothesis>& all) const {
    for (const auto& [token, log_p] : allowed(begun.ids)) {
      Hypothesis longer = begun;
      longer.log_probability += log_p;
      if (token == kEnd) {
        all.push_back(scored(longer, static_cast<int>(begun.ids.size()) + 1));
      } else if (static_cast<int>(begun.ids.size()) + 1 < limit_) {
        longer.ids.push_back(token);
        enumerate(longer, all);
      }
    }
  }

  static bool holds(const Sentence& ids, const TermChoice& choice) {
    const Sentence& run = choice.tokens;
    const auto found = std::search(ids.begin(), ids.end(), run.begin(), run.end());
    return found != ids.end() && (!choice.only_first || found == ids.begin());
  }

  double earned(const Sentence& ids) const {
    double sum = 0;
    for (const GlossaryTerm& term : task_.terms) {
      double best = 0;
      for (const TermChoice& choice : term.choices)
        if (holds(ids, choice)) best = std::max(best, double(choice.tokens.size()));
      sum += task_.settings.glossary_weight * best;
    }
    return sum;
  }

  // For the longest beginning of a choice that the token makes, as for one of one token.
  double raise(const Sentence& said, TokenId token) const {
    std::size_t best = 0;
    Sentence ids = said;
    ids.push_back(token);
    for (const GlossaryTerm& term : task_.terms) {
      if (std::any_of(term.choices.begin(), term.choices.end(),
                      [&](const TermChoice& choice) { return holds(said, choice); }))
        continue;
      for (const auto& [run, only_first, text] : term.choices) {
        if (only_first &&
            (said.size() >= run.size() || !std::equal(said.begin(), said.end(), run.begin())))
          continue;
        // Only the longest that is begun is gone on with.
        std::size_t begun = std::min(run.size() - 1, said.size());
        while (!std::equal(run.begin(), run.begin() + std::ptrdiff_t(begun),
                           said.end() - std::ptrdiff_t(begun)))
          --begun;
        if (only_first) begun = said.size();
        if (run[begun] == token) best = std::max(best, begun + 1);
        if (run[0] == token && (!only_first || said.empty())) best = std::max<std::size_t>(best, 1);
      }
    }
    return task_.settings.glossary_weight * double(best);
  }

  // The fake models look at the position that they have come to.
  double coverage(int tokens) const {
    const int looked_at = std::min(tokens, static_cast<int>(kSource.size()));
    return (double(kSource.size()) - looked_at) * std::log(1e-6);
  }

  // looks: the steps in which it looked; a step that leaves it no token is one too.
  Hypothesis scored(Hypothesis each, int tokens, int looks = 0) const {
    const DecodingSettings& s = task_.settings;
    const double length = s.length_penalty_type == "wu" ? (5.0 + tokens) / 6 : tokens;
    each.score = (each.log_probability + earned(each.ids)) / std::pow(length, s.length_penalty);
    if (s.coverage_penalty > 0)
      each.score += s.coverage_penalty * coverage(std::max(tokens, looks));
    return each;
  }

  std::vector<Hypothesis> best_of(std::vector<Hypothesis> all) const {
    std::stable_sort(all.begin(), all.end(),
                     [](const Hypothesis& a, const Hypothesis& b) { return a.score > b.score; });
    all.resize(std::min(all.size(), static_cast<std::size_t>(task_.settings.n_best)));
    return all;
  }

  const Models& models_;
  const Task& task_;
  int limit_;
};

}  // namespace nmt::search_reference
