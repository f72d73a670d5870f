// A Transformer of Marian in plain loops, from its tensors by Marian's names and in double precision.
#pragma once

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "base/format.h"

namespace nmt {

struct MarianTensor {
  int rows = 0, cols = 0;
  std::vector<float> numbers;
};
using MarianTensors = std::map<std::string, MarianTensor>;

// What decides about the formulas.
struct MarianShape {
  int dim = 8, heads = 2, encoder_layers = 2, decoder_layers = 2;
  bool pre = false;  // norms before the blocks, and at the top
  bool embedding_norm = false;
  std::string activation = "swish";
  std::string decoder = "self-attention";  // transformer-decoder-autoreg
  bool gate = true;                        // of average attention
  // In what its relatives at Hugging Face differ: the vector that the decoder starts from (none: zeros),
  // the epsilon of layer norms, and how fast the waves of positions become longer.
  int start = -1;
  double epsilon = 1e-6;
  int frequency_gap = 1;
  int first_position = 0;
};

class MarianReference {
 public:
  using Rows = std::vector<std::vector<double>>;

  MarianReference(const MarianShape& shape, const MarianTensors& tensors)
      : shape_(shape), tensors_(tensors) {}

  // log p of each target id, given the source; both with their end mark, in Marian's ids.
  std::vector<double> word_scores(const std::vector<int>& source,
                                  const std::vector<int>& target) const {
    Rows states = embedded(source, "encoder");
    for (int layer = 1; layer <= shape_.encoder_layers; ++layer) {
      const std::string name = format("encoder_l{}", layer);
      states = block(states, name + "_self_Wo", name + "_self_Wo",
                     [&](const Rows& x) { return attention(x, x, name + "_self", false); });
      states = feed_forward_block(states, name);
    }
    if (shape_.pre) states = norm(states, "encoder_top", "");
    std::vector<int> read = {shape_.start};
    read.insert(read.end(), target.begin(), target.end() - 1);
    Rows x = embedded(read, "decoder");
    for (int layer = 1; layer <= shape_.decoder_layers; ++layer)
      x = decoder_layer(x, states, format("decoder_l{}", layer));
    if (shape_.pre) x = norm(x, "decoder_top", "");
    return log_probabilities(x, target);
  }

 private:
  const MarianTensor& at(const std::string& name) const { return tensors_.at(name); }
  bool has(const std::string& name) const { return tensors_.contains(name); }

  const MarianTensor& table(const std::string& side) const {
    return at(has("Wemb") ? "Wemb" : side + "_Wemb");
  }

  Rows embedded(const std::vector<int>& ids, const std::string& side) const {
    Rows rows;
    const int half = shape_.dim / 2;
    for (std::size_t position = 0; position < ids.size(); ++position) {
      std::vector<double> row(static_cast<std::size_t>(shape_.dim), 0);
      for (int i = 0; i < shape_.dim; ++i) {
        if (ids[position] >= 0)
          row[i] = std::sqrt(shape_.dim) * table(side).numbers[ids[position] * shape_.dim + i];
        const double angle = static_cast<double>(position + shape_.first_position) *
                             std::pow(10000.0, -(i % half) / double(half - shape_.frequency_gap));
        row[i] += i < half ? std::sin(angle) : std::cos(angle);
      }
      rows.push_back(row);
    }
    return shape_.embedding_norm ? norm(rows, side + "_emb", "_pre") : rows;
  }

  Rows norm(const Rows& x, const std::string& name, const std::string& suffix) const {
    const MarianTensor &scale = at(name + "_ln_scale" + suffix),
                       &bias = at(name + "_ln_bias" + suffix);
    Rows normed = x;
    for (std::vector<double>& row : normed) {
      double mean = 0, variance = 0;
      for (const double v : row) mean += v / static_cast<double>(row.size());
      for (const double v : row) variance += (v - mean) * (v - mean) / double(row.size());
      for (std::size_t i = 0; i < row.size(); ++i)
        row[i] = (row[i] - mean) / std::sqrt(variance + shape_.epsilon) * scale.numbers[i] +
                 bias.numbers[i];
    }
    return normed;
  }

  Rows product(const Rows& x, const std::string& weight, const std::string& bias) const {
    const MarianTensor& w = at(weight);
    Rows y(x.size(), std::vector<double>(static_cast<std::size_t>(w.cols), 0));
    for (std::size_t r = 0; r < x.size(); ++r)
      for (int c = 0; c < w.cols; ++c) {
        for (int k = 0; k < w.rows; ++k) y[r][c] += x[r][k] * w.numbers[k * w.cols + c];
        if (!bias.empty()) y[r][c] += at(bias).numbers[c];
      }
    return y;
  }

  // post: norm(x + f(x)); pre: x + f(norm(x)). Marian names the norms differently.
  template <class Function>
  Rows block(const Rows& x, const std::string& after, const std::string& before, Function f) const {
    const Rows y = f(shape_.pre ? norm(x, before, "_pre") : x);
    Rows sum = x;
    for (std::size_t r = 0; r < x.size(); ++r)
      for (std::size_t i = 0; i < x[r].size(); ++i) sum[r][i] += y[r][i];
    return shape_.pre ? sum : norm(sum, after, "");
  }

  Rows attention(const Rows& queries, const Rows& memory, const std::string& name,
                 bool causal) const {
    const Rows q = product(queries, name + "_Wq", name + "_bq"),
               k = product(memory, name + "_Wk", name + "_bk"),
               v = product(memory, name + "_Wv", name + "_bv");
    const int width = shape_.dim / shape_.heads;
    Rows context(q.size(), std::vector<double>(static_cast<std::size_t>(shape_.dim), 0));
    for (std::size_t t = 0; t < q.size(); ++t)
      for (int head = 0; head < shape_.heads; ++head) {
        const std::size_t seen = causal ? t + 1 : k.size();
        std::vector<double> weights;
        double sum = 0;
        for (std::size_t s = 0; s < seen; ++s) {
          double score = 0;
          for (int i = head * width; i < (head + 1) * width; ++i) score += q[t][i] * k[s][i];
          weights.push_back(std::exp(score / std::sqrt(width)));
          sum += weights.back();
        }
        for (std::size_t s = 0; s < seen; ++s)
          for (int i = head * width; i < (head + 1) * width; ++i)
            context[t][i] += weights[s] / sum * v[s][i];
      }
    return product(context, name + "_Wo", name + "_bo");
  }

  static double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
  static double activated(double x, const std::string& activation) {
    if (activation == "relu") return x > 0 ? x : 0;
    if (activation == "gelu") return x * 0.5 * (1 + std::erf(x / std::sqrt(2.0)));
    return x * sigmoid(x);
  }

  Rows feed_forward(const Rows& x, const std::string& name, const std::string& activation) const {
    Rows inner = product(x, name + "_W1", name + "_b1");
    for (std::vector<double>& row : inner)
      for (double& value : row) value = activated(value, activation);
    return has(name + "_W2") ? product(inner, name + "_W2", name + "_b2") : inner;
  }

  Rows feed_forward_block(const Rows& x, const std::string& layer) const {
    const std::string name = layer + "_ffn";
    return block(x, name + "_ffn", name + "_ffn",
                 [&](const Rows& in) { return feed_forward(in, name, shape_.activation); });
  }

  Rows decoder_layer(const Rows& x, const Rows& states, const std::string& name) const {
    Rows y;
    if (shape_.decoder == "rnn") {
      y = block(x, name + "_rnn_ffn", name + "_rnn",
                [&](const Rows& in) { return ssru(in, name + "_rnn"); });
    } else if (shape_.decoder == "average-attention") {
      y = average_block(x, name + "_aan");
    } else {
      y = block(x, name + "_self_Wo", name + "_self_Wo",
                [&](const Rows& in) { return attention(in, in, name + "_self", true); });
    }
    y = block(y, name + "_context_Wo", name + "_context_Wo",
              [&](const Rows& in) { return attention(in, states, name + "_context", false); });
    return feed_forward_block(y, name);
  }

  // f = sigmoid(x Wf + bf); c = f * c before + (1 - f) * (x W); relu(c)
  Rows ssru(const Rows& x, const std::string& name) const {
    const Rows forget = product(x, name + "_Wf", name + "_bf"), fresh = product(x, name + "_W", "");
    Rows out = x;
    std::vector<double> cell(static_cast<std::size_t>(shape_.dim), 0);
    for (std::size_t t = 0; t < x.size(); ++t)
      for (std::size_t i = 0; i < cell.size(); ++i) {
        const double f = sigmoid(forget[t][i]);
        cell[i] = f * cell[i] + (1 - f) * fresh[t][i];
        out[t][i] = cell[i] > 0 ? cell[i] : 0;
      }
    return out;
  }

  // The mean of what was read, through a feed-forward network, gated with the input.
  Rows average_block(const Rows& x, const std::string& name) const {
    Rows mean = x;
    for (std::size_t t = 1; t < x.size(); ++t)
      for (std::size_t i = 0; i < x[t].size(); ++i)
        mean[t][i] = (mean[t - 1][i] * static_cast<double>(t) + x[t][i]) / double(t + 1);
    Rows y = feed_forward(shape_.pre ? norm(mean, name + "_ffn", "_pre") : mean, name, "swish");
    if (shape_.gate) {
      const Rows in = product(x, name + "_Wi", name + "_bi"),
                 forget = product(y, name + "_Wf", name + "_bf");
      for (std::size_t t = 0; t < x.size(); ++t)
        for (std::size_t i = 0; i < x[t].size(); ++i)
          y[t][i] = sigmoid(in[t][i]) * x[t][i] + sigmoid(forget[t][i]) * y[t][i];
    }
    for (std::size_t t = 0; t < x.size(); ++t)
      for (std::size_t i = 0; i < x[t].size(); ++i) y[t][i] += x[t][i];
    return shape_.pre ? y : norm(y, name + "_ffn", "");
  }

  std::vector<double> log_probabilities(const Rows& x, const std::vector<int>& target) const {
    const std::string bias = "decoder_ff_logit_out_b", untied = "decoder_ff_logit_out_Wt";
    const MarianTensor& out = has(untied) ? at(untied) : table("decoder");
    std::vector<double> scores;
    for (std::size_t t = 0; t < x.size(); ++t) {
      std::vector<double> logits;
      double sum = 0;
      for (int id = 0; id < out.rows; ++id) {
        double logit = has(bias) ? at(bias).numbers[static_cast<std::size_t>(id)] : 0;
        for (int i = 0; i < shape_.dim; ++i) logit += x[t][i] * out.numbers[id * shape_.dim + i];
        logits.push_back(logit);
        sum += std::exp(logit);
      }
      scores.push_back(logits[static_cast<std::size_t>(target[t])] - std::log(sum));
    }
    return scores;
  }

  MarianShape shape_;
  MarianTensors tensors_;
};

}  // namespace nmt
