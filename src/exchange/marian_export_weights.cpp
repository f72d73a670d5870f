#include "exchange/marian_export_weights.h"

#include <utility>

#include "base/format.h"
#include "exchange/marian_zero_start.h"

namespace nmt {
namespace {

class MarianTensors {
 public:
  MarianTensors(const ExportedModel& model, TensorSet& tensors)
      : model_(model), s_(*model.transformer), weights_(*model.parameters), to_(tensors) {
    start_from_zeros(model, weights_);
  }

  void add_all(const MarianOrder& order) {
    add_embeddings(order);
    for (int i = 0; i < s_.encoder_layers; ++i) {
      const std::string to = format("encoder_l{}", i + 1), from = format("encoder.{}", i);
      self_attention(to, from + ".self");
      feed_forward(to + "_ffn", from + ".feed_forward");
    }
    int number = 1;
    if (weights_.has(std::string(kStartLayer) + ".cross.query.weight"))
      decoder_layer(number++, kStartLayer);
    for (int i = 0; i < s_.decoder_layers; ++i) decoder_layer(number++, format("decoder.{}", i));
    for (const std::string side : {"encoder", "decoder"}) {
      if (model_.final_norm()) norm(side + "_top", side + ".norm", "");
      if (s_.embedding_norm) norm(side + "_emb", side + ".embedding.norm", "_pre");
    }
  }

 private:
  void add_embeddings(const MarianOrder& order) {
    const Tensor target = weights_.at(model_.target_table());
    if (model_.one_input() && !parts_embeddings(model_)) {
      to_.token_rows("Wemb", target, order.target);
    } else {
      to_.token_rows("encoder_Wemb", model_.parameters->find(model_.source_table())->value,
                     order.source);
      to_.token_rows("decoder_Wemb", target, order.target);
    }
    if (!model_.tied_output())
      to_.token_rows("decoder_ff_logit_out_Wt", weights_.at("output.weight"), order.target);
    to_.token_row("decoder_ff_logit_out_b", weights_.at("output.bias"), order.target);
  }

  void linear(const std::string& to, const std::string& which, const std::string& from,
              int begin = 0, int count = -1) {
    const Tensor weight = weights_.at(from + ".weight"), bias = weights_.at(from + ".bias");
    const int columns = count < 0 ? weight.cols : count;
    to_.weight(to + "_W" + which, weight.columns(begin, columns));
    to_.row(to + "_b" + which, bias.columns(begin, columns));
  }

  void norm(const std::string& to, const std::string& from, const std::string& suffix) {
    to_.row(to + "_ln_scale" + suffix, weights_.at(from + ".gain"));
    to_.row(to + "_ln_bias" + suffix, weights_.at(from + ".bias"));
  }

  // A norm before a block has a name of its own.
  void block_norm(const std::string& after, const std::string& before, const std::string& from) {
    const bool pre = s_.norm == "pre";
    norm(pre ? before : after, from + ".norm", pre ? "_pre" : "");
  }

  void self_attention(const std::string& layer, const std::string& from) {
    const std::string to = layer + "_self", projection = from + ".query_key_value";
    linear(to, "q", projection, 0, s_.dim);
    linear(to, "k", projection, s_.dim, s_.dim);
    linear(to, "v", projection, 2 * s_.dim, s_.dim);
    linear(to, "o", from + ".out");
    block_norm(to + "_Wo", to + "_Wo", from);
  }

  void cross_attention(const std::string& layer, const std::string& from) {
    const std::string to = layer + "_context", projection = from + ".key_value";
    linear(to, "q", from + ".query");
    linear(to, "k", projection, 0, s_.dim);
    linear(to, "v", projection, s_.dim, s_.dim);
    linear(to, "o", from + ".out");
    block_norm(to + "_Wo", to + "_Wo", from);
  }

  void feed_forward(const std::string& to, const std::string& from) {
    linear(to, "1", from + ".in");
    linear(to, "2", from + ".out");
    block_norm(to + "_ffn", to + "_ffn", from);
  }

  void ssru(const std::string& layer, const std::string& from) {
    const std::string to = layer + "_rnn";
    const Tensor in = weights_.at(from + ".in.weight");
    to_.weight(to + "_W", in.columns(0, s_.dim));
    to_.weight(to + "_Wf", in.columns(s_.dim, s_.dim));
    to_.row(to + "_bf", weights_.at(from + ".forget.bias"));
    block_norm(to + "_ffn", to, from);
  }

  void average(const std::string& layer, const std::string& from) {
    const std::string to = layer + "_aan";
    linear(to, "1", from + ".feed_forward.in");
    linear(to, "2", from + ".feed_forward.out");
    if (s_.average.gate) {
      linear(to, "i", from + ".input_gate");
      linear(to, "f", from + ".forget_gate");
    }
    block_norm(to + "_ffn", to + "_ffn", from);
  }

  void decoder_layer(int number, const std::string& from) {
    const std::string to = format("decoder_l{}", number);
    if (s_.decoder_layer == "ssru")
      ssru(to, from + ".ssru");
    else if (s_.decoder_layer == "average")
      average(to, from + ".average");
    else
      self_attention(to, from + ".self");
    cross_attention(to, from + ".cross");
    feed_forward(to + "_ffn", from + ".feed_forward");
  }

  const ExportedModel& model_;
  const TransformerSettings& s_;
  ExportedWeights weights_;
  TensorSet& to_;
};

const char* marian_activation(const std::string& name) {
  if (name == "gelu_erf") return "gelu";
  return name == "swish" ? "swish" : "relu";
}

}  // namespace

void add_marian_tensors(const ExportedModel& model, const MarianOrder& order, TensorSet& tensors) {
  MarianTensors(model, tensors).add_all(order);
}

// All that Marian 1.12 asks for, in its order.
std::string marian_model_options(const ExportedModel& model, const MarianOrder& order) {
  const TransformerSettings& s = *model.transformer;
  const bool pre = s.norm == "pre", one_input = model.one_input() && !parts_embeddings(model),
             tied = model.tied_output(), ssru = s.decoder_layer == "ssru";
  const int inner = model.decoder_feed_forward(),
            layers = s.decoder_layers + (zero_start_of(model) == ZeroStart::extra_layer ? 1 : 0);
  std::string text;
  const auto put = [&](const char* key, const auto& value) {
    text += format("{}: {}\n", key, value);
  };
  put("bert-train-type-embeddings", true);
  put("bert-type-vocab-size", 2);
  put("dec-cell", ssru ? "ssru" : "gru");
  put("dec-cell-base-depth", 2);
  put("dec-cell-high-depth", 1);
  put("dec-depth", layers);
  put("dim-emb", s.dim);
  put("dim-rnn", 1024);
  text += format("dim-vocabs:\n  - {}\n  - {}\n", order.source.size(), order.target.size());
  put("enc-cell", "gru");
  put("enc-cell-depth", 1);
  put("enc-depth", s.encoder_layers);
  put("enc-type", "bidirectional");
  put("factors-combine", "sum");
  put("factors-dim-emb", 0);
  put("input-types", "[]");
  put("layer-normalization", false);
  put("lemma-dependency", "\"\"");
  put("lemma-dim-emb", 0);
  put("output-omit-bias", false);
  put("right-left", false);
  put("separator-symbol", "\"[eos]\"");
  put("skip", false);
  put("tied-embeddings", tied && !one_input);
  put("tied-embeddings-all", tied && one_input);
  put("tied-embeddings-src", !tied && one_input);
  put("transformer-aan-activation",
      marian_activation(s.average.activation == "auto" ? s.activation : s.average.activation));
  put("transformer-aan-depth", 2);
  put("transformer-aan-nogate", !s.average.gate);
  put("transformer-alibi-shift", false);
  put("transformer-alibi-trainable", false);
  put("transformer-attention-mask", "default");
  put("transformer-decoder-autoreg", ssru                           ? "rnn"
                                     : s.decoder_layer == "average" ? "average-attention"
                                                                    : "self-attention");
  put("transformer-decoder-dim-ffn", inner == s.feed_forward ? 0 : inner);
  put("transformer-decoder-ffn-depth", 0);
  put("transformer-dim-aan", s.average.feed_forward > 0 ? s.average.feed_forward : inner);
  put("transformer-dim-ffn", s.feed_forward);
  put("transformer-disable-position-embeddings", false);
  put("transformer-ffn-activation", marian_activation(s.activation));
  put("transformer-ffn-depth", 2);
  put("transformer-guided-alignment-layer", "last");
  put("transformer-heads", s.heads);
  put("transformer-no-affine", false);
  put("transformer-no-bias", false);
  put("transformer-no-projection", false);
  put("transformer-pool", false);
  put("transformer-postprocess", pre ? "da" : "dan");
  put("transformer-postprocess-emb", s.embedding_norm ? "nd" : "d");
  put("transformer-postprocess-top", model.final_norm() ? "n" : "\"\"");
  put("transformer-preprocess", pre ? "n" : "\"\"");
  put("transformer-rnn-projection", false);
  put("transformer-tied-layers", "[]");
  put("transformer-train-position-embeddings", false);
  put("type", "transformer");
  put("ulr", false);
  put("ulr-dim-emb", 0);
  put("ulr-trainable-transformation", false);
  put("version", "v1.12.0 nmt " NMT_VERSION);
  return text;
}

}  // namespace nmt
