#include "seq2seq/first_token.h"

#include <algorithm>
#include <vector>

#include "autograd/attention_trace.h"
#include "autograd/ops.h"

namespace nmt {

Var FirstToken::teacher_force(Tape& tape, const Encoded& encoded, const Batch& target) const {
  Batch begun;
  std::vector<int> rows;  // of `begun`, those of the target
  for (int i = 0; i < target.sentences(); ++i) {
    std::vector<TokenId> sentence = {first_};
    const std::span<const TokenId> said = target.sentence(i);
    sentence.insert(sentence.end(), said.begin(), said.end());
    for (int t = 1; t <= target.length(i); ++t) rows.push_back(begun.tokens() + t);
    begun.add(sentence);
  }
  if (tape.trace()) tape.trace()->before_target = 1;
  return gather_rows(tape, model_->teacher_force(tape, encoded, begun), rows);
}

std::unique_ptr<DecoderState> FirstToken::start(Tape& tape, const Encoded& encoded) const {
  std::unique_ptr<DecoderState> state = model_->start(tape, encoded);
  const Arena::Mark scratch = tape.arena().mark();
  const std::vector<TokenId> begins(encoded.offsets.size() - 1, kBegin);
  model_->step(tape, *state, begins);
  tape.arena().rewind(scratch);
  return state;
}

// The first step has read kBegin already; no other step is given it.
Tensor FirstToken::step(Tape& tape, DecoderState& state, std::span<const TokenId> last) const {
  std::vector<TokenId> read(last.begin(), last.end());
  std::replace(read.begin(), read.end(), kBegin, first_);
  return model_->step(tape, state, read);
}

int FirstToken::max_length() const {
  const int limit = model_->max_length();
  return limit > 0 ? limit - 1 : 0;
}

}  // namespace nmt
