#include "base/error.h"
#include "base/format.h"
#include "seq2seq/transformer.h"

namespace nmt {

void TransformerSettings::describe(SettingVisitor& setting) {
  setting("dim", dim, "Width of embeddings and layers; a multiple of heads.",
          {.min = 2, .max = 16384, .changes = Changes::model});
  setting("heads", heads, "Attention heads.", {.min = 1, .max = 256, .changes = Changes::model});
  setting("feed_forward", feed_forward, "Inner width of the feed-forward blocks.",
          {.min = 1, .max = 131072, .changes = Changes::model});
  setting("encoder_layers", encoder_layers, "Layers of the encoder.",
          {.min = 1, .max = 256, .changes = Changes::model});
  setting("decoder_layers", decoder_layers, "Layers of the decoder.",
          {.min = 1, .max = 256, .changes = Changes::model});
  setting("norm", norm, "Layer norm before each block (trains stably) or after it (as published).",
          {.one_of = {"pre", "post"}, .changes = Changes::model});
  setting("final_norm", final_norm,
          "One more layer norm after the last layer; auto is yes with norm: pre.",
          {.one_of = {"auto", "yes", "no"}, .changes = Changes::model});
  setting("positions", positions, "How a token knows its place.",
          {.one_of = {"sinusoidal", "learned"}, .changes = Changes::model});
  setting("max_length", max_length, "Longest sentence in tokens that learned positions can take.",
          {.min = 2, .max = 1e6, .changes = Changes::model});
  setting("activation", activation, "Of the feed-forward blocks.",
          {.one_of = {"relu", "gelu", "swish"}, .changes = Changes::model});
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

}  // namespace nmt
