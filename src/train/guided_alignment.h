// Guided alignment (Chen et al. 2016): attention is pulled towards given links between the words.
#pragma once

#include "autograd/attention_trace.h"
#include "autograd/ops.h"
#include "seq2seq/seq2seq.h"
#include "text/link_file.h"
#include "train/settings.h"

namespace nmt {

class GuidedAlignment {
 public:
  // `links` must outlive it.
  GuidedAlignment(const LinkFile& links, const Tokenizers& tokenizers,
                  const TrainingSettings& settings);

  // Before the teacher-forced pass: has the tape's attention written down in `trace`.
  void watch(Tape& tape, AttentionTrace& trace) const;
  // After it: the cost of the attention of `batch`, times `scale` and the weight, [1, 1]; each
  // target token's links share its weight evenly. Ends watching. Throws Error where the model has
  // no attention, or not that layer.
  Var cost(Tape& tape, AttentionTrace& trace, const PairBatch& batch, Real scale) const;

 private:
  const LinkFile* links_;
  WordStarts source_, target_;
  Real weight_;
  int layer_;
  GuidedHeads heads_;
};

}  // namespace nmt
