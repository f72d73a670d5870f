#include "seq2seq/rnn_encoder.h"

#include <array>
#include <vector>

#include "base/format.h"
#include "nn/between_layers.h"

namespace nmt {
namespace {

bool both_ways(Bidirectional bidirectional, int layer) {
  return bidirectional == Bidirectional::all ||
         (bidirectional == Bidirectional::first && layer == 0);
}

// The first or the last token of each listed sentence.
std::vector<int> first_tokens(std::span<const int> offsets, std::span<const int> sentences) {
  std::vector<int> tokens;
  for (const int s : sentences) tokens.push_back(offsets[s]);
  return tokens;
}
std::vector<int> last_tokens(std::span<const int> offsets, std::span<const int> sentences) {
  std::vector<int> tokens;
  for (const int s : sentences) tokens.push_back(offsets[s + 1] - 1);
  return tokens;
}

}  // namespace

RnnEncoder::RnnEncoder(ParameterSet& parameters, const std::string& name, const Shape& shape)
    : dropout_(shape.dropout) {
  int in = shape.in;
  for (int i = 0; i < shape.layers; ++i) {
    const std::string own = format("{}.{}", name, i);
    Layer& layer = layers_.emplace_back();
    if (both_ways(shape.bidirectional, i)) {
      layer.forward.emplace(parameters, own + ".forward", shape.cell, in, shape.dim);
      layer.backward.emplace(parameters, own + ".backward", shape.cell, in, shape.dim);
    } else {
      const bool above = shape.bidirectional == Bidirectional::first && shape.top_dim > 0;
      (shape.direction == Direction::forward ? layer.forward : layer.backward)
          .emplace(parameters, own, shape.cell, in, above ? shape.top_dim : shape.dim);
    }
    in = layer.width();
  }
}

Var RnnEncoder::operator()(Tape& tape, Var x, std::span<const int> offsets) const {
  // Both orders have the same sentences in the same places.
  const TimeSteps* forward = make_time_steps(tape, offsets, Direction::forward);
  const TimeSteps* backward = make_time_steps(tape, offsets, Direction::backward);
  const std::span<const int> places = places_of_tokens(tape, *forward);
  const int sentences = static_cast<int>(forward->sentences.size());
  const Real state_rate = variational_rate(dropout_);
  const auto read = [&](const Recurrent& layer, Var in, const TimeSteps* time) {
    return layer.hidden(tape, layer.states(tape, in, time, Var(), state_rate));
  };
  for (int i = 0; i < static_cast<int>(layers_.size()); ++i) {
    const Layer& layer = layers_[static_cast<std::size_t>(i)];
    const Tensor room = room_between_layers(tape, x.rows(), layer.width());
    const Arena::Mark scratch = tape.arena().mark();
    const Var in = i == 0 ? x : drop(tape, x, dropout_, places, sentences);
    std::vector<Var> halves;
    if (layer.forward) halves.push_back(read(*layer.forward, in, forward));
    if (layer.backward) halves.push_back(read(*layer.backward, in, backward));
    const Var out = halves.size() == 1 ? halves[0] : concat_columns(tape, halves);
    x = i < kFirstResidualLayer ? out : add(tape, x, out);
    if (room.data) x = keep_alone(tape, x, room, scratch);
  }
  return x;
}

Var RnnEncoder::last(Tape& tape, Var states, std::span<const int> offsets,
                     std::span<const int> sentences) const {
  const Layer& top = layers_.back();
  std::vector<Var> halves;
  if (top.forward)
    halves.push_back(gather_rows(tape, tape.columns(states, 0, top.forward->dim()),
                                 last_tokens(offsets, sentences)));
  if (top.backward) halves.push_back(backward_first(tape, states, offsets, sentences));
  return halves.size() == 1 ? halves[0] : concat_columns(tape, halves);
}

Var RnnEncoder::backward_first(Tape& tape, Var states, std::span<const int> offsets,
                               std::span<const int> sentences) const {
  const int dim = backward_width();
  return gather_rows(tape, tape.columns(states, states.cols() - dim, dim),
                     first_tokens(offsets, sentences));
}

}  // namespace nmt
