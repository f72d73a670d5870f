#include "exchange/ctranslate2_weights.h"

#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "exchange/ctranslate2_names.h"
#include "exchange/weight_map.h"

namespace nmt {
namespace {

class Ctranslate2Mapping {
 public:
  Ctranslate2Mapping(std::shared_ptr<const TensorFile> file, double norm_epsilon)
      : file_(*file),
        norm_epsilon_(norm_epsilon),
        map_(std::move(file), WeightMap::Layout::out_in) {
    refuse_what_is_not_computed();
    dim_ = map_.inputs_of("encoder/layer_0/ffn/linear_0/weight");
    pre_norm_ = same_of_both("pre_norm", 0) != 0;
    gated_ = file_.has("encoder/layer_0/ffn/linear_0_noact/weight");
    names_ = ctranslate2_layer(gated_);
    embedding_norm_ = file_.has("encoder/layernorm_embedding/gamma");
  }

  void describe(ForeignModel& model) const {
    model.set("model.type", "transformer");
    model.set("model.dim", dim_);
    model.set("model.heads", same_of_both("num_heads", 8));
    const std::int64_t encoder_width = map_.outputs_of("encoder/layer_0/ffn/linear_0/weight"),
                       decoder_width = map_.outputs_of("decoder/layer_0/ffn/linear_0/weight");
    model.set("model.feed_forward", encoder_width);
    if (decoder_width != encoder_width) model.set("model.decoder_feed_forward", decoder_width);
    model.set("model.encoder_layers", layers("encoder"));
    model.set("model.decoder_layers", layers("decoder"));
    model.set("model.norm", pre_norm_ ? "pre" : "post");
    model.set("model.final_norm", file_.has("encoder/layer_norm/gamma") ? "yes" : "no");
    model.set("model.norm_epsilon", format("{}", norm_epsilon_));
    model.set("model.embedding_norm", embedding_norm_);
    model.set("model.activation", activation());
    model.set("model.gated", gated_);
    model.set("model.scale_embeddings", scales_embeddings());
    model.set("model.tied_embeddings", tied());
    model.set("model.positions", "learned");
    model.set("model.max_length", positions());
    model.set("model.dropout", "0.1");
  }

  void map_all(const TokenRows& source, const TokenRows& target) {
    map_embeddings(source, target);
    map_positions();
    for (const std::string side : {"encoder", "decoder"}) {
      for (int i = 0; i < layers(side); ++i)
        read_layer(map_, names_,
                   {.ours = format("{}.{}.", side, i),
                    .theirs = format("{}/layer_{}/", side, i),
                    .decoder = side == "decoder"});
      if (file_.has("encoder/layer_norm/gamma")) norm(side + ".norm", side + "/layer_norm");
      if (embedding_norm_) norm(side + ".embedding.norm", side + "/layernorm_embedding");
    }
    // Numbers about the model, and the scales of what is quantised, which belong to their weights.
    map_.require_all_used([this](const std::string& name) {
      return file_.at(name).shape.empty() || name.ends_with("_scale") ||
             name.ends_with("position_encodings/encodings") || name.ends_with("alignment_heads");
    });
  }

  std::vector<ParameterSource> take() { return map_.take(); }

 private:
  [[noreturn]] void refuse_variable(const std::string& name, const std::string& what) const {
    throw Error({.what = what,
                 .where = file_.place_of(name),
                 .fix = "give a model of another shape; docs/exchange.md lists what is read"});
  }

  // A table of distances, or a flag that asks for them.
  bool is_of_distances(const ForeignTensor& tensor) const {
    if (tensor.shape.empty())
      return (tensor.name.ends_with("/alibi") || tensor.name.ends_with("/rotary_dim")) &&
             number(tensor.name, 0) != 0;
    for (const char* part :
         {"relative_position", "relative_attention", "relative_asymmetric", "rotary", "alibi"})
      if (tensor.name.find(part) != std::string::npos) return true;
    return false;
  }

  void refuse_what_is_not_computed() const {
    for (const ForeignTensor& tensor : file_.tensors()) {
      if (!is_of_distances(tensor)) continue;
      refuse_variable(tensor.name,
                      "the model knows positions by their distances, which nmt does not compute");
    }
  }

  std::int64_t number(const std::string& name, std::int64_t otherwise) const {
    if (!file_.has(name)) return otherwise;
    const std::vector<std::int64_t> numbers = to_integers(file_.at(name));
    if (numbers.size() != 1) refuse_variable(name, "a single number is expected");
    return numbers.front();
  }

  // In older files it stands once for both sides.
  std::int64_t same_of_both(const std::string& name, std::int64_t otherwise) const {
    const std::int64_t all = number(name, otherwise), encoder = number("encoder/" + name, all),
                       decoder = number("decoder/" + name, all);
    if (encoder != decoder)
      refuse_variable("decoder/" + name,
                      format("the encoder has {} and the decoder {}; in nmt both "
                             "have one {}",
                             encoder, decoder, name));
    return encoder;
  }

  std::string activation() const {
    const std::int64_t number = same_of_both("activation", 0);
    if (number >= 0 && number < std::ssize(kCtranslate2Activations))
      return kCtranslate2Activations[static_cast<std::size_t>(number)];
    refuse_variable("decoder/activation", format("activation {} is not one of nmt's", number));
  }

  bool scales_embeddings() const {
    constexpr const char* kName = "encoder/scale_embeddings";
    if (!file_.has(kName)) return true;
    const double factor = static_cast<double>(to_floats(file_.at(kName)).front()),
                 root = std::sqrt(static_cast<double>(dim_));
    const bool flag = file_.at(kName).type != NumberType::f32;
    if (flag) return factor != 0;
    if (std::abs(factor - root) < 1e-4 * root) return true;
    if (factor == 1) return false;
    refuse_variable(
        kName,
        format("embeddings are multiplied by {}; nmt multiplies by sqrt({}) or not", factor, dim_));
  }

  int layers(const std::string& side) const {
    int count = 0;
    while (file_.has(format("{}/layer_{}/ffn/linear_0/weight", side, count))) ++count;
    return count;
  }

  bool same_tensor(const char* a, const char* b) const {
    return file_.has(a) && file_.has(b) && &file_.at(a) == &file_.at(b);
  }
  bool one_input() const { return same_tensor(source_table(), kTargetTable); }
  bool tied_output() const { return same_tensor(kTargetTable, kOutput); }
  std::string tied() const {
    if (one_input()) return tied_output() ? "all" : "input";
    return tied_output() ? "target" : "none";
  }
  const char* source_table() const {
    constexpr const char *kNew = "encoder/embeddings_0/weight", *kOld = "encoder/embeddings/weight";
    return file_.has(kOld) ? kOld : kNew;
  }

  std::int64_t positions() const {
    constexpr std::int64_t kWithoutTable = 1024;
    return file_.has(kPositions) ? file_.at(kPositions).shape.front() : kWithoutTable;
  }

  void map_embeddings(const TokenRows& source, const TokenRows& target) {
    if (one_input()) {
      map_.token_table("embedding", source_table(), target);
    } else {
      map_.token_table("source_embedding", source_table(), source);
      map_.token_table("target_embedding", kTargetTable, target);
    }
    if (!tied_output()) map_.token_table("output.weight", kOutput, target);
    constexpr const char* kBias = "decoder/projection/bias";
    map_.token_bias("output.bias", file_.has(kBias) ? kBias : "", target);
  }

  void map_positions() {
    if (!file_.has(kPositions)) {
      map_.sinusoids("positions", positions(), dim_, 1, 1);
      return;
    }
    if (file_.has(kDecoderPositions) && !same_tensor(kPositions, kDecoderPositions) &&
        to_floats(file_.at(kPositions)) != to_floats(file_.at(kDecoderPositions)))
      refuse_variable(kDecoderPositions,
                      "encoder and decoder have tables of positions that differ; in nmt both have "
                      "one");
    map_.table("positions", kPositions);
  }

  void norm(const std::string& ours, const std::string& theirs) {
    read_norm(map_, names_, ours, theirs);
  }

  static constexpr const char *kTargetTable = "decoder/embeddings/weight",
                              *kOutput = "decoder/projection/weight",
                              *kPositions = "encoder/position_encodings/encodings",
                              *kDecoderPositions = "decoder/position_encodings/encodings";

  const TensorFile& file_;
  double norm_epsilon_;
  WeightMap map_;
  LayerNames names_ = {};
  std::int64_t dim_ = 0;
  bool pre_norm_ = false, gated_ = false, embedding_norm_ = false;
};

}  // namespace

void add_ctranslate2_model(std::shared_ptr<const TensorFile> file, double norm_epsilon,
                           const TokenRows& source, const TokenRows& target, ForeignModel& model) {
  Ctranslate2Mapping mapping(std::move(file), norm_epsilon);
  mapping.describe(model);
  mapping.map_all(source, target);
  model.parameters = mapping.take();
}

}  // namespace nmt
