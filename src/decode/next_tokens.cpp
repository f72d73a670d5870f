#include "decode/next_tokens.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "autograd/attention_layout.h"
#include "tensor/kernels.h"

namespace nmt {
namespace {

// Sorted, with the tokens that a translation must begin with.
std::vector<TokenId> with_prefix(std::vector<TokenId> tokens, std::span<const TokenId> prefix) {
  tokens.insert(tokens.end(), prefix.begin(), prefix.end());
  std::sort(tokens.begin(), tokens.end());
  tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
  return tokens;
}

std::span<Real> span_of(const Tensor& all, int row) {
  return {all.row(row), static_cast<std::size_t>(all.cols)};
}

}  // namespace

int max_length(const SearchModels& models) {
  int lowest = 0;
  for (const WeightedModel& each : models.models) {
    const int limit = each.model->max_length();
    if (limit > 0) lowest = lowest == 0 ? limit : std::min(lowest, limit);
  }
  return lowest;
}

bool attends(const SearchModels& models) {
  return std::any_of(models.models.begin(), models.models.end(),
                     [](const WeightedModel& each) { return each.model->attends(); });
}

NextTokens::NextTokens(const SearchModels& models, Tape& tape, const Batch& source,
                       std::span<const std::vector<TokenId>> prefixes)
    : tape_(tape), sentence_(static_cast<std::size_t>(source.sentences())) {
  std::iota(sentence_.begin(), sentence_.end(), 0);
  if (models.shortlist != nullptr) choose_tokens(*models.shortlist, source, prefixes);
  double sum = 0;
  for (const WeightedModel& each : models.models) sum += each.weight;
  for (const WeightedModel& each : models.models) {
    Member& member = members_.emplace_back();
    member.model = each.model;
    member.share = static_cast<Real>(each.weight / sum);
    member.encoded = each.model->encode(tape, source);
    member.state = each.model->start(tape, member.encoded);
    if (!candidates_.empty())
      member.choice = each.model->output().choose(tape.arena(), batch_tokens_);
  }
}

void NextTokens::choose_tokens(const Shortlist& shortlist, const Batch& source,
                               std::span<const std::vector<TokenId>> prefixes) {
  std::vector<int> places(static_cast<std::size_t>(shortlist.vocabularies().target), -1);
  for (int s = 0; s < source.sentences(); ++s) {
    const auto prefix =
        prefixes.empty() ? std::span<const TokenId>() : prefixes[static_cast<std::size_t>(s)];
    candidates_.push_back({with_prefix(shortlist.candidates(source.sentence(s)), prefix), {}});
    for (const TokenId token : candidates_.back().tokens) places[std::size_t(token)] = 0;
  }
  for (std::size_t token = 0; token < places.size(); ++token)
    if (places[token] == 0) {
      places[token] = static_cast<int>(batch_tokens_.size());
      batch_tokens_.push_back(static_cast<TokenId>(token));
    }
  for (Candidates& each : candidates_)
    for (const TokenId token : each.tokens) each.places.push_back(places[std::size_t(token)]);
}

void NextTokens::score(const Member& member, const Tensor& hidden,
                       std::vector<RowScores>& rows) const {
  rows.clear();
  const OutputProjection& output = member.model->output();
  if (candidates_.empty()) {
    const Tensor all = output.logits(tape_, hidden);
    for (int r = 0; r < all.rows; ++r) rows.push_back({.values = span_of(all, r)});
    return;
  }
  // One product for what all sentences may use: laying out the weights anew for each would cost
  // more than the numbers that nobody reads.
  const Tensor some = output.logits(tape_, hidden, member.choice);
  for (int r = 0; r < some.rows; ++r) {
    const Candidates& own = candidates_[std::size_t(sentence_[std::size_t(r)])];
    const std::span values(tape_.arena().allocate<Real>(own.places.size()), own.places.size());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = some(r, own.places[i]);
    rows.push_back({.values = values, .tokens = own.tokens});
  }
}

void NextTokens::normalise(std::vector<RowScores>& rows) const {
  for (RowScores& row : rows) {
    const std::size_t blocks = (row.values.size() + kTopsBlock - 1) / kTopsBlock;
    Real* tops = tape_.arena().allocate<Real>(blocks);
    row.log_sum =
        kernels().log_sum_exp(row.values.data(), static_cast<int>(row.values.size()), tops);
    row.tops = {tops, blocks};
  }
}

// Adds a member's share of the probabilities to those of the ensemble.
void NextTokens::add_probabilities(const Member& member, const std::vector<RowScores>& rows) {
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const std::span<Real> from = rows[r].values;
    const int count = static_cast<int>(from.size()), padded = padded_keys(count);
    const Arena::Mark scratch = tape_.arena().mark();
    Real* room = tape_.arena().allocate<Real>(static_cast<std::size_t>(padded));
    std::copy(from.begin(), from.end(), room);
    std::fill(room + count, room + padded, Real(0));
    kernels().softmax(room, room, count, padded);
    kernels().add_scaled(rows_[r].values.data(), room, count, member.share);
    tape_.arena().rewind(scratch);
  }
}

void NextTokens::step(std::span<const TokenId> last) {
  if (members_.size() == 1) {
    score(members_[0], members_[0].model->step(tape_, *members_[0].state, last), rows_);
    normalise(rows_);
    return;
  }
  for (std::size_t m = 0; m < members_.size(); ++m) {
    const Member& member = members_[m];
    score(member, member.model->step(tape_, *member.state, last), of_member_);
    if (m == 0) {
      rows_ = of_member_;
      for (RowScores& row : rows_) {
        Real* sums = tape_.arena().allocate<Real>(row.values.size());
        std::fill_n(sums, row.values.size(), Real(0));
        row.values = {sums, row.values.size()};
      }
    }
    add_probabilities(member, of_member_);
  }
  // A token that all models find impossible stays a number, because a prefix may ask for it.
  for (const RowScores& row : rows_)
    for (Real& value : row.values)
      value = std::log(value <= 0 ? std::numeric_limits<Real>::min() : value);
}

Tensor NextTokens::attention() const {
  Tensor sum;
  Real shares = 0;
  for (const Member& member : members_) {
    if (!member.model->attends()) continue;
    const Tensor weights = member.state->attention();
    shares += member.share;
    if (sum.data == nullptr) sum = tape_.make_zero(weights.rows, weights.cols);
    for (int r = 0; r < weights.rows; ++r)
      kernels().add_scaled(sum.row(r), weights.row(r), weights.cols, member.share);
  }
  if (sum.data == nullptr) {
    const Tensor nowhere = members_.front().state->attention();
    return tape_.make_zero(nowhere.rows, nowhere.cols);
  }
  if (shares != 1) kernels().scale_add(sum.data, sum.data, nullptr, sum.size(), 1 / shares);
  return sum;
}

void NextTokens::keep_rows(std::span<const int> rows) {
  std::vector<int> sentence(rows.size());
  for (std::size_t r = 0; r < rows.size(); ++r)
    sentence[r] = sentence_[static_cast<std::size_t>(rows[r])];
  sentence_ = std::move(sentence);
  for (Member& member : members_) member.state->keep_rows(rows);
}

}  // namespace nmt
