#include "seq2seq/rnn_decoder.h"

namespace nmt {

ForcedLooks::ForcedLooks(const TimeSteps& time, std::span<const int> offsets) : time_(&time) {
  for (const int sentence : time.sentences) {
    queries_.push_back({static_cast<int>(queries_.size()), 1});
    sources_.push_back({offsets[sentence], offsets[sentence + 1] - offsets[sentence]});
  }
  positions_.resize(queries_.size());
}

Looks ForcedLooks::step(std::size_t t) {
  const auto alive = static_cast<std::size_t>(time_->steps[t].count);
  positions_.assign(alive, static_cast<int>(t));
  return {std::span(queries_).first(alive), std::span(sources_).first(alive), positions_};
}

PreviousTokens previous_tokens(const Batch& target) {
  PreviousTokens previous;
  for (int s = 0; s < target.sentences(); ++s)
    for (int t = 0; t < target.length(s); ++t) {
      previous.ids.push_back(t == 0 ? kBegin : target.sentence(s)[static_cast<std::size_t>(t) - 1]);
      previous.places.push_back(s);
    }
  return previous;
}

PreviousTokens previous_tokens_in_time(const Batch& target, const TimeSteps& time) {
  PreviousTokens previous;
  for (const RowRange& step : time.steps)
    for (int i = 0; i < step.count; ++i) {
      const int token = time.tokens[static_cast<std::size_t>(step.begin + i)];
      previous.ids.push_back(step.begin == 0 ? kBegin
                                             : target.ids[static_cast<std::size_t>(token) - 1]);
      previous.places.push_back(i);
    }
  return previous;
}

}  // namespace nmt
