// Where no backward follows, a layer's scratch can go once its result is known.
#pragma once

#include "autograd/tape.h"
#include "tensor/rows.h"

namespace nmt {

// Where a layer's result is kept while its scratch is given back; none where that is still read.
inline Tensor room_between_layers(Tape& tape, int rows, int cols) {
  return tape.recording() || tape.trace() ? Tensor() : tape.make(rows, cols);
}

// x in `room`, everything since `scratch` given back.
inline Var keep_alone(Tape& tape, Var x, const Tensor& room, Arena::Mark scratch) {
  copy_rows(room, x.value());
  tape.arena().rewind(scratch);
  return tape.constant(room);
}

}  // namespace nmt
