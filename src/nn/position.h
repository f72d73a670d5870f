// Where a token stands in its sentence.
#pragma once

#include <span>

#include "autograd/tape.h"

namespace nmt {

// 0, 1, 2, ... within each sentence of a ragged batch; [tokens] in the tape's arena.
std::span<const int> positions_in_sentences(Tape& tape, std::span<const int> offsets);

// One row for each position in [begin, begin + count): sines of geometric wavelengths from 2 pi to
// 10000 * 2 pi in the first half of the columns, cosines in the second (Vaswani 2017, section 3.5,
// with the halves as in its code).
Tensor sinusoids(Tape& tape, int begin, int count, int dim);

}  // namespace nmt
