// Every registered model type in every variant, small: what the contract and the gradients are
// tested on.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "seq2seq/rnn.h"
#include "seq2seq/transformer.h"

namespace nmt {

struct ModelVariant {
  std::string name;
  std::function<std::unique_ptr<ModelTypeSettings>()> settings;
  Vocabularies vocabularies = {.source = 23, .target = 23, .shared = true};

  // With weights as at the start of training.
  std::unique_ptr<Seq2Seq> build(std::uint64_t seed = 1) const {
    auto made = settings();
    made->validate(vocabularies);
    auto model = made->build(vocabularies);
    model->parameters().initialise(seed);
    return model;
  }
};

inline void PrintTo(const ModelVariant& variant, std::ostream* out) { *out << variant.name; }

inline ModelVariant transformer_variant(std::string name,
                                        std::function<void(TransformerSettings&)> change,
                                        Vocabularies vocabularies = {
                                            .source = 23, .target = 23, .shared = true}) {
  return {.name = "transformer_" + std::move(name),
          .settings =
              [change = std::move(change)] {
                auto settings = std::make_unique<TransformerSettings>();
                settings->dim = 16;
                settings->heads = 2;
                settings->feed_forward = 24;
                settings->encoder_layers = settings->decoder_layers = 2;
                settings->dropout = 0;
                change(*settings);
                return settings;
              },
          .vocabularies = vocabularies};
}

inline ModelVariant rnn_variant(std::string name, std::function<void(RnnSettings&)> change,
                                Vocabularies vocabularies = {
                                    .source = 23, .target = 23, .shared = true}) {
  return {.name = "rnn_" + std::move(name),
          .settings =
              [change = std::move(change)] {
                auto settings = std::make_unique<RnnSettings>();
                settings->embedding = settings->readout = 12;
                settings->dim = 16;
                settings->attention_dim = 20;
                settings->dropout = 0;
                change(*settings);
                return settings;
              },
          .vocabularies = vocabularies};
}

inline std::vector<ModelVariant> model_variants() {
  using S = TransformerSettings;
  const Vocabularies apart{.source = 19, .target = 23, .shared = false};
  return {
      transformer_variant("pre_norm", [](S&) {}),
      transformer_variant("post_norm", [](S& s) { s.norm = "post"; }),
      transformer_variant("post_norm_final", [](S& s) { s.norm = "post", s.final_norm = "yes"; }),
      transformer_variant("learned_positions",
                          [](S& s) { s.positions = "learned", s.max_length = 60; }),
      transformer_variant("gelu", [](S& s) { s.activation = "gelu"; }),
      transformer_variant("gated_swish", [](S& s) { s.activation = "swish", s.gated = true; }),
      transformer_variant("deep_encoder_one_head",
                          [](S& s) { s.encoder_layers = 3, s.decoder_layers = 1, s.heads = 1; }),
      transformer_variant(
          "tied_target", [](S& s) { s.tied_embeddings = "target"; }, apart),
      transformer_variant("tied_input", [](S& s) { s.tied_embeddings = "input"; }),
      transformer_variant(
          "untied", [](S& s) { s.tied_embeddings = "none"; }, apart),
      rnn_variant("conditional", [](RnnSettings&) {}),
      rnn_variant("single", [](RnnSettings& s) { s.decoder = "single"; }),
      rnn_variant("deep_encoder", [](RnnSettings& s) { s.encoder_layers = 3; }),
      rnn_variant("wide_readout", [](RnnSettings& s) { s.readout = 14; }),
      rnn_variant(
          "tied_target", [](RnnSettings& s) { s.tied_embeddings = "target"; }, apart),
      rnn_variant("tied_input", [](RnnSettings& s) { s.tied_embeddings = "input"; }),
      rnn_variant(
          "untied", [](RnnSettings& s) { s.tied_embeddings = "none"; }, apart),
      rnn_variant(
          "odd_widths",
          [](RnnSettings& s) { s.embedding = s.readout = 7, s.dim = 9, s.attention_dim = 5; }),
      transformer_variant("odd_widths", [](S& s) { s.dim = 18, s.heads = 3, s.feed_forward = 7; }),
  };
}

// Variants whose loss is random but for the key of its step: for the gradients only.
inline std::vector<ModelVariant> dropout_variants() {
  return {
      transformer_variant("dropout",
                          [](TransformerSettings& s) {
                            s.activation = "gelu";  // no kink for a difference to step over
                            s.dropout = 0.3, s.attention_dropout = 0.2,
                            s.feed_forward_dropout = 0.1;
                          }),
      rnn_variant("dropout", [](RnnSettings& s) { s.dropout = 0.3; }),
  };
}

}  // namespace nmt
