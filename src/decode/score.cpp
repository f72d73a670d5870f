#include "decode/score.h"

#include <cmath>

#include "base/error.h"

namespace nmt {

std::vector<TargetScore> score_targets(const Seq2Seq& model, Tape& tape, const PairBatch& pairs) {
  const Batch& target = pairs.target;
  const Arena::Mark scratch = tape.arena().mark();
  const Encoded encoded = model.encode(tape, pairs.source);
  const Var hidden = model.teacher_force(tape, encoded, target);
  const Tensor found = model.output().log_probabilities(tape, hidden.value(), target.ids);
  std::vector<TargetScore> scores(static_cast<std::size_t>(target.sentences()));
  for (int s = 0; s < target.sentences(); ++s) {
    TargetScore& score = scores[static_cast<std::size_t>(s)];
    for (int t = target.offsets[s]; t < target.offsets[s + 1]; ++t) {
      score.tokens.push_back(double(found(t, 0)));
      score.log_probability += score.tokens.back();
    }
    if (!std::isfinite(score.log_probability))
      throw Error({.what = "the model gives probabilities that are not finite numbers",
                   .where = "model weights",
                   .fix = "use other weights: training has diverged, or the file is damaged",
                   .kind = Error::Kind::runtime});
  }
  tape.arena().rewind(scratch);
  return scores;
}

}  // namespace nmt
