#include "exchange/hugging_face_weights.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "exchange/hugging_face_names.h"
#include "exchange/weight_map.h"

namespace nmt {
namespace {

constexpr int kLargestDim = 16384, kLargestInner = 131072, kMostOf = 256,
              kMostPositions = 1'000'000;

std::string activation_of_config(const JsonSettings& config) {
  const std::string name = config.text("activation_function", "gelu");
  if (name == "relu" || name == "swish") return name;
  if (name == "silu") return "swish";
  if (name == "gelu") return "gelu_erf";
  if (name == "gelu_new" || name == "gelu_pytorch_tanh") return "gelu";
  throw Error(
      {.what = format("activation_function is {}; nmt has relu, swish, gelu and gelu_new", name),
       .where = config.path(),
       .fix = "give a model of another shape"});
}

int heads_of_config(const JsonSettings& config) {
  const int encoder = config.size("encoder_attention_heads", kMostOf),
            decoder = config.size("decoder_attention_heads", kMostOf);
  if (encoder == decoder) return encoder;
  throw Error(
      {.what = format("the encoder has {} heads and the decoder {}; in nmt both have as many",
                      encoder, decoder),
       .where = config.path(),
       .fix = "give a model of another shape"});
}

class HuggingFaceMapping {
 public:
  HuggingFaceMapping(const JsonSettings& config, const HuggingFaceKind& kind,
                     std::shared_ptr<const TensorFile> file)
      : config_(config),
        kind_(kind),
        file_(*file),
        map_(std::move(file), WeightMap::Layout::out_in),
        shared_(config.truth("share_encoder_decoder_embeddings", true)),
        tied_output_(config.truth("tie_word_embeddings", true)) {}

  void describe(ForeignModel& model) const {
    const int encoder_width = config_.size("encoder_ffn_dim", kLargestInner),
              decoder_width = config_.size("decoder_ffn_dim", kLargestInner);
    model.set("model.type", "transformer");
    model.set("model.dim", dim());
    model.set("model.heads", heads_of_config(config_));
    model.set("model.feed_forward", encoder_width);
    if (decoder_width != encoder_width) model.set("model.decoder_feed_forward", decoder_width);
    model.set("model.encoder_layers", config_.size("encoder_layers", kMostOf));
    model.set("model.decoder_layers", config_.size("decoder_layers", kMostOf));
    model.set("model.norm", kind_.pre_norm ? "pre" : "post");
    model.set("model.final_norm", kind_.pre_norm ? "yes" : "no");
    model.set("model.activation", activation_of_config(config_));
    model.set("model.scale_embeddings", config_.truth("scale_embedding", false));
    model.set("model.tied_embeddings",
              shared_ ? (tied_output_ ? "all" : "input") : (tied_output_ ? "target" : "none"));
    model.set("model.positions", "learned");
    model.set("model.max_length", positions());
    model.set("model.dropout", format("{}", config_.number("dropout", 0)));
    model.set("model.attention_dropout", format("{}", config_.number("attention_dropout", 0)));
    model.set("model.feed_forward_dropout", format("{}", config_.number("activation_dropout", 0)));
  }

  void map_all(const TokenRows& source, const TokenRows& target) {
    map_embeddings(source, target);
    map_positions();
    for (const std::string side : {"encoder", "decoder"}) map_side(side);
    map_.require_all_used([](const std::string& tensor) {
      // Further names of what is tied, and tables of positions that are the same on both sides.
      return tensor.ends_with("embed_tokens.weight") ||
             tensor.ends_with("embed_positions.weight") ||
             tensor.ends_with("embed_positions.weights") || tensor == "lm_head.weight" ||
             tensor == "model.shared.weight";
    });
  }

  std::vector<ParameterSource> take() { return map_.take(); }

 private:
  static constexpr const char *kEncoderPositions = "model.encoder.embed_positions.weight",
                              *kDecoderPositions = "model.decoder.embed_positions.weight";

  int dim() const { return config_.size("d_model", kLargestDim); }
  bool has_positions() const { return file_.has(kEncoderPositions); }
  std::int64_t positions() const {
    if (has_positions()) return file_.at(kEncoderPositions).shape.front();
    return config_.size("max_position_embeddings", kMostPositions);
  }

  std::string shared_table() const {
    for (const char* name : {"model.shared.weight", "model.encoder.embed_tokens.weight",
                             "model.decoder.embed_tokens.weight", "lm_head.weight"})
      if (file_.has(name)) return name;
    return "model.shared.weight";
  }

  void map_embeddings(const TokenRows& source, const TokenRows& target) {
    if (shared_) {
      map_.token_table("embedding", shared_table(), target);
    } else {
      map_.token_table("source_embedding", "model.encoder.embed_tokens.weight", source);
      map_.token_table("target_embedding", "model.decoder.embed_tokens.weight", target);
    }
    if (!tied_output_) map_.token_table("output.weight", "lm_head.weight", target);
    constexpr const char* kBias = "final_logits_bias";
    map_.token_bias("output.bias", kind_.output_bias && file_.has(kBias) ? kBias : "", target);
  }

  void map_positions() {
    if (!has_positions()) {
      map_.sinusoids("positions", positions(), dim(), kind_.first_position, kind_.frequency_gap);
      return;
    }
    if (file_.has(kDecoderPositions) &&
        to_floats(file_.at(kDecoderPositions)) != to_floats(file_.at(kEncoderPositions)))
      throw Error({.what = "encoder and decoder have tables of positions that differ; in nmt both "
                           "have one",
                   .where = file_.place_of(kDecoderPositions),
                   .fix = "give a model of another shape"});
    map_.table("positions", kEncoderPositions);
  }

  void map_side(const std::string& side) {
    for (int i = 0; i < config_.size(side + "_layers", kMostOf); ++i)
      read_layer(map_, names_,
                 {.ours = format("{}.{}.", side, i),
                  .theirs = format("model.{}.layers.{}.", side, i),
                  .decoder = side == "decoder"});
    if (kind_.pre_norm) read_norm(map_, names_, side + ".norm", "model." + side + ".layer_norm");
  }

  const JsonSettings& config_;
  const HuggingFaceKind& kind_;
  const TensorFile& file_;
  WeightMap map_;
  LayerNames names_ = hugging_face_layer();
  bool shared_, tied_output_;
};

}  // namespace

void add_hugging_face_model(const JsonSettings& config, const HuggingFaceKind& kind,
                            std::shared_ptr<const TensorFile> file, const TokenRows& source,
                            const TokenRows& target, ForeignModel& model) {
  HuggingFaceMapping mapping(config, kind, std::move(file));
  mapping.describe(model);
  mapping.map_all(source, target);
  model.parameters = mapping.take();
}

}  // namespace nmt
