#include "decode/beam_search.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "base/error.h"
#include "decode/best_candidates.h"

namespace nmt {
namespace {

// Gives very short sources room for an answer.
constexpr int kExtraLength = 10;
constexpr int kNoLink = -1;

// One token of one hypothesis. Hypotheses that begin alike share their first links.
struct Link {
  TokenId token = 0;
  int previous = kNoLink;
  int source_position = 0;
};

// A hypothesis, as the place of its last link.
struct Trail {
  double log_probability = 0;
  double score = 0;  // set once it takes part no more
  int link = kNoLink;
  bool finished = true;
};

// The search of one sentence. Its live hypotheses are consecutive rows of the decoder's state, best
// first.
struct SentenceSearch {
  int number = 0;  // in the batch
  int limit = 0;   // of tokens, with kEnd
  int source_tokens = 0;
  std::vector<Trail> live, ended;
};

class Search {
 public:
  Search(const Seq2Seq& model, Tape& tape, const Batch& source, const DecodingSettings& settings,
         Alignments alignments);
  std::vector<std::vector<Hypothesis>> run();

 private:
  void step();
  void find_strongest();
  void advance(SentenceSearch& sentence, int first_row, const Tensor& log_probabilities);
  int add_link(const Continuation& continuation, int previous);
  bool is_over(const SentenceSearch& sentence) const;
  void finish(SentenceSearch& sentence);
  Hypothesis follow(const Trail& trail) const;

  const Seq2Seq& model_;
  Tape& tape_;
  const DecodingSettings& settings_;
  Alignments alignments_;
  Encoded encoded_;
  std::unique_ptr<DecoderState> state_;
  std::vector<SentenceSearch> sentences_;  // those not over yet, in the order of the batch
  std::vector<std::vector<Hypothesis>> results_;
  std::vector<Link> links_;
  std::vector<TokenId> last_;   // [rows] the token that each produced last
  std::vector<int> rows_;       // [rows] the row of the step before that each continues
  std::vector<int> strongest_;  // [rows of the step before]
  std::vector<Trail> previous_;
  BestCandidates best_;
  int length_ = 0;  // tokens of every live hypothesis
};

int length_limit(const DecodingSettings& settings, int source_tokens, int model_limit) {
  const double by_ratio = settings.max_length_ratio * source_tokens + kExtraLength;
  const int limit = static_cast<int>(std::min<double>(settings.max_length, by_ratio));
  return model_limit > 0 ? std::min(limit, model_limit) : limit;
}

Search::Search(const Seq2Seq& model, Tape& tape, const Batch& source,
               const DecodingSettings& settings, Alignments alignments)
    : model_(model),
      tape_(tape),
      settings_(settings),
      alignments_(alignments),
      encoded_(model.encode(tape, source)),
      state_(model.start(tape, encoded_)),
      results_(source.sentences()),
      last_(source.sentences(), kBegin) {
  for (int i = 0; i < source.sentences(); ++i)
    sentences_.push_back({.number = i,
                          .limit = length_limit(settings, source.length(i), model.max_length()),
                          .source_tokens = source.length(i),
                          .live = {Trail{}},
                          .ended = {}});
}

std::vector<std::vector<Hypothesis>> Search::run() {
  while (!sentences_.empty()) {
    const Arena::Mark scratch = tape_.arena().mark();
    step();
    tape_.arena().rewind(scratch);
    if (!sentences_.empty()) state_->keep_rows(rows_);
  }
  return std::move(results_);
}

void Search::step() {
  const Tensor hidden = model_.step(tape_, *state_, last_);
  const Tensor log_probabilities = model_.output().log_probabilities(tape_, hidden);
  if (alignments_ == Alignments::strongest) find_strongest();
  ++length_;
  rows_.clear();
  last_.clear();
  int first_row = 0;
  for (SentenceSearch& sentence : sentences_) {
    const int rows = static_cast<int>(sentence.live.size());
    advance(sentence, first_row, log_probabilities);
    first_row += rows;
  }
  std::erase_if(sentences_, [](const SentenceSearch& sentence) { return sentence.live.empty(); });
}

// The source position with the largest weight, for each row.
void Search::find_strongest() {
  const Tensor weights = state_->attention();
  strongest_.clear();
  for (const SentenceSearch& sentence : sentences_)
    for (std::size_t i = 0; i < sentence.live.size(); ++i) {
      const Real* row = weights.row(static_cast<int>(strongest_.size()));
      strongest_.push_back(
          static_cast<int>(std::max_element(row, row + sentence.source_tokens) - row));
    }
}

// Replaces the live hypotheses by their best continuations. None stay live when the sentence is
// done.
void Search::advance(SentenceSearch& sentence, int first_row, const Tensor& log_probabilities) {
  best_.begin(settings_.beam_size - static_cast<int>(sentence.ended.size()));
  for (std::size_t i = 0; i < sentence.live.size(); ++i) {
    const int row = first_row + static_cast<int>(i);
    best_.offer(row, sentence.live[i].log_probability,
                {log_probabilities.row(row), static_cast<std::size_t>(log_probabilities.cols)});
  }
  if (best_.best().empty() && sentence.ended.empty())
    throw Error({.what = "the model gives probabilities that are not finite numbers",
                 .where = "model weights",
                 .fix = "use other weights: training has diverged, or the file is damaged",
                 .kind = Error::Kind::runtime});
  previous_.swap(sentence.live);
  sentence.live.clear();
  for (const Continuation& best : best_.best()) {
    const int previous = previous_[best.row - first_row].link;
    if (best.token == kEnd)
      sentence.ended.push_back(
          {.log_probability = best.log_probability,
           .score = normalised_score(best.log_probability, length_, settings_.length_penalty),
           .link = previous});
    else
      sentence.live.push_back(
          {.log_probability = best.log_probability, .link = add_link(best, previous)});
  }
  if (is_over(sentence)) return finish(sentence);
  for (const Continuation& best : best_.best()) {
    if (best.token == kEnd) continue;
    rows_.push_back(best.row);
    last_.push_back(best.token);
  }
}

int Search::add_link(const Continuation& continuation, int previous) {
  links_.push_back({.token = continuation.token,
                    .previous = previous,
                    .source_position = strongest_.empty() ? 0 : strongest_[continuation.row]});
  return static_cast<int>(links_.size()) - 1;
}

// Log-probabilities only fall, so that a live hypothesis scores at most what it would with all its
// further tokens certain: as many as there can be, since a longer one is divided by more.
bool Search::is_over(const SentenceSearch& sentence) const {
  if (sentence.live.empty() || length_ >= sentence.limit) return true;
  const auto wanted = static_cast<std::size_t>(settings_.n_best);
  if (sentence.ended.size() < wanted) return false;
  const double hope = normalised_score(sentence.live.front().log_probability, sentence.limit,
                                       settings_.length_penalty);
  const auto as_good = std::count_if(sentence.ended.begin(), sentence.ended.end(),
                                     [&](const Trail& ended) { return ended.score >= hope; });
  return as_good >= settings_.n_best;
}

void Search::finish(SentenceSearch& sentence) {
  if (sentence.ended.empty())
    for (Trail& trail : sentence.live) {
      trail.score = normalised_score(trail.log_probability, length_, settings_.length_penalty);
      trail.finished = false;
      sentence.ended.push_back(trail);
    }
  sentence.live.clear();
  std::stable_sort(sentence.ended.begin(), sentence.ended.end(),
                   [](const Trail& a, const Trail& b) { return a.score > b.score; });
  const std::size_t count =
      std::min(sentence.ended.size(), static_cast<std::size_t>(settings_.n_best));
  for (std::size_t i = 0; i < count; ++i)
    results_[sentence.number].push_back(follow(sentence.ended[i]));
}

Hypothesis Search::follow(const Trail& trail) const {
  Hypothesis hypothesis{.ids = {},
                        .log_probability = trail.log_probability,
                        .score = trail.score,
                        .finished = trail.finished,
                        .alignment = {}};
  for (int link = trail.link; link != kNoLink; link = links_[link].previous) {
    hypothesis.ids.push_back(links_[link].token);
    if (alignments_ == Alignments::strongest)
      hypothesis.alignment.push_back(links_[link].source_position);
  }
  std::reverse(hypothesis.ids.begin(), hypothesis.ids.end());
  std::reverse(hypothesis.alignment.begin(), hypothesis.alignment.end());
  return hypothesis;
}

}  // namespace

double normalised_score(double log_probability, int tokens, double length_penalty) {
  return log_probability / std::pow(tokens, length_penalty);
}

std::vector<std::vector<Hypothesis>> beam_search(const Seq2Seq& model, Tape& tape,
                                                 const Batch& source,
                                                 const DecodingSettings& settings,
                                                 Alignments alignments) {
  const Arena::Mark scratch = tape.arena().mark();
  auto results = Search(model, tape, source, settings, alignments).run();
  tape.arena().rewind(scratch);
  return results;
}

}  // namespace nmt
