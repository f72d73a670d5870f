#include "seq2seq/rnn_bridge.h"

#include <algorithm>
#include <array>

#include "base/format.h"

namespace nmt {
namespace {

int summary_width(const RnnEncoder& encoder, FirstState from) {
  return from == FirstState::backward ? encoder.backward_width() : encoder.width();
}

}  // namespace

Bridge::Bridge(ParameterSet& parameters, const std::string& name, const RnnEncoder& encoder,
               const Shape& shape)
    : shape_(shape), encoder_(&encoder) {
  if (shape.from == FirstState::zero) return;
  for (int i = 0; i < shape.layers; ++i)
    layers_.emplace_back(parameters, format("{}.{}", name, i), summary_width(encoder, shape.from),
                         shape.dim);
  if (shape.from != FirstState::attention) return;
  const int width = encoder.width();
  key_ = &parameters.declare(name + ".key.weight", width, shape.dim, Init::xavier(width, shape.dim),
                             Use::product);
  query_ = &parameters.declare(name + ".query", 1, shape.dim, Init::constant(0));
  v_ = &parameters.declare(name + ".v", 1, shape.dim, Init::xavier(shape.dim, 1));
}

Var Bridge::pooled(Tape& tape, Var states, std::span<const int> offsets,
                   std::span<const int> sentences) const {
  std::vector<RowRange> queries, sources;
  for (const int sentence : sentences) {
    queries.push_back({static_cast<int>(queries.size()), 1});
    sources.push_back({offsets[sentence], offsets[sentence + 1] - offsets[sentence]});
  }
  const AttentionLayout* layout = make_attention_layout(tape, queries, sources, 1, Visible::all);
  Var scores;
  if (shape_.from == FirstState::attention) {
    const std::vector<int> one(sentences.size(), 0);
    scores = additive_scores(tape, gather_rows(tape, tape.parameter(*query_), one),
                             linear(tape, states, *key_, nullptr), tape.parameter(*v_), layout);
  } else {
    const Tensor even = make_scores(tape, *layout);
    std::fill_n(even.data, even.size(), Real(0));
    scores = tape.constant(even);
  }
  return weighted_sum(tape, attention_softmax(tape, scores, layout), states, layout);
}

Var Bridge::summary(Tape& tape, Var states, std::span<const int> offsets,
                    std::span<const int> sentences) const {
  switch (shape_.from) {
    case FirstState::backward:
      return encoder_->backward_first(tape, states, offsets, sentences);
    case FirstState::last:
      return encoder_->last(tape, states, offsets, sentences);
    default:
      return pooled(tape, states, offsets, sentences);
  }
}

std::vector<Var> Bridge::operator()(Tape& tape, Var states, std::span<const int> offsets,
                                    std::span<const int> sentences) const {
  const int rows = static_cast<int>(sentences.size());
  const int width = state_width(shape_.cell, shape_.dim);
  if (shape_.from == FirstState::zero)
    return std::vector<Var>(static_cast<std::size_t>(shape_.layers),
                            tape.constant(tape.make_zero(rows, width)));
  const Var x = summary(tape, states, offsets, sentences);
  std::vector<Var> first;
  for (const Linear& layer : layers_) {
    const Var sum = layer(tape, x);
    const std::array parts = {activate(tape, sum, Activation::tanh), sum};
    first.push_back(shape_.cell == Cell::lstm ? concat_columns(tape, parts) : parts[0]);
  }
  return first;
}

}  // namespace nmt
