// Recurrent layers with their parameters.
#pragma once

#include <string>

#include "nn/linear.h"

namespace nmt {

// A gated recurrent unit (Cho 2014; Bahdanau 2014, appendix A.1.1): op gru_step has the formula.
class Gru {
 public:
  // The weights on the state start orthogonal, as in Bahdanau 2014, appendix B.1.
  Gru(ParameterSet&, const std::string& name, int in, int dim);

  // x W + b for the three sums of every step at once.   x [t, in] -> [t, 3 dim]
  const Linear& input() const { return input_; }
  // The weights on the state, for a loop with `rows` rows in all its steps.
  GruLoop loop(Tape&, int rows) const;
  // Whole sentences.   x [t, in] -> [t, dim]
  Var operator()(Tape&, Var x, const TimeSteps*) const;

 private:
  Linear input_;                         // [in, 3 dim]
  const Parameter *gates_, *candidate_;  // U_r and U_z [dim, 2 dim], U [dim, dim]
};

// Each sentence read in both directions: h_j = [forward h_j; backward h_j] (Bahdanau 2014, section
// 3.2).
class BidirectionalGru {
 public:
  BidirectionalGru(ParameterSet&, const std::string& name, int in, int dim);
  // x [t, in] -> [t, 2 dim]
  Var operator()(Tape&, Var x, std::span<const int> offsets) const;

 private:
  Gru forward_, backward_;
};

}  // namespace nmt
