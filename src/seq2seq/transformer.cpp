#include "seq2seq/transformer.h"

#include <cmath>

#include "base/format.h"
#include "nn/between_layers.h"
#include "nn/position.h"
#include "seq2seq/transformer_state.h"

namespace nmt {
namespace {

Activation activation_named(const std::string& name) {
  if (name == "gelu") return Activation::gelu;
  if (name == "swish") return Activation::swish;
  return Activation::relu;
}

FeedForwardShape feed_forward_shape(const TransformerSettings& s) {
  return {.dim = s.dim,
          .inner = s.feed_forward,
          .activation = activation_named(s.activation),
          .kind = s.gated ? FeedForwardShape::Kind::gated : FeedForwardShape::Kind::plain,
          .dropout = static_cast<Real>(s.feed_forward_dropout)};
}

std::vector<RowRange> sentence_rows(std::span<const int> offsets) {
  std::vector<RowRange> rows;
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i)
    rows.push_back({offsets[i], offsets[i + 1] - offsets[i]});
  return rows;
}

// What the decoder has read before it predicts each target token: kBegin, then the tokens but the
// last.
std::vector<TokenId> shifted(const Batch& target) {
  std::vector<TokenId> ids(target.ids.size());
  for (int i = 0; i < target.sentences(); ++i) {
    if (target.length(i) == 0) continue;
    ids[target.offsets[i]] = kBegin;
    std::copy_n(target.ids.begin() + target.offsets[i], target.length(i) - 1,
                ids.begin() + target.offsets[i] + 1);
  }
  return ids;
}

}  // namespace

Transformer::EncoderLayer::EncoderLayer(ParameterSet& parameters, const std::string& name,
                                        const FeedForwardShape& shape)
    : self_norm(parameters, name + ".self.norm", shape.dim),
      feed_forward_norm(parameters, name + ".feed_forward.norm", shape.dim),
      self(parameters, name + ".self", shape.dim),
      feed_forward(parameters, name + ".feed_forward", shape) {}

Transformer::DecoderLayer::DecoderLayer(ParameterSet& parameters, const std::string& name,
                                        const FeedForwardShape& shape)
    : self_norm(parameters, name + ".self.norm", shape.dim),
      cross_norm(parameters, name + ".cross.norm", shape.dim),
      feed_forward_norm(parameters, name + ".feed_forward.norm", shape.dim),
      self(parameters, name + ".self", shape.dim),
      cross(parameters, name + ".cross", shape.dim),
      feed_forward(parameters, name + ".feed_forward", shape) {}

Transformer::Transformer(const TransformerSettings& settings, const Vocabularies& vocabularies)
    : settings_(settings) {
  const int dim = settings.dim;
  // Embeddings are scaled by sqrt(dim) on the way in, so that they start with deviation 1 there,
  // and logits with deviation near 1 where they are the output weights (section 3.4).
  const Init embedding = Init::normal(1 / std::sqrt(double(dim)));
  const std::string tied = settings.tied_embeddings != "auto" ? settings.tied_embeddings
                           : vocabularies.shared              ? "all"
                                                              : "target";
  const bool one_input = tied == "all" || tied == "input";
  const bool tied_output = tied == "all" || tied == "target";
  const Use target_use = tied_output ? Use::transposed_product : Use::table;
  target_embedding_ = &parameters_.declare(one_input ? "embedding" : "target_embedding",
                                           vocabularies.target, dim, embedding, target_use);
  source_embedding_ = one_input ? target_embedding_
                                : &parameters_.declare("source_embedding", vocabularies.source, dim,
                                                       embedding, Use::table);
  if (settings.positions == "learned")
    positions_ = &parameters_.declare("positions", settings.max_length, dim, embedding);

  const FeedForwardShape shape = feed_forward_shape(settings);
  for (int i = 0; i < settings.encoder_layers; ++i)
    encoder_.emplace_back(parameters_, format("encoder.{}", i), shape);
  for (int i = 0; i < settings.decoder_layers; ++i)
    decoder_.emplace_back(parameters_, format("decoder.{}", i), shape);
  if (settings.final_norm == "yes" || (settings.final_norm == "auto" && settings.norm == "pre")) {
    encoder_norm_.emplace(parameters_, "encoder.norm", dim);
    decoder_norm_.emplace(parameters_, "decoder.norm", dim);
  }
  const Parameter* output_weight =
      tied_output ? target_embedding_
                  : &parameters_.declare("output.weight", vocabularies.target, dim, embedding,
                                         Use::transposed_product);
  output_.emplace(*output_weight,
                  parameters_.declare("output.bias", 1, vocabularies.target, Init::constant(0)));
}

// pre: x + dropout(block(norm(x))). post: norm(x + dropout(block(x))), as published (section 3.1).
template <class Block>
Var Transformer::residual(Tape& tape, const LayerNorm& norm, Var x, Block block) const {
  const auto rate = static_cast<Real>(settings_.dropout);
  if (settings_.norm == "pre") return add_dropout(tape, x, block(norm(tape, x)), rate);
  return norm(tape, add_dropout(tape, x, block(x), rate));
}

Var Transformer::embed_tokens(Tape& tape, const Parameter& table, std::span<const TokenId> ids,
                              std::span<const int> positions) const {
  const Var tokens = embed(tape, table, ids, std::sqrt(Real(settings_.dim)));
  if (positions_)
    return dropout(tape, add_rows(tape, tokens, tape.parameter(*positions_), positions),
                   static_cast<Real>(settings_.dropout));
  if (positions.empty()) return tokens;
  // Only the positions that occur: a step of a search has a single one.
  const auto [first, last] = std::minmax_element(positions.begin(), positions.end());
  const Var waves = tape.constant(sinusoids(tape, *first, *last - *first + 1, settings_.dim));
  std::vector<int> rows(positions.begin(), positions.end());
  for (int& row : rows) row -= *first;
  return dropout(tape, add_rows(tape, tokens, waves, rows), static_cast<Real>(settings_.dropout));
}

Encoded Transformer::encode(Tape& tape, const Batch& source) const {
  const auto rate = static_cast<Real>(settings_.attention_dropout);
  const std::vector<RowRange> rows = sentence_rows(source.offsets);
  const AttentionLayout* layout =
      make_attention_layout(tape, rows, rows, settings_.heads, Visible::all);
  Var x = embed_tokens(tape, *source_embedding_, source.ids,
                       positions_in_sentences(tape, source.offsets));
  const Tensor between = room_between_layers(tape, x.rows(), x.cols());
  for (const EncoderLayer& layer : encoder_) {
    const Arena::Mark scratch = tape.arena().mark();
    x = residual(tape, layer.self_norm, x, [&](Var states) {
      const auto projected = layer.self.project(tape, states);
      return layer.self(tape, projected.query, projected.memory, layout, rate).context;
    });
    x = residual(tape, layer.feed_forward_norm, x,
                 [&](Var states) { return layer.feed_forward(tape, states); });
    if (between.data) x = keep_alone(tape, x, between, scratch);
  }
  return {encoder_norm_ ? (*encoder_norm_)(tape, x) : x, source.offsets};
}

// Self-attention over what was said, cross-attention over the source, feed-forward.
template <class AttendSelf, class AttendCross>
Var Transformer::decode_layer(Tape& tape, const DecoderLayer& layer, Var x, AttendSelf self,
                              AttendCross cross) const {
  x = residual(tape, layer.self_norm, x, self);
  x = residual(tape, layer.cross_norm, x, cross);
  return residual(tape, layer.feed_forward_norm, x,
                  [&](Var states) { return layer.feed_forward(tape, states); });
}

Var Transformer::teacher_force(Tape& tape, const Encoded& encoded, const Batch& target) const {
  const auto rate = static_cast<Real>(settings_.attention_dropout);
  const std::vector<RowRange> rows = sentence_rows(target.offsets),
                              source_rows = sentence_rows(encoded.offsets);
  const AttentionLayout* causal =
      make_attention_layout(tape, rows, rows, settings_.heads, Visible::causal);
  const AttentionLayout* across =
      make_attention_layout(tape, rows, source_rows, settings_.heads, Visible::all);
  Var x = embed_tokens(tape, *target_embedding_, shifted(target),
                       positions_in_sentences(tape, target.offsets));
  for (const DecoderLayer& layer : decoder_)
    x = decode_layer(
        tape, layer, x,
        [&](Var states) {
          const auto projected = layer.self.project(tape, states);
          return layer.self(tape, projected.query, projected.memory, causal, rate).context;
        },
        [&](Var states) {
          return layer
              .cross(tape, layer.cross.project_query(tape, states),
                     layer.cross.project_memory(tape, encoded.states), across, rate)
              .context;
        });
  return decoder_norm_ ? (*decoder_norm_)(tape, x) : x;
}

std::unique_ptr<DecoderState> Transformer::start(Tape& tape, const Encoded& encoded) const {
  const TransformerState::Shape shape{
      .layers = static_cast<int>(decoder_.size()), .dim = settings_.dim, .heads = settings_.heads};
  auto state = std::make_unique<TransformerState>(tape, encoded.offsets, shape);
  const Arena::Mark scratch = tape.arena().mark();
  for (const DecoderLayer& layer : decoder_) {
    state->add_source(layer.cross.project_memory(tape, encoded.states));
    tape.arena().rewind(scratch);
  }
  return state;
}

// The same layers as teacher_force, for one position of each row: earlier keys and values come from
// the state.
Tensor Transformer::step(Tape& tape, DecoderState& base_state,
                         std::span<const TokenId> last) const {
  auto& state = static_cast<TransformerState&>(base_state);
  state.begin_step(tape);
  const std::vector<int> positions(last.size(), state.position());
  Var x = embed_tokens(tape, *target_embedding_, last, positions);
  for (std::size_t i = 0; i < decoder_.size(); ++i) {
    const DecoderLayer& layer = decoder_[i];
    const int index = static_cast<int>(i);
    x = decode_layer(
        tape, layer, x,
        [&](Var states) {
          const auto projected = layer.self.project(tape, states);
          state.append(index, projected.memory);
          return layer.self.mix(tape, state.attend_past(tape, index, projected.query));
        },
        [&](Var states) {
          const Var query = layer.cross.project_query(tape, states);
          return layer.cross.mix(tape, state.attend_source(tape, index, query));
        });
  }
  state.end_step();
  return (decoder_norm_ ? (*decoder_norm_)(tape, x) : x).value();
}

}  // namespace nmt
