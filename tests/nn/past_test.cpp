// What stands in place of a decoder's self-attention against loops over single numbers.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "nn/average_attention.h"
#include "nn/ssru.h"
#include "tensors.h"

namespace nmt {
namespace {

constexpr int kDim = 7, kInner = 5, kTokens = 6;
// Sentences of 2, 3, 0 and 1 tokens.
const std::vector<int> kOffsets = {0, 2, 5, 5, 6};

using Numbers = std::vector<double>;

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// f(x W + b), number by number.
Numbers product(const ParameterSet& p, const std::string& name, const Numbers& x,
                const std::function<double(double)>& f) {
  const Tensor w = p.find(name + ".weight")->value, b = p.find(name + ".bias")->value;
  Numbers y(static_cast<std::size_t>(w.cols));
  for (int i = 0; i < w.cols; ++i) {
    double sum = double(b(0, i));
    for (int k = 0; k < w.rows; ++k) sum += x[std::size_t(k)] * double(w(k, i));
    y[std::size_t(i)] = f(sum);
  }
  return y;
}

// Values for the biases too, which start at 0.
void fill(ParameterSet& parameters) {
  parameters.initialise(1);
  Random random(5);
  for (Real& x : parameters.values()) x += static_cast<Real>(0.3 * random.normal());
}

// Calls run(sentence's first row, row) for every row.
template <class Run>
void each_row(Run run) {
  for (std::size_t s = 0; s + 1 < kOffsets.size(); ++s)
    for (int t = kOffsets[s]; t < kOffsets[s + 1]; ++t) run(kOffsets[s], t);
}

TEST(Ssru, EqualsALoopOverNumbers) {
  ParameterSet parameters;
  const Ssru layer(parameters, "layer", kDim);
  fill(parameters);
  Tape tape(Tape::Mode::infer);
  const Tensor x = random_tensor(tape, kTokens, kDim, 2);
  const Tensor hidden =
      Ssru::hidden(tape, layer.cells(tape, tape.constant(x), kOffsets, Var())).value();
  const Tensor w = parameters.find("layer.in.weight")->value,
               b = parameters.find("layer.forget.bias")->value;
  Numbers cell(kDim);
  each_row([&](int first, int t) {
    if (t == first) cell.assign(kDim, 0);
    for (int i = 0; i < kDim; ++i) {
      double input = 0, forget = double(b(0, i));
      for (int k = 0; k < kDim; ++k) {
        input += double(x(t, k)) * double(w(k, i));
        forget += double(x(t, k)) * double(w(k, kDim + i));
      }
      double& c = cell[std::size_t(i)];
      c = sigmoid(forget) * c + (1 - sigmoid(forget)) * input;
      EXPECT_NEAR(hidden(t, i), std::max(c, 0.0), 1e-5) << "token " << t;
    }
  });
}

TEST(AverageAttention, EqualsALoopOverNumbers) {
  const auto itself = [](double y) { return y; };
  for (const bool gate : {true, false}) {
    ParameterSet parameters;
    const AverageAttention layer(
        parameters, "layer",
        {.feed_forward = {.dim = kDim, .inner = kInner, .activation = Activation::swish},
         .gate = gate});
    fill(parameters);
    Tape tape(Tape::Mode::infer);
    const Tensor x = random_tensor(tape, kTokens, kDim, 2);
    const Var read = tape.constant(x);
    const Tensor out = layer(tape, read, running_mean(tape, read, kOffsets)).value();
    Numbers sum(kDim);
    each_row([&](int first, int t) {
      if (t == first) sum.assign(kDim, 0);
      Numbers row(x.row(t), x.row(t) + kDim), mean;
      for (std::size_t i = 0; i < kDim; ++i) {
        sum[i] += row[i];
        mean.push_back(sum[i] / (t - first + 1));
      }
      const Numbers inner = product(parameters, "layer.feed_forward.in", mean,
                                    [](double y) { return y * sigmoid(y); });
      Numbers found = product(parameters, "layer.feed_forward.out", inner, itself);
      if (gate) {
        const Numbers in = product(parameters, "layer.input_gate", row, sigmoid),
                      forget = product(parameters, "layer.forget_gate", found, sigmoid);
        for (std::size_t i = 0; i < kDim; ++i) found[i] = in[i] * row[i] + forget[i] * found[i];
      }
      for (int i = 0; i < kDim; ++i)
        EXPECT_NEAR(out(t, i), found[std::size_t(i)], 1e-5) << "token " << t;
    });
  }
}

}  // namespace
}  // namespace nmt
