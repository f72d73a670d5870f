// Every registered model type in every variant, small: what the contract and the gradients are
// tested on.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "seq2seq/first_token.h"
#include "seq2seq/rnn.h"
#include "seq2seq/transformer.h"

namespace nmt {

struct ModelVariant {
  std::string name;
  std::function<std::unique_ptr<ModelTypeSettings>()> settings;
  Vocabularies vocabularies = {.source = 23, .target = 23, .shared = true};
  // What the attention weights of a step sum to.
  double least_attention = 1, most_attention = 1;

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

// The decoder reads a token before it says anything.
class FirstTokenSettings : public ModelTypeSettings {
 public:
  explicit FirstTokenSettings(std::unique_ptr<ModelTypeSettings> of_model)
      : of_model_(std::move(of_model)) {}

  void describe(SettingVisitor& setting) override { of_model_->describe(setting); }
  void validate(const Vocabularies& vocabularies) const override {
    of_model_->validate(vocabularies);
  }
  int longest_sentence() const override { return of_model_->longest_sentence(); }
  std::unique_ptr<Seq2Seq> build(const Vocabularies& vocabularies) const override {
    return std::make_unique<FirstToken>(of_model_->build(vocabularies), kEnd + 4);
  }

 private:
  std::unique_ptr<ModelTypeSettings> of_model_;
};

inline ModelVariant with_first_token(ModelVariant variant) {
  variant.name += "_first_token";
  variant.settings = [plain = variant.settings] {
    return std::make_unique<FirstTokenSettings>(plain());
  };
  return variant;
}

// Weights that a Gaussian has made smaller (local-p), or that are not there.
inline ModelVariant attending(ModelVariant variant, double least, double most) {
  variant.least_attention = least;
  variant.most_attention = most;
  return variant;
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
                settings->attention.dim = 20;
                settings->dropout = 0;
                change(*settings);
                return settings;
              },
          .vocabularies = vocabularies};
}

inline ModelVariant luong_variant(const std::string& name,
                                  std::function<void(RnnSettings&)> change) {
  return rnn_variant("luong_" + name, [change = std::move(change)](RnnSettings& settings) {
    settings.attention.type = "luong";
    change(settings);
  });
}

inline std::function<void(RnnSettings&)> local(const char* scope, const char* score) {
  return [scope, score](RnnSettings& settings) {
    settings.attention.scope = scope;
    settings.attention.score = score;
    settings.attention.window = 3;
  };
}

inline std::function<void(RnnSettings&)> without_feeding(std::function<void(RnnSettings&)> rest) {
  return [rest = std::move(rest)](RnnSettings& settings) {
    settings.attention.input_feeding = false;
    rest(settings);
  };
}

inline std::vector<ModelVariant> model_variants() {
  using S = TransformerSettings;
  using R = RnnSettings;
  const Vocabularies apart{.source = 19, .target = 23, .shared = false};
  return {
      transformer_variant("pre_norm", [](S&) {}),
      transformer_variant("post_norm", [](S& s) { s.norm = "post"; }),
      transformer_variant("post_norm_final", [](S& s) { s.norm = "post", s.final_norm = "yes"; }),
      transformer_variant("learned_positions",
                          [](S& s) { s.positions = "learned", s.max_length = 60; }),
      transformer_variant("gelu", [](S& s) { s.activation = "gelu"; }),
      transformer_variant("gated_swish", [](S& s) { s.activation = "swish", s.gated = true; }),
      transformer_variant("gelu_erf", [](S& s) { s.activation = "gelu_erf"; }),
      transformer_variant("ssru", [](S& s) { s.decoder_layer = "ssru"; }),
      transformer_variant("ssru_post_norm",
                          [](S& s) { s.decoder_layer = "ssru", s.norm = "post"; }),
      transformer_variant("average", [](S& s) { s.decoder_layer = "average"; }),
      transformer_variant("average_post_norm_gated_swish",
                          [](S& s) {
                            s.decoder_layer = "average", s.norm = "post", s.gated = true;
                            s.average.feed_forward = 13, s.average.activation = "swish";
                          }),
      transformer_variant("average_without_gate",
                          [](S& s) { s.decoder_layer = "average", s.average.gate = false; }),
      transformer_variant("embedding_norm",
                          [](S& s) {
                            s.embedding_norm = true, s.scale_embeddings = false;
                            s.norm_epsilon = 1e-3, s.decoder_feed_forward = 11;
                          }),
      transformer_variant("source_without_end_mark", [](S& s) { s.source_end_mark = false; }),
      transformer_variant("deep_encoder_one_head",
                          [](S& s) { s.encoder_layers = 3, s.decoder_layers = 1, s.heads = 1; }),
      transformer_variant(
          "tied_target", [](S& s) { s.tied_embeddings = "target"; }, apart),
      transformer_variant("tied_input", [](S& s) { s.tied_embeddings = "input"; }),
      transformer_variant(
          "untied", [](S& s) { s.tied_embeddings = "none"; }, apart),
      rnn_variant("conditional", [](R&) {}),
      rnn_variant("single", [](R& s) { s.decoder = "single"; }),
      rnn_variant("single_lstm", [](R& s) { s.decoder = "single", s.cell = "lstm"; }),
      rnn_variant("deep_encoder", [](R& s) { s.encoder_layers = 3; }),
      rnn_variant("deep_decoder", [](R& s) { s.decoder_layers = 4, s.cell = "lstm"; }),
      rnn_variant("mean_state", [](R& s) { s.initial_state = "mean"; }),
      rnn_variant("attended_state", [](R& s) { s.initial_state = "attention", s.cell = "lstm"; }),
      rnn_variant("zero_state", [](R& s) { s.initial_state = "zero", s.cell = "lstm"; }),
      rnn_variant("conditional_dot",
                  [](R& s) { s.attention.score = "scaled_dot", s.encoder_dim = s.dim / 2; }),
      attending(rnn_variant("conditional_local",
                            [](R& s) { s.attention.scope = "local-p", s.attention.window = 4; }),
                0, 1),
      rnn_variant("wide_readout", [](R& s) { s.readout = 14; }),
      rnn_variant(
          "tied_target", [](R& s) { s.tied_embeddings = "target"; }, apart),
      rnn_variant("tied_input", [](R& s) { s.tied_embeddings = "input"; }),
      rnn_variant(
          "untied", [](R& s) { s.tied_embeddings = "none"; }, apart),
      rnn_variant("odd_widths",
                  [](R& s) { s.embedding = s.readout = 7, s.dim = 9, s.attention.dim = 5; }),
      luong_variant("dot", [](R& s) { s.attention.score = "dot"; }),
      luong_variant("scaled_dot", [](R& s) { s.attention.score = "scaled_dot"; }),
      luong_variant("general", [](R& s) { s.encoder_dim = 11; }),
      luong_variant("concat", [](R& s) { s.attention.score = "concat"; }),
      luong_variant("location", [](R& s) { s.attention.score = "location", s.max_length = 60; }),
      luong_variant("no_feeding", [](R& s) { s.attention.input_feeding = false; }),
      luong_variant("no_feeding_location",
                    [](R& s) {
                      s.attention.input_feeding = false, s.attention.score = "location";
                      s.max_length = 60;
                    }),
      luong_variant("local_m", local("local-m", "dot")),
      luong_variant("local_m_concat", local("local-m", "concat")),
      luong_variant("local_m_general_no_feeding", without_feeding(local("local-m", "general"))),
      attending(luong_variant("local_p", local("local-p", "general")), 0, 1),
      attending(luong_variant("local_p_dot_no_feeding", without_feeding(local("local-p", "dot"))),
                0, 1),
      attending(
          luong_variant("local_p_concat_no_feeding", without_feeding(local("local-p", "concat"))),
          0, 1),
      luong_variant("as_published",
                    [](R& s) {
                      s.cell = "lstm", s.bidirectional = "none", s.reverse_source = true;
                      s.encoder_layers = s.decoder_layers = 4;
                    }),
      luong_variant("deep_no_feeding",
                    [](R& s) {
                      s.cell = "lstm", s.bidirectional = "first", s.attention.input_feeding = false;
                      s.encoder_layers = s.decoder_layers = 3;
                    }),
      luong_variant("odd_widths", [](R& s) { s.embedding = 7, s.readout = 5, s.dim = 9; }),
      attending(rnn_variant("no_attention", [](R& s) { s.attention.type = "none"; }), 0, 0),
      with_first_token(transformer_variant("post_norm", [](S& s) { s.norm = "post"; })),
      with_first_token(transformer_variant("ssru", [](S& s) { s.decoder_layer = "ssru"; })),
      with_first_token(rnn_variant("conditional", [](R&) {})),
      with_first_token(
          luong_variant("no_feeding", [](R& s) { s.attention.input_feeding = false; })),
      transformer_variant("odd_widths", [](S& s) { s.dim = 18, s.heads = 3, s.feed_forward = 7; }),
      transformer_variant(
          "ssru_odd_widths",
          [](S& s) { s.decoder_layer = "ssru", s.dim = 18, s.heads = 3, s.feed_forward = 7; }),
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
      transformer_variant("average_dropout",
                          [](TransformerSettings& s) {
                            s.decoder_layer = "average", s.activation = "gelu_erf";
                            s.dropout = 0.3, s.feed_forward_dropout = 0.1;
                          }),
      rnn_variant("dropout", [](RnnSettings& s) { s.dropout = 0.3; }),
      rnn_variant("variational_dropout",
                  [](RnnSettings& s) {
                    s.dropout = 0.3, s.variational_dropout = true;
                    s.encoder_layers = s.decoder_layers = 2;
                  }),
      luong_variant("dropout", [](RnnSettings& s) { s.dropout = 0.3, s.decoder_layers = 2; }),
      luong_variant("variational_dropout",
                    [](RnnSettings& s) {
                      s.dropout = 0.3, s.variational_dropout = true, s.cell = "lstm";
                      s.encoder_layers = s.decoder_layers = 2;
                    }),
      luong_variant("variational_dropout_no_feeding",
                    [](RnnSettings& s) {
                      s.dropout = 0.3, s.variational_dropout = true;
                      s.attention.input_feeding = false, s.decoder_layers = 2;
                    }),
  };
}

}  // namespace nmt
