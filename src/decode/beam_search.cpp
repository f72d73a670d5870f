#include "decode/beam_search.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "decode/best_candidates.h"
#include "decode/row_changes.h"
#include "decode/sampling.h"
#include "decode/sentence_search.h"
#include "decode/trail_attention.h"
#include "decode/trails.h"

namespace nmt {
namespace {

class Search {
 public:
  Search(const SearchModels& models, Tape& tape, const SearchInput& input,
         const DecodingSettings& settings);
  std::vector<std::vector<Hypothesis>> run();

 private:
  void step();
  void look();
  void advance(SentenceSearch& sentence);
  void choose(SentenceSearch& sentence, const Group& group);
  void choose_of_row(const SentenceSearch& sentence, const Trail& trail);
  std::vector<Continuation> take_rewarded(const SentenceSearch& sentence, const Trail& trail,
                                          RowChanges& changes);
  double earned(const SentenceSearch& sentence, const Trail& trail);
  void draw(SentenceSearch& sentence, const Trail& trail);
  void force(const Trail& trail, TokenId token);
  void apply_rules(const SentenceSearch& sentence, const Trail& trail, RowChanges& changes);
  void take(SentenceSearch& sentence, Group& group);
  void end(SentenceSearch& sentence, Trail trail, int tokens);
  void cut_off(SentenceSearch& sentence, Group& group, int tokens);
  void stop(SentenceSearch& sentence, Group& group);
  Trail grown(const Trail& from, const Continuation& by);
  bool is_over(const SentenceSearch& sentence) const;
  void keep(SentenceSearch& sentence);
  void finish(SentenceSearch& sentence);
  Hypothesis follow(const SentenceSearch& sentence, const Trail& trail) const;
  bool covering() const { return settings_.coverage_penalty > 0; }
  std::span<const Real> weights_of(const SentenceSearch& sentence, int row) const;

  const DecodingSettings& settings_;
  Tape& tape_;
  const Batch& source_;
  const bool keeps_attention_;
  const std::span<const TokenId> suppressed_;
  NextTokens next_;
  Trails trails_;
  std::vector<SentenceSearch> sentences_;  // those not over yet, in the order of the batch
  std::vector<std::vector<Hypothesis>> results_;
  std::vector<TokenId> last_;  // [rows] the token that each produced last
  std::vector<int> rows_;      // [rows] the row of the step before that each continues
  // Coverage: the attention that source tokens have received [rows, longest source].
  std::vector<std::vector<Real>> received_;
  Tensor attention_;  // of this step
  TrailAttention kept_attention_;
  std::vector<Trail> previous_;
  std::vector<Continuation> chosen_;
  std::vector<TokenId> said_, spoken_;  // by a hypothesis; in this step, by the groups before
  std::vector<TermRewards::Raise> raises_;
  BestCandidates best_;
  Sampler sampler_;
  int length_ = 0;  // tokens of every live hypothesis
};

Search::Search(const SearchModels& models, Tape& tape, const SearchInput& input,
               const DecodingSettings& settings)
    : settings_(settings),
      tape_(tape),
      source_(input.source),
      keeps_attention_(input.keeps_attention),
      suppressed_(models.suppressed),
      next_(models, tape, input.source, needed_tokens(models, input)),
      results_(static_cast<std::size_t>(input.source.sentences())),
      last_(static_cast<std::size_t>(input.source.sentences()), kBegin),
      sampler_(settings) {
  for (int i = 0; i < input.source.sentences(); ++i) {
    sentences_.push_back(start_search(input, i, settings, max_length(models)));
    if (covering()) received_.emplace_back(static_cast<std::size_t>(input.source.length(i)));
  }
}

std::vector<std::vector<Hypothesis>> Search::run() {
  while (!sentences_.empty()) {
    const Arena::Mark scratch = tape_.arena().mark();
    step();
    tape_.arena().rewind(scratch);
    if (!sentences_.empty()) next_.keep_rows(rows_);
  }
  return std::move(results_);
}

void Search::step() {
  next_.step(last_);
  look();
  ++length_;
  rows_.clear();
  last_.clear();
  for (SentenceSearch& sentence : sentences_) advance(sentence);
  std::erase_if(sentences_, [](const SentenceSearch& sentence) { return !sentence.any_live(); });
  if (!covering()) return;
  std::vector<std::vector<Real>> kept;
  for (const int row : rows_) kept.push_back(received_[static_cast<std::size_t>(row)]);
  received_ = std::move(kept);
}

// Adds up where each row looks. Its own sentence's positions stand first; behind them is nothing.
void Search::look() {
  if (covering() || keeps_attention_) attention_ = next_.attention();
  if (!covering()) return;
  for (int r = 0; r < attention_.rows; ++r) {
    const Real* row = attention_.row(r);
    std::vector<Real>& received = received_[static_cast<std::size_t>(r)];
    for (std::size_t s = 0; s < received.size(); ++s) received[s] += row[s];
  }
}

// Replaces the live hypotheses by their best continuations. None stay live when the sentence is
// done.
void Search::advance(SentenceSearch& sentence) {
  spoken_.clear();
  for (Group& group : sentence.groups) {
    if (group.live.empty()) continue;
    choose(sentence, group);
    take(sentence, group);
  }
  if (is_over(sentence)) return finish(sentence);
  keep(sentence);
}

// Fills chosen_ with the continuations of a group, best first.
void Search::choose(SentenceSearch& sentence, const Group& group) {
  chosen_.clear();
  const auto at = static_cast<std::size_t>(length_) - 1;
  if (at < sentence.prefix.size()) return force(group.live.front(), sentence.prefix[at]);
  if (settings_.sampling) return draw(sentence, group.live.front());
  best_.begin(settings_.beam_size / settings_.diverse_groups - group.ended);
  for (const Trail& trail : group.live) choose_of_row(sentence, trail);
  chosen_.assign(best_.best().begin(), best_.best().end());
}

void Search::choose_of_row(const SentenceSearch& sentence, const Trail& trail) {
  const RowScores scores = next_.row(trail.row);
  RowChanges changes(scores);
  apply_rules(sentence, trail, changes);
  for (const TokenId token : spoken_) changes.lower(token, settings_.diversity);
  const std::vector<Continuation> rewarded = take_rewarded(sentence, trail, changes);
  best_.offer(trail.row, trail.log_probability + earned(sentence, trail), scores);
  changes.undo();
  for (const Continuation& continuation : rewarded) best_.offer(continuation);
}

// The continuations that terms of the glossary speak for, at what they are worth with that; for
// themselves they can no longer come.
std::vector<Continuation> Search::take_rewarded(const SentenceSearch& sentence, const Trail& trail,
                                                RowChanges& changes) {
  if (sentence.rewards.none()) return {};
  trails_.tokens(trail.link, said_);
  sentence.rewards.raises(said_, raises_);
  const double before = trail.log_probability + sentence.rewards.earned(said_);
  const RowScores scores = next_.row(trail.row);
  std::vector<Continuation> rewarded;
  for (const TermRewards::Raise& raise : raises_) {
    const Real* value = scores.find(raise.token);
    if (value == nullptr) continue;
    rewarded.push_back(
        {before + double(*value - scores.log_sum) + raise.amount, trail.row, raise.token});
    changes.forbid(raise.token);
  }
  return rewarded;
}

double Search::earned(const SentenceSearch& sentence, const Trail& trail) {
  if (sentence.rewards.none()) return 0;
  trails_.tokens(trail.link, said_);
  return sentence.rewards.earned(said_);
}

void Search::apply_rules(const SentenceSearch& sentence, const Trail& trail, RowChanges& changes) {
  if (length_ < sentence.least) changes.forbid(kEnd);
  for (const TokenId token : suppressed_) changes.forbid(token);
  if (settings_.no_repeat_ngram == 0) return;
  trails_.tokens(trail.link, said_);
  changes.forbid_repeats(said_, settings_.no_repeat_ngram);
}

void Search::draw(SentenceSearch& sentence, const Trail& trail) {
  const RowScores scores = next_.row(trail.row);
  RowChanges changes(scores);
  apply_rules(sentence, trail, changes);
  const int entry = sampler_.draw(scores, sentence.random);
  changes.undo();
  if (entry >= 0) force(trail, scores.token(static_cast<std::size_t>(entry)));
}

// The one continuation that there is.
void Search::force(const Trail& trail, TokenId token) {
  const RowScores scores = next_.row(trail.row);
  const Real* value = scores.find(token);
  if (value == nullptr || !std::isfinite(*value - scores.log_sum)) return;
  chosen_.push_back({trail.log_probability + double(*value - scores.log_sum), trail.row, token});
}

// The trail of a continuation. What rules took off its token was for choosing only.
Trail Search::grown(const Trail& from, const Continuation& by) {
  const RowScores scores = next_.row(from.row);
  return {.log_probability = from.log_probability + double(*scores.find(by.token) - scores.log_sum),
          .link = from.link,
          .row = from.row};
}

void Search::take(SentenceSearch& sentence, Group& group) {
  if (chosen_.empty()) return stop(sentence, group);
  previous_.swap(group.live);
  group.live.clear();
  for (const Continuation& chosen : chosen_) {
    const auto from = std::find_if(previous_.begin(), previous_.end(),
                                   [&](const Trail& trail) { return trail.row == chosen.row; });
    Trail trail = grown(*from, chosen);
    if (settings_.diverse_groups > 1) spoken_.push_back(chosen.token);
    if (chosen.token == kEnd) {
      end(sentence, trail, length_);
      ++group.ended;
      continue;
    }
    trail.link = trails_.add(chosen.token, trail.link);
    if (keeps_attention_) kept_attention_.add_link(weights_of(sentence, trail.row));
    group.live.push_back(trail);
  }
}

void Search::end(SentenceSearch& sentence, Trail trail, int tokens) {
  if (covering()) trail.coverage = coverage_of(received_[static_cast<std::size_t>(trail.row)]);
  if (keeps_attention_ && (trail.finished || trail.link == kNoLink))
    trail.look = kept_attention_.add(weights_of(sentence, trail.row));
  const double worth = trail.log_probability + earned(sentence, trail);
  trail.score =
      normalised_score(worth, tokens, settings_) + settings_.coverage_penalty * trail.coverage;
  sentence.ended.push_back(trail);
}

void Search::cut_off(SentenceSearch& sentence, Group& group, int tokens) {
  for (Trail& trail : group.live) {
    trail.finished = false;
    end(sentence, trail, tokens);
  }
  group.live.clear();
}

// No token may come: the rules leave none, or the model's numbers are none.
void Search::stop(SentenceSearch& sentence, Group& group) {
  for (const Trail& trail : group.live)
    if (!next_.row(trail.row).any_finite())
      throw Error({.what = "the model gives probabilities that are not finite numbers",
                   .where = "model weights",
                   .fix = "use other weights: training has diverged, or the file is damaged",
                   .kind = Error::Kind::runtime});
  cut_off(sentence, group, std::max(length_ - 1, 1));
}

// Whether no live hypothesis can still come among the n best. With w its log p and what it has
// earned, it ends with w' / lp(tokens) + coverage_penalty x coverage, where
//   w' <= best log p of a live one + the most that terms can earn: log-probabilities only fall;
//   length_ <= tokens <= limit: those that it has (rules that leave it no token cut it off as it
//     is), or as many as there can be;
//   lp rises with the tokens, as length_penalty >= 0: what is negative is divided by the most
//     tokens, what is positive, as only rewards make it, by the fewest;
//   coverage <= 0.
bool Search::is_over(const SentenceSearch& sentence) const {
  if (!sentence.any_live() || length_ >= sentence.limit) return true;
  const auto wanted = static_cast<std::size_t>(settings_.n_best);
  if (sentence.ended.size() < wanted) return false;
  const double most = sentence.best_live() + sentence.rewards.most();
  const double hope = normalised_score(most, most < 0 ? sentence.limit : length_, settings_);
  const auto as_good = std::count_if(sentence.ended.begin(), sentence.ended.end(),
                                     [&](const Trail& ended) { return ended.score >= hope; });
  return as_good >= settings_.n_best;
}

// Gives the live hypotheses the rows of the next step.
void Search::keep(SentenceSearch& sentence) {
  for (Group& group : sentence.groups)
    for (Trail& trail : group.live) {
      rows_.push_back(std::exchange(trail.row, static_cast<int>(rows_.size())));
      last_.push_back(trails_.last(trail.link));
    }
}

void Search::finish(SentenceSearch& sentence) {
  const bool none = sentence.ended.empty();
  for (Group& group : sentence.groups) {
    if (none) cut_off(sentence, group, length_);
    group.live.clear();
  }
  std::stable_sort(sentence.ended.begin(), sentence.ended.end(),
                   [](const Trail& a, const Trail& b) { return a.score > b.score; });
  const std::size_t count =
      std::min(sentence.ended.size(), static_cast<std::size_t>(settings_.n_best));
  for (std::size_t i = 0; i < count; ++i)
    results_[static_cast<std::size_t>(sentence.number)].push_back(
        follow(sentence, sentence.ended[i]));
}

std::span<const Real> Search::weights_of(const SentenceSearch& sentence, int row) const {
  return {attention_.row(row), static_cast<std::size_t>(source_.length(sentence.number))};
}

Hypothesis Search::follow(const SentenceSearch& sentence, const Trail& trail) const {
  Hypothesis hypothesis{.ids = {},
                        .log_probability = trail.log_probability,
                        .coverage = trail.coverage,
                        .score = trail.score,
                        .finished = trail.finished};
  trails_.tokens(trail.link, hypothesis.ids);
  if (keeps_attention_)
    hypothesis.attention =
        kept_attention_.map(trails_, trail.link, trail.look, source_.length(sentence.number));
  return hypothesis;
}

}  // namespace

void require_attention(const SearchModels& models, const DecodingSettings& settings) {
  if (settings.coverage_penalty == 0 || attends(models)) return;
  throw Error({.what = format("coverage_penalty {} needs attention, and this model has none",
                              settings.coverage_penalty),
               .keys = {"decoding.coverage_penalty"},
               .fix = "set coverage_penalty to 0, or use a model with attention"});
}

std::vector<std::vector<Hypothesis>> beam_search(const SearchModels& models, Tape& tape,
                                                 const SearchInput& input,
                                                 const DecodingSettings& settings) {
  require_attention(models, settings);
  const Arena::Mark scratch = tape.arena().mark();
  auto results = Search(models, tape, input, settings).run();
  tape.arena().rewind(scratch);
  return results;
}

std::vector<std::vector<Hypothesis>> beam_search(const Seq2Seq& model, Tape& tape,
                                                 const Batch& source,
                                                 const DecodingSettings& settings) {
  const SearchModels models{.models = {{.model = &model}}};
  return beam_search(models, tape, SearchInput{.source = source}, settings);
}

}  // namespace nmt
