#include "exchange/onnx_transformer.h"

#include <cmath>
#include <numbers>

#include "base/format.h"

namespace nmt {
namespace {

constexpr int kOnnxPositions = 2048;
// Added to scores of what may not be looked at.
constexpr float kHidden = -1e9F;

using Attribute = OnnxAttribute;
using Shape = OnnxGraph::Shape;

// What encoder and decoder are made of. Texts are names of values; states are [batch, tokens, dim].
class OnnxLayers {
 public:
  OnnxLayers(const ExportedModel& model, OnnxGraph& graph)
      : model_(model), s_(*model.transformer), weights_(*model.parameters), g_(graph) {}

  std::string product(const std::string& x, const std::string& weight) {
    return g_.node("MatMul", {x, g_.weight(weight, weights_.at(weight))});
  }
  std::string linear(const std::string& x, const std::string& name) {
    return g_.node("Add", {product(x, name + ".weight"), row(name + ".bias")});
  }
  std::string row(const std::string& name) { return g_.vector(name, weights_.at(name)); }

  std::string norm(const std::string& x, const std::string& name) {
    return g_.node("LayerNormalization", {x, row(name + ".gain"), row(name + ".bias")},
                   {Attribute::whole("axis", -1),
                    Attribute::real("epsilon", static_cast<float>(s_.norm_epsilon))});
  }

  std::string activation(const std::string& x, const std::string& name) {
    if (name == "relu") return g_.node("Relu", {x});
    if (name == "swish") return g_.node("Mul", {x, g_.node("Sigmoid", {x})});
    const std::string curve = name == "gelu_erf" ? erf_of(x) : tanh_of(x);
    return g_.node("Mul",
                   {g_.node("Mul", {x, g_.real(0.5F)}), g_.node("Add", {curve, g_.real(1)})});
  }

  OnnxGraph::Names split(const std::string& x, int parts, int width) {
    return g_.nodes("Split", {x, g_.wholes(std::vector<std::int64_t>(parts, width))}, parts,
                    {Attribute::whole("axis", -1)});
  }

  // The number of tokens, [1].
  std::string length_of(const std::string& ids) {
    return g_.node("Slice", {g_.node("Shape", {ids}), g_.wholes({1}), g_.wholes({2})});
  }
  // 0, 1, ... [tokens]
  std::string range_of(const std::string& ids) {
    const std::string end = g_.node("Squeeze", {length_of(ids), g_.wholes({0})});
    return g_.node("Range", {g_.whole(0), end, g_.whole(1)});
  }

  std::string embed(const std::string& ids, const char* table, const std::string& side) {
    std::string x = g_.node("Gather", {g_.weight(table, weights_.at(table)), ids});
    if (s_.scale_embeddings)
      x = g_.node("Mul", {x, g_.real(std::sqrt(static_cast<float>(s_.dim)))});
    const int rows = onnx_positions(model_);
    const std::string positions =
        g_.table("positions", rows, s_.dim, position_table(model_, kOnnxPositions));
    x = g_.node("Add", {x, g_.node("Slice", {positions, g_.wholes({0}), length_of(ids)})});
    return s_.embedding_norm ? norm(x, side + ".embedding.norm") : x;
  }

  // 0 where the mask is 1, [batch, 1, 1, tokens].
  std::string hide_padding(const std::string& mask) {
    const std::string absent =
        g_.node("Sub", {g_.real(1), g_.node("Cast", {mask}, {Attribute::whole("to", kFloatType)})});
    return g_.node("Unsqueeze", {g_.node("Mul", {absent, g_.real(kHidden)}), g_.wholes({1, 2})});
  }
  // 0 for a token and those before it, [tokens, tokens].
  std::string hide_future(const std::string& ids) {
    const std::string range = range_of(ids), query = g_.node("Unsqueeze", {range, g_.wholes({1})});
    return g_.node("Where",
                   {g_.node("GreaterOrEqual", {query, range}), g_.real(0), g_.real(kHidden)});
  }

  // Of all heads; `hidden` is added to their scores.
  std::string attend(const std::string& query, const std::string& key, const std::string& value,
                     const std::string& hidden) {
    const float scale = 1 / std::sqrt(static_cast<float>(s_.dim) / static_cast<float>(s_.heads));
    const std::string keys = g_.node("Transpose", {heads(key)}, {permutation({0, 2, 3, 1})}),
                      queries = g_.node("Transpose", {heads(query)}, {permutation({0, 2, 1, 3})}),
                      values = g_.node("Transpose", {heads(value)}, {permutation({0, 2, 1, 3})});
    const std::string scores = g_.node(
        "Add", {g_.node("Mul", {g_.node("MatMul", {queries, keys}), g_.real(scale)}), hidden});
    const std::string weights = g_.node("Softmax", {scores}, {Attribute::whole("axis", -1)});
    const std::string context =
        g_.node("Transpose", {g_.node("MatMul", {weights, values})}, {permutation({0, 2, 1, 3})});
    return g_.node("Reshape", {context, g_.wholes({0, 0, s_.dim})});
  }

  std::string self_attention(const std::string& x, const std::string& name,
                             const std::string& hidden) {
    const auto parts = split(linear(x, name + ".query_key_value"), 3, s_.dim);
    return linear(attend(parts[0], parts[1], parts[2], hidden), name + ".out");
  }

  std::string cross_attention(const std::string& x, const std::string& name,
                              const std::string& source, const std::string& hidden) {
    const auto memory = split(linear(source, name + ".key_value"), 2, s_.dim);
    return linear(attend(linear(x, name + ".query"), memory[0], memory[1], hidden), name + ".out");
  }

  std::string feed_forward(const std::string& x, const std::string& name, bool gated,
                           const std::string& function) {
    std::string units = linear(x, name + ".in");
    if (gated) {
      const auto parts = split(units, 2, weights_.at(name + ".out.weight").rows);
      units = g_.node("Mul", {activation(parts[0], function), parts[1]});
    } else {
      units = activation(units, function);
    }
    return linear(units, name + ".out");
  }

  // c_t = f_t c_{t-1} + (1 - f_t) (x_t W), token after token; relu of it.
  std::string ssru(const std::string& x, const std::string& name) {
    const auto parts = split(product(x, name + ".in.weight"), 2, s_.dim);
    const std::string forget =
        g_.node("Sigmoid", {g_.node("Add", {parts[1], row(name + ".forget.bias")})});
    const std::string kept = g_.node("Mul", {g_.node("Sub", {g_.real(1), forget}), parts[0]});
    OnnxGraph step("step_" + name);
    const std::string width = format("{}", s_.dim), batch = "batch";
    const std::string before = step.input(name + ".before", OnnxType::f32, {batch, width}),
                      gate = step.input(name + ".gate", OnnxType::f32, {batch, width}),
                      more = step.input(name + ".more", OnnxType::f32, {batch, width});
    const std::string after = step.node("Add", {step.node("Mul", {gate, before}), more});
    step.output(after, name + ".after", OnnxType::f32, {batch, width});
    step.output(after, name + ".cell", OnnxType::f32, {batch, width});
    const std::string rows =
        g_.node("Slice", {g_.node("Shape", {x}), g_.wholes({0}), g_.wholes({1})});
    const std::string nothing = g_.node(
        "Expand", {g_.real(0),
                   g_.node("Concat", {rows, g_.wholes({s_.dim})}, {Attribute::whole("axis", 0)})});
    const auto scanned = g_.nodes(
        "Scan", {nothing, forget, kept}, 2,
        {Attribute::graph("body", step), Attribute::whole("num_scan_inputs", 2),
         Attribute::list("scan_input_axes", {1, 1}), Attribute::list("scan_output_axes", {1})});
    return g_.node("Relu", {scanned[1]});
  }

  // The mean of a token and those before it.
  std::string running_mean(const std::string& x, const std::string& ids) {
    const std::string count = g_.node("Add", {range_of(ids), g_.whole(1)});
    const std::string divisor =
        g_.node("Unsqueeze",
                {g_.node("Cast", {count}, {Attribute::whole("to", kFloatType)}), g_.wholes({1})});
    return g_.node("Div", {g_.node("CumSum", {x, g_.whole(1)}), divisor});
  }

  // What a token and the (normed) mean of its past give.
  std::string average(const std::string& x, const std::string& mean, const std::string& name) {
    const std::string& own = s_.average.activation;
    const std::string found =
        feed_forward(mean, name + ".feed_forward", false, own == "auto" ? s_.activation : own);
    if (!s_.average.gate) return found;
    return g_.node(
        "Add", {let_through(x, name + ".input_gate"), let_through(found, name + ".forget_gate")});
  }

  // pre: x + block(norm(input)); post: norm(x + block(input)).
  template <class Block>
  std::string residual(const std::string& x, const std::string& input, const std::string& name,
                       Block block) {
    if (s_.norm == "pre") return g_.node("Add", {x, block(norm(input, name + ".norm"))});
    return norm(g_.node("Add", {x, block(input)}), name + ".norm");
  }

  std::string final_norm(const std::string& x, const std::string& side) {
    return model_.final_norm() ? norm(x, side + ".norm") : x;
  }

  std::string logits(const std::string& hidden) {
    const char* table = model_.output_table();
    const std::string weight =
        g_.node("Transpose", {g_.weight(table, weights_.at(table))}, {permutation({1, 0})});
    return g_.node("Add", {g_.node("MatMul", {hidden, weight}), row("output.bias")});
  }

 private:
  static constexpr std::int64_t kFloatType = static_cast<std::int64_t>(OnnxType::f32);

  static ProtobufMessage permutation(const std::vector<std::int64_t>& order) {
    return Attribute::list("perm", order);
  }
  // [batch, tokens, heads, dim / heads]
  std::string heads(const std::string& x) {
    return g_.node("Reshape", {x, g_.wholes({0, 0, s_.heads, s_.dim / s_.heads})});
  }
  std::string let_through(const std::string& x, const std::string& gate) {
    return g_.node("Mul", {g_.node("Sigmoid", {linear(x, gate)}), x});
  }
  std::string erf_of(const std::string& x) {
    return g_.node("Erf", {g_.node("Mul", {x, g_.real(1 / std::numbers::sqrt2_v<float>)})});
  }
  // tanh(sqrt(2 / pi) (x + 0.044715 x^3))
  std::string tanh_of(const std::string& x) {
    const std::string square = g_.node("Mul", {x, x});
    const std::string cube = g_.node("Mul", {g_.node("Mul", {square, x}), g_.real(0.044715F)});
    const std::string inside = g_.node("Add", {x, cube});
    const float factor = std::sqrt(2 / std::numbers::pi_v<float>);
    return g_.node("Tanh", {g_.node("Mul", {inside, g_.real(factor)})});
  }

  const ExportedModel& model_;
  const TransformerSettings& s_;
  ExportedWeights weights_;
  OnnxGraph& g_;
};

// What a layer of the decoder reads its own past by.
std::string read_past(OnnxLayers& layers, const TransformerSettings& s, const std::string& x,
                      const std::string& layer, const std::string& ids, const std::string& future) {
  if (s.decoder_layer == "ssru")
    return layers.residual(x, x, layer + ".ssru", [&](const std::string& states) {
      return layers.ssru(states, layer + ".ssru");
    });
  if (s.decoder_layer == "average")
    return layers.residual(
        x, layers.running_mean(x, ids), layer + ".average",
        [&](const std::string& mean) { return layers.average(x, mean, layer + ".average"); });
  return layers.residual(x, x, layer + ".self", [&](const std::string& states) {
    return layers.self_attention(states, layer + ".self", future);
  });
}

}  // namespace

int onnx_positions(const ExportedModel& model) { return position_rows(model, kOnnxPositions); }

void make_onnx_encoder(const ExportedModel& model, OnnxGraph& graph) {
  const TransformerSettings& s = *model.transformer;
  OnnxLayers layers(model, graph);
  const Shape tokens = {"batch", "source"};
  const std::string ids = graph.input("input_ids", OnnxType::i64, tokens),
                    mask = graph.input("attention_mask", OnnxType::i64, tokens),
                    padding = layers.hide_padding(mask);
  std::string x = layers.embed(ids, model.source_table(), "encoder");
  for (int i = 0; i < s.encoder_layers; ++i) {
    const std::string layer = format("encoder.{}", i);
    x = layers.residual(x, x, layer + ".self", [&](const std::string& states) {
      return layers.self_attention(states, layer + ".self", padding);
    });
    x = layers.residual(x, x, layer + ".feed_forward", [&](const std::string& states) {
      return layers.feed_forward(states, layer + ".feed_forward", s.gated, s.activation);
    });
  }
  graph.output(layers.final_norm(x, "encoder"), "last_hidden_state", OnnxType::f32,
               {"batch", "source", format("{}", s.dim)});
}

void make_onnx_decoder(const ExportedModel& model, OnnxGraph& graph) {
  const TransformerSettings& s = *model.transformer;
  OnnxLayers layers(model, graph);
  const std::string ids = graph.input("input_ids", OnnxType::i64, {"batch", "target"}),
                    source = graph.input("encoder_hidden_states", OnnxType::f32,
                                         {"batch", "source", format("{}", s.dim)}),
                    padding = layers.hide_padding(
                        graph.input("encoder_attention_mask", OnnxType::i64, {"batch", "source"}));
  const std::string future = s.decoder_layer == "self_attention" ? layers.hide_future(ids) : "";
  std::string x = layers.embed(ids, model.target_table(), "decoder");
  for (int i = 0; i < s.decoder_layers; ++i) {
    const std::string layer = format("decoder.{}", i);
    x = read_past(layers, s, x, layer, ids, future);
    x = layers.residual(x, x, layer + ".cross", [&](const std::string& states) {
      return layers.cross_attention(states, layer + ".cross", source, padding);
    });
    x = layers.residual(x, x, layer + ".feed_forward", [&](const std::string& states) {
      return layers.feed_forward(states, layer + ".feed_forward", s.gated, s.activation);
    });
  }
  graph.output(layers.logits(layers.final_norm(x, "decoder")), "logits", OnnxType::f32,
               {"batch", "target", format("{}", model.tokenizers.target->vocabulary_size())});
}

}  // namespace nmt
