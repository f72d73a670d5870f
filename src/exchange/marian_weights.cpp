#include "exchange/marian_weights.h"

#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "exchange/weight_map.h"

namespace nmt {
namespace {

using Architecture = MarianArchitecture;

// Of every layer norm in Marian.
constexpr const char* kMarianEpsilon = "1e-6";

class MarianMapping {
 public:
  MarianMapping(const Architecture& architecture, std::shared_ptr<const TensorFile> file,
                const MarianVocabularies& vocabularies)
      : of_(architecture),
        file_(*file),
        vocabularies_(vocabularies),
        map_(std::move(file), WeightMap::Layout::in_out) {}

  void map_all() {
    map_embeddings();
    map_output();
    for (int i = 0; i < of_.encoder_layers; ++i) map_encoder_layer(i);
    for (int i = 0; i < of_.decoder_layers; ++i) map_decoder_layer(i);
    for (const std::string side : {"encoder", "decoder"}) {
      if (of_.final_norm) norm(side + ".norm", side + "_top", "");
      if (of_.embedding_norm) norm(side + ".embedding.norm", side + "_emb", "_pre");
    }
    // Bergamot's static scales of activations, which nmt takes from each row itself.
    map_.require_all_used(
        [](const std::string& tensor) { return tensor.ends_with("_QuantMultA"); });
  }

  void describe(ForeignModel& model) const {
    const std::int64_t encoder_width = map_.outputs_of("encoder_l1_ffn_W1"),
                       decoder_width = map_.outputs_of("decoder_l1_ffn_W1");
    model.set("model.type", "transformer");
    model.set("model.dim", of_.dim);
    model.set("model.heads", of_.heads);
    model.set("model.feed_forward", encoder_width);
    if (decoder_width != encoder_width) model.set("model.decoder_feed_forward", decoder_width);
    model.set("model.encoder_layers", of_.encoder_layers);
    model.set("model.decoder_layers", of_.decoder_layers);
    model.set("model.norm", of_.norm == Architecture::Norm::pre ? "pre" : "post");
    model.set("model.final_norm", of_.final_norm ? "yes" : "no");
    model.set("model.norm_epsilon", kMarianEpsilon);
    if (of_.embedding_norm) model.set("model.embedding_norm", true);
    model.set("model.activation", of_.activation);
    model.set("model.tied_embeddings", tied());
    model.set("model.dropout", format("{}", of_.dropout));
    model.set("model.attention_dropout", format("{}", of_.attention_dropout));
    model.set("model.feed_forward_dropout", format("{}", of_.feed_forward_dropout));
    describe_positions(model);
    describe_decoder_layer(model);
  }

  std::vector<ParameterSource> take() { return map_.take(); }

 private:
  // Marian counts layers from 1.
  static std::string layer_of(const char* side, int number) {
    return format("{}_l{}", side, number);
  }
  bool one_input() const { return file_.has("Wemb"); }
  bool learned_positions() const { return file_.has("Wpos"); }

  std::string tied() const {
    if (one_input()) return of_.tied_output ? "all" : "input";
    return of_.tied_output ? "target" : "none";
  }

  void describe_positions(ForeignModel& model) const {
    if (!learned_positions()) return;
    model.set("model.positions", "learned");
    model.set("model.max_length", file_.at("Wpos").shape.front());
    model.set("model.scale_embeddings", false);
  }

  void describe_decoder_layer(ForeignModel& model) const {
    if (of_.decoder_layer == Architecture::DecoderLayer::self_attention) return;
    if (of_.decoder_layer == Architecture::DecoderLayer::ssru) {
      model.set("model.decoder_layer", "ssru");
      return;
    }
    model.set("model.decoder_layer", "average");
    model.set("model.average.feed_forward", map_.outputs_of("decoder_l1_aan_W1"));
    model.set("model.average.activation", of_.average_activation);
    model.set("model.average.gate", of_.average_gate);
  }

  void map_embeddings() {
    if (one_input()) {
      map_.token_table("embedding", "Wemb", vocabularies_.target);
    } else {
      map_.token_table("source_embedding", "encoder_Wemb", vocabularies_.source);
      map_.token_table("target_embedding", "decoder_Wemb", vocabularies_.target);
    }
    if (learned_positions()) map_.table("positions", "Wpos");
  }

  void map_output() {
    constexpr const char *kWeight = "decoder_ff_logit_out_Wt",
                         *kOldWeight = "decoder_ff_logit_out_W", *kBias = "decoder_ff_logit_out_b";
    if (!of_.tied_output) {
      if (file_.has(kOldWeight)) {
        map_.token_table("output.weight", kOldWeight, vocabularies_.target,
                         WeightMap::Tokens::columns);
      } else {
        map_.token_table("output.weight", kWeight, vocabularies_.target);
      }
    }
    map_.token_bias("output.bias", file_.has(kBias) ? kBias : "", vocabularies_.target);
  }

  void map_encoder_layer(int i) {
    const std::string from = layer_of("encoder", i + 1), to = format("encoder.{}", i);
    map_self_attention(to + ".self", from + "_self");
    map_feed_forward(to + ".feed_forward", from + "_ffn");
  }

  void map_decoder_layer(int i) {
    const std::string from = layer_of("decoder", of_.tensors_of[static_cast<std::size_t>(i)]),
                      to = format("decoder.{}", i);
    if (of_.decoder_layer == Architecture::DecoderLayer::self_attention)
      map_self_attention(to + ".self", from + "_self");
    if (of_.decoder_layer == Architecture::DecoderLayer::ssru)
      map_ssru(to + ".ssru", from + "_rnn");
    if (of_.decoder_layer == Architecture::DecoderLayer::average)
      map_average(to + ".average", from + "_aan");
    map_cross_attention(to + ".cross", from + "_context");
    map_feed_forward(to + ".feed_forward", from + "_ffn");
  }

  // A norm before a block has a name of its own.
  void block_norm(const std::string& to, const std::string& after, const std::string& before) {
    const bool pre = of_.norm == Architecture::Norm::pre;
    norm(to + ".norm", pre ? before : after, pre ? "_pre" : "");
  }

  void norm(const std::string& to, const std::string& from, const std::string& suffix) {
    map_.row(to + ".gain", {from + "_ln_scale" + suffix});
    map_.row(to + ".bias", {from + "_ln_bias" + suffix});
  }

  void map_self_attention(const std::string& to, const std::string& from) {
    map_.linear(to + ".query_key_value", {from + "_Wq", from + "_Wk", from + "_Wv"},
                {from + "_bq", from + "_bk", from + "_bv"});
    map_.linear(to + ".out", {from + "_Wo"}, {from + "_bo"});
    block_norm(to, from + "_Wo", from + "_Wo");
  }

  void map_cross_attention(const std::string& to, const std::string& from) {
    map_.linear(to + ".query", {from + "_Wq"}, {from + "_bq"});
    map_.linear(to + ".key_value", {from + "_Wk", from + "_Wv"}, {from + "_bk", from + "_bv"});
    map_.linear(to + ".out", {from + "_Wo"}, {from + "_bo"});
    block_norm(to, from + "_Wo", from + "_Wo");
  }

  void map_feed_forward(const std::string& to, const std::string& from) {
    map_.linear(to + ".in", {from + "_W1"}, {from + "_b1"});
    map_.linear(to + ".out", {from + "_W2"}, {from + "_b2"});
    block_norm(to, from + "_ffn", from + "_ffn");
  }

  void map_ssru(const std::string& to, const std::string& from) {
    map_.matrix(to + ".in.weight", {from + "_W", from + "_Wf"});
    map_.row(to + ".forget.bias", {from + "_bf"});
    block_norm(to, from + "_ffn", from);
  }

  void map_average(const std::string& to, const std::string& from) {
    map_.linear(to + ".feed_forward.in", {from + "_W1"}, {from + "_b1"});
    if (file_.has(from + "_W2")) {
      map_.linear(to + ".feed_forward.out", {from + "_W2"}, {from + "_b2"});
    } else {  // the width is that of the model already
      map_.identity(to + ".feed_forward.out.weight", of_.dim);
      map_.zeros(to + ".feed_forward.out.bias", of_.dim);
    }
    if (of_.average_gate) {
      map_.linear(to + ".input_gate", {from + "_Wi"}, {from + "_bi"});
      map_.linear(to + ".forget_gate", {from + "_Wf"}, {from + "_bf"});
    }
    block_norm(to, from + "_ffn", from + "_ffn");
  }

  const Architecture& of_;
  const TensorFile& file_;
  const MarianVocabularies& vocabularies_;
  WeightMap map_;
};

}  // namespace

void add_marian_model(const MarianArchitecture& architecture,
                      std::shared_ptr<const TensorFile> file,
                      const MarianVocabularies& vocabularies, ForeignModel& model) {
  MarianMapping mapping(architecture, std::move(file), vocabularies);
  mapping.describe(model);
  mapping.map_all();
  model.parameters = mapping.take();
}

}  // namespace nmt
