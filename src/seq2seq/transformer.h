// The Transformer (Vaswani et al. 2017), pre- or post-norm. Its decoder may read its own past by
// simpler recurrences than self-attention.
#pragma once

#include <deque>
#include <optional>
#include <variant>

#include "nn/attention.h"
#include "nn/average_attention.h"
#include "nn/feed_forward.h"
#include "nn/layer_norm.h"
#include "nn/ssru.h"
#include "seq2seq/registry.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

// Of decoder_layer: average.
struct AverageSettings {
  int feed_forward = 0;
  std::string activation = "auto";
  bool gate = true;

  void describe(SettingVisitor& setting);
};

struct TransformerSettings : ModelTypeSettings {
  int dim = 256, heads = 4, feed_forward = 1024, decoder_feed_forward = 0;
  int encoder_layers = 3, decoder_layers = 3;
  std::string decoder_layer = "self_attention";
  AverageSettings average;
  std::string norm = "pre", final_norm = "auto";
  double norm_epsilon = 1e-5;
  std::string positions = "sinusoidal";
  int max_length = 512;
  bool scale_embeddings = true, embedding_norm = false;
  bool source_end_mark = true;
  std::string activation = "relu";
  bool gated = false;
  std::string tied_embeddings = "auto";
  double dropout = 0.1, attention_dropout = 0, feed_forward_dropout = 0;

  void describe(SettingVisitor& setting) override;
  void validate(const Vocabularies& vocabularies) const override;
  int longest_sentence() const override { return positions == "learned" ? max_length : 0; }
  std::unique_ptr<Seq2Seq> build(const Vocabularies& vocabularies) const override;

  // What the layers are made of.
  LayerNormShape norm_shape() const;
  FeedForwardShape encoder_feed_forward_shape() const;
  FeedForwardShape decoder_feed_forward_shape() const;
  AverageAttention::Shape average_shape() const;
};

// What a layer of the decoder reads its own past by.
using DecoderPast = std::variant<SelfAttention, Ssru, AverageAttention>;

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
  struct Embedding {
    const Parameter* table = nullptr;
    std::optional<LayerNorm> norm = {};  // of embedding_norm
  };
  struct EncoderLayer {
    LayerNorm self_norm, feed_forward_norm;
    SelfAttention self;
    FeedForward feed_forward;
    EncoderLayer(ParameterSet&, const std::string& name, const TransformerSettings&);
  };
  struct DecoderLayer {
    LayerNorm past_norm, cross_norm, feed_forward_norm;
    DecoderPast past;
    CrossAttention cross;
    FeedForward feed_forward;
    DecoderLayer(ParameterSet&, const std::string& name, const TransformerSettings&);
  };
  // Who goes through the layers of the decoder: all positions of a target at once, or one step of a
  // search.
  struct WholeTarget;
  struct OneStep;

  Encoded encode_all(Tape&, const Batch& source) const;
  template <class Block>
  Var residual(Tape&, const LayerNorm&, Var x, Var input, Block block) const;
  template <class Block>
  Var residual(Tape&, const LayerNorm&, Var x, Block block) const;
  Var embed_tokens(Tape&, const Embedding&, std::span<const TokenId> ids,
                   std::span<const int> positions) const;
  Var add_positions(Tape&, Var tokens, std::span<const int> positions) const;
  template <class Reading>
  Var read_past(Tape&, const DecoderLayer&, Var x, Reading& reading) const;
  template <class Reading>
  Var decode_layer(Tape&, const DecoderLayer&, Var x, Reading& reading) const;

  TransformerSettings settings_;
  Embedding source_, target_;
  const Parameter* positions_ = nullptr;  // learned positions [max_length, dim], or none
  std::deque<EncoderLayer> encoder_;
  std::deque<DecoderLayer> decoder_;
  std::optional<LayerNorm> encoder_norm_, decoder_norm_;
  std::optional<OutputProjection> output_;
};

}  // namespace nmt
