// The Transformer (Vaswani et al. 2017), pre- or post-norm.
#pragma once

#include <deque>
#include <optional>

#include "nn/attention.h"
#include "nn/feed_forward.h"
#include "nn/layer_norm.h"
#include "seq2seq/registry.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

struct TransformerSettings : ModelTypeSettings {
  int dim = 256, heads = 4, feed_forward = 1024;
  int encoder_layers = 3, decoder_layers = 3;
  std::string norm = "pre", final_norm = "auto";
  std::string positions = "sinusoidal";
  int max_length = 512;
  std::string activation = "relu";
  bool gated = false;
  std::string tied_embeddings = "auto";
  double dropout = 0.1, attention_dropout = 0, feed_forward_dropout = 0;

  void describe(SettingVisitor& setting) override;
  void validate(const Vocabularies& vocabularies) const override;
  int longest_sentence() const override { return positions == "learned" ? max_length : 0; }
  std::unique_ptr<Seq2Seq> build(const Vocabularies& vocabularies) const override;
};

class Transformer final : public Seq2Seq {
 public:
  // `settings` must have passed validate() for the same vocabularies.
  Transformer(const TransformerSettings& settings, const Vocabularies& vocabularies);

  Encoded encode(Tape&, const Batch& source) const override;
  Var teacher_force(Tape&, const Encoded&, const Batch& target) const override;
  std::unique_ptr<DecoderState> start(Tape&, const Encoded&) const override;
  Tensor step(Tape&, DecoderState&, std::span<const TokenId> last) const override;
  const OutputProjection& output() const override { return *output_; }
  int max_length() const override { return settings_.longest_sentence(); }

 private:
  struct EncoderLayer {
    LayerNorm self_norm, feed_forward_norm;
    SelfAttention self;
    FeedForward feed_forward;
    EncoderLayer(ParameterSet&, const std::string& name, const FeedForwardShape&);
  };
  struct DecoderLayer {
    LayerNorm self_norm, cross_norm, feed_forward_norm;
    SelfAttention self;
    CrossAttention cross;
    FeedForward feed_forward;
    DecoderLayer(ParameterSet&, const std::string& name, const FeedForwardShape&);
  };

  template <class Block>
  Var residual(Tape&, const LayerNorm&, Var x, Block block) const;
  Var embed_tokens(Tape&, const Parameter& table, std::span<const TokenId> ids,
                   std::span<const int> positions) const;
  template <class AttendSelf, class AttendCross>
  Var decode_layer(Tape&, const DecoderLayer&, Var x, AttendSelf self, AttendCross cross) const;

  TransformerSettings settings_;
  const Parameter *source_embedding_, *target_embedding_;
  const Parameter* positions_ = nullptr;  // learned positions [max_length, dim], or none
  std::deque<EncoderLayer> encoder_;
  std::deque<DecoderLayer> decoder_;
  std::optional<LayerNorm> encoder_norm_, decoder_norm_;
  std::optional<OutputProjection> output_;
};

}  // namespace nmt
