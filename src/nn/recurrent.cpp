#include "nn/recurrent.h"

#include <array>

namespace nmt {

Gru::Gru(ParameterSet& parameters, const std::string& name, int in, int dim)
    : input_(parameters, name + ".input", in, 3 * dim, Init::xavier(in, dim)),
      gates_(&parameters.declare(name + ".gates.weight", dim, 2 * dim, Init::orthogonal(),
                                 Use::product)),
      candidate_(&parameters.declare(name + ".candidate.weight", dim, dim, Init::orthogonal(),
                                     Use::product)) {}

GruLoop Gru::loop(Tape& tape, int rows) const {
  return {LoopWeight::make(tape, *gates_, nullptr, rows),
          LoopWeight::make(tape, *candidate_, nullptr, rows)};
}

Var Gru::operator()(Tape& tape, Var x, const TimeSteps* time) const {
  return gru(tape, input_(tape, x), loop(tape, x.rows()), time);
}

BidirectionalGru::BidirectionalGru(ParameterSet& parameters, const std::string& name, int in,
                                   int dim)
    : forward_(parameters, name + ".forward", in, dim),
      backward_(parameters, name + ".backward", in, dim) {}

Var BidirectionalGru::operator()(Tape& tape, Var x, std::span<const int> offsets) const {
  const std::array both = {forward_(tape, x, make_time_steps(tape, offsets, Direction::forward)),
                           backward_(tape, x, make_time_steps(tape, offsets, Direction::backward))};
  return concat_columns(tape, both);
}

}  // namespace nmt
