#include "base/error.h"
#include "base/format.h"
#include "seq2seq/transformer.h"

namespace nmt {
namespace {

Activation activation_named(const std::string& name) {
  if (name == "gelu") return Activation::gelu;
  if (name == "gelu_erf") return Activation::gelu_erf;
  if (name == "swish") return Activation::swish;
  return Activation::relu;
}

int decoder_width(const TransformerSettings& s) {
  return s.decoder_feed_forward > 0 ? s.decoder_feed_forward : s.feed_forward;
}

FeedForwardShape feed_forward_shape(const TransformerSettings& s, int inner) {
  return {.dim = s.dim,
          .inner = inner,
          .activation = activation_named(s.activation),
          .kind = s.gated ? FeedForwardShape::Kind::gated : FeedForwardShape::Kind::plain,
          .dropout = static_cast<Real>(s.feed_forward_dropout)};
}

[[noreturn]] void refuse_average(const TransformerSettings& s, const std::string& key,
                                 const std::string& value) {
  throw Error({.what = format("average.{}: {} with decoder_layer: {}, which has no average", key,
                              value, s.decoder_layer),
               .keys = {"model.average." + key},
               .fix = "remove it, or set model.decoder_layer: average"});
}

void check_average(const TransformerSettings& s) {
  if (s.decoder_layer == "average") return;
  if (s.average.feed_forward != 0)
    refuse_average(s, "feed_forward", format("{}", s.average.feed_forward));
  if (s.average.activation != "auto") refuse_average(s, "activation", s.average.activation);
  if (!s.average.gate) refuse_average(s, "gate", "false");
}

}  // namespace

void AverageSettings::describe(SettingVisitor& setting) {
  setting("feed_forward", feed_forward,
          "Inner width of the network that reads the average; 0 is that of the decoder's "
          "feed-forward blocks.",
          {.min = 0, .max = 131072, .changes = Changes::model});
  setting("activation", activation, "Of that network; auto is that of the feed-forward blocks.",
          {.one_of = {"auto", "relu", "gelu", "gelu_erf", "swish"}, .changes = Changes::model});
  setting("gate", gate, "Gates weigh what it finds against the input.",
          {.changes = Changes::model});
}

void TransformerSettings::describe(SettingVisitor& setting) {
  setting("dim", dim, "Width of embeddings and layers; a multiple of heads.",
          {.min = 2, .max = 16384, .changes = Changes::model});
  setting("heads", heads, "Attention heads.", {.min = 1, .max = 256, .changes = Changes::model});
  setting("feed_forward", feed_forward, "Inner width of the feed-forward blocks.",
          {.min = 1, .max = 131072, .changes = Changes::model});
  setting("decoder_feed_forward", decoder_feed_forward,
          "Inner width of those of the decoder; 0 is feed_forward.",
          {.min = 0, .max = 131072, .changes = Changes::model});
  setting("encoder_layers", encoder_layers, "Layers of the encoder.",
          {.min = 1, .max = 256, .changes = Changes::model});
  setting("decoder_layers", decoder_layers, "Layers of the decoder.",
          {.min = 1, .max = 256, .changes = Changes::model});
  setting("decoder_layer", decoder_layer,
          "What a layer of the decoder reads its own past by: self_attention; ssru, a recurrence "
          "with half of its products (Kim 2019); average, the mean of its past (Zhang 2018).",
          {.one_of = {"self_attention", "ssru", "average"}, .changes = Changes::model});
  setting.section("average", average, "Of decoder_layer: average.");
  setting("norm", norm, "Layer norm before each block (trains stably) or after it (as published).",
          {.one_of = {"pre", "post"}, .changes = Changes::model});
  setting("final_norm", final_norm,
          "One more layer norm after the last layer; auto is yes with norm: pre.",
          {.one_of = {"auto", "yes", "no"}, .changes = Changes::model});
  setting("norm_epsilon", norm_epsilon, "Added to the variance in every layer norm.",
          {.min = 1e-12, .max = 1, .changes = Changes::model});
  setting("positions", positions, "How a token knows its place.",
          {.one_of = {"sinusoidal", "learned"}, .changes = Changes::model});
  setting("max_length", max_length, "Longest sentence in tokens that learned positions can take.",
          {.min = 2, .max = 1e6, .changes = Changes::model});
  setting("scale_embeddings", scale_embeddings,
          "Embeddings times the root of dim on the way in (as published), or as they are.",
          {.changes = Changes::model});
  setting("embedding_norm", embedding_norm, "Layer norm after embedding and position.",
          {.changes = Changes::model});
  setting("source_end_mark", source_end_mark,
          "Whether the encoder reads the end mark of a source sentence.",
          {.changes = Changes::model});
  setting("activation", activation,
          "Of the feed-forward blocks. gelu is its tanh form, gelu_erf the exact one; swish is "
          "x * sigmoid(x).",
          {.one_of = {"relu", "gelu", "gelu_erf", "swish"}, .changes = Changes::model});
  setting("gated", gated, "Gated feed-forward blocks: f(x Wg) * (x Wu) (Shazeer 2020).",
          {.changes = Changes::model});
  setting("tied_embeddings", tied_embeddings,
          "Which of source embedding, target embedding and output weights are one matrix: all; "
          "target (target and "
          "output); input (source and target); none. auto is all with a shared tokenizer, target "
          "otherwise.",
          {.one_of = {"auto", "all", "target", "input", "none"}, .changes = Changes::model});
  setting("dropout", dropout, "Of embeddings and of each block's output.",
          {.min = 0, .max = 0.95, .changes = Changes::model});
  setting("attention_dropout", attention_dropout, "Of attention weights.",
          {.min = 0, .max = 0.95, .changes = Changes::model});
  setting("feed_forward_dropout", feed_forward_dropout, "Inside the feed-forward blocks.",
          {.min = 0, .max = 0.95, .changes = Changes::model});
}

void TransformerSettings::validate(const Vocabularies& vocabularies) const {
  if (dim % heads != 0)
    throw Error({.what = format("dim {} does not divide into {} heads", dim, heads),
                 .keys = {"model.heads"},
                 .fix = format("use a dim that is a multiple of {}, such as dim: {}", heads,
                               (dim + heads - 1) / heads * heads)});
  if (dim % 2 != 0)
    throw Error(
        {.what = format("dim {} is odd, and positions need sines and cosines in equal number", dim),
         .keys = {"model.dim"},
         .fix = format("dim: {}", dim + 1)});
  check_average(*this);
  const bool one_vocabulary = tied_embeddings == "all" || tied_embeddings == "input";
  if (one_vocabulary && !vocabularies.shared)
    throw Error(
        {.what = format("tied_embeddings: {} needs one vocabulary for both sides", tied_embeddings),
         .keys = {"model.tied_embeddings"},
         .fix = "set tokenizer.shared: true, or tied_embeddings: target"});
}

std::unique_ptr<Seq2Seq> TransformerSettings::build(const Vocabularies& vocabularies) const {
  return std::make_unique<Transformer>(*this, vocabularies);
}

LayerNormShape TransformerSettings::norm_shape() const {
  return {.dim = dim, .epsilon = static_cast<Real>(norm_epsilon)};
}

FeedForwardShape TransformerSettings::encoder_feed_forward_shape() const {
  return feed_forward_shape(*this, feed_forward);
}

FeedForwardShape TransformerSettings::decoder_feed_forward_shape() const {
  return feed_forward_shape(*this, decoder_width(*this));
}

AverageAttention::Shape TransformerSettings::average_shape() const {
  const std::string& function = average.activation == "auto" ? activation : average.activation;
  return {.feed_forward = {.dim = dim,
                           .inner = average.feed_forward > 0 ? average.feed_forward
                                                             : decoder_width(*this),
                           .activation = activation_named(function),
                           .dropout = static_cast<Real>(feed_forward_dropout)},
          .gate = average.gate};
}

}  // namespace nmt
