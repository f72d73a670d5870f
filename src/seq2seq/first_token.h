// A model whose decoder reads one token more than it is told to, before it says anything: the
// language, say, that a model of many translates into. Who searches, scores or trains never meets it.
#pragma once

#include <memory>

#include "seq2seq/seq2seq.h"

namespace nmt {

class FirstToken final : public Seq2Seq {
 public:
  // `first`: of the target vocabulary. It is read behind kBegin, and so takes one of the positions
  // that the model has.
  FirstToken(std::unique_ptr<Seq2Seq> model, TokenId first)
      : model_(std::move(model)), first_(first) {}

  Encoded encode(Tape& tape, const Batch& source) const override {
    return model_->encode(tape, source);
  }
  // Tells a trace how many queries of each sentence stand before those of the target.
  Var teacher_force(Tape&, const Encoded&, const Batch& target) const override;
  std::unique_ptr<DecoderState> start(Tape&, const Encoded&) const override;
  Tensor step(Tape&, DecoderState&, std::span<const TokenId> last) const override;
  const OutputProjection& output() const override { return model_->output(); }
  bool attends() const override { return model_->attends(); }
  int max_length() const override;
  ParameterSet& parameters() override { return model_->parameters(); }
  const ParameterSet& parameters() const override { return model_->parameters(); }

 private:
  std::unique_ptr<Seq2Seq> model_;
  TokenId first_;
};

}  // namespace nmt
