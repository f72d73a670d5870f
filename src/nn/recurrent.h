// Recurrent layers with their parameters: one layer in one direction, and layers above each other.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <vector>

#include "nn/linear.h"

namespace nmt {

enum class Cell { gru, lstm };
// Columns of a layer's state, h or [h, c], and of the sums of all its gates, when h has `dim`.
constexpr int state_width(Cell cell, int dim) { return cell == Cell::lstm ? 2 * dim : dim; }
constexpr int sums_width(Cell cell, int dim) { return (cell == Cell::lstm ? 4 : 3) * dim; }

// plain: every number by itself, between layers (Zaremba 2014). variational: the same units at
// every step of a sentence, between layers and in the state (Gal and Ghahramani 2016).
struct RecurrentDropout {
  enum class Kind { plain, variational };
  Real rate = 0;
  Kind kind = Kind::plain;
};
// The rate of dropout of the states: that of `variational`, else 0.
inline Real variational_rate(const RecurrentDropout& dropout) {
  return dropout.kind == RecurrentDropout::Kind::variational ? dropout.rate : 0;
}
// Layers from this one on, counted from 0, add their input to their output: a residual connection
// (Wu 2016, section 3.1).
inline constexpr int kFirstResidualLayer = 2;
// Drops units of x, whose row t belongs to sentence places[t] of `sentences`.   x [t, d]
Var drop(Tape&, Var x, const RecurrentDropout&, std::span<const int> places, int sentences);

// What one layer holds on to while a loop over time runs.
struct RecurrentLoop {
  LoopWeight* gates = nullptr;
  LoopWeight* candidate = nullptr;  // of a GRU
  Tensor mask = {};                 // variational dropout of the state [sentences, dim], or none
};

// Variational dropout of the state of a loop that starts with `sentences` rows.
struct StateDropout {
  Real rate = 0;
  int sentences = 0;
};

// One recurrent layer read in one direction. Its state is h for a GRU and [h, c] for an LSTM; ops
// gru_step and lstm_step have the formulas.
class Recurrent {
 public:
  // The weights on the state start orthogonal (Bahdanau 2014, appendix B.1), the bias of an LSTM's
  // forget gate at 1 (Gers 2000), the others at 0.
  Recurrent(ParameterSet&, const std::string& name, Cell, int in, int dim);

  int dim() const { return dim_; }
  int state_width() const { return nmt::state_width(cell_, dim_); }
  // x W + b for the sums of all gates, for any number of steps at once.
  // x [t, in] -> [t, 3 dim] for a GRU, [t, 4 dim] for an LSTM
  const Linear& input() const { return input_; }

  // The weights on the state, for a loop with `rows` rows in all its steps.
  RecurrentLoop loop(Tape&, int rows, const StateDropout& = {}) const;
  // inputs = input()(x), state [t, state_width] -> the next state
  Var step(Tape&, Var inputs, Var state, const RecurrentLoop&) const;
  // Whole sentences, each from its row of `first` [sentences, state_width], longest first, or from
  // 0; `state_dropout` is the rate of variational dropout.   x [t, in] -> [t, state_width]
  Var states(Tape&, Var x, const TimeSteps*, Var first = {}, Real state_dropout = 0) const;
  // h of a state.   [t, state_width] -> [t, dim]
  Var hidden(Tape&, Var state) const;

 private:
  Cell cell_;
  int dim_;
  Linear input_;
  const Parameter* gates_;                // on h: [dim, 2 dim] for a GRU, [dim, 4 dim] for an LSTM
  const Parameter* candidate_ = nullptr;  // on r * h, of a GRU [dim, dim]
};

// Layers one above the other, the input of each being the output of the one below, with residual
// connections from kFirstResidualLayer on. Dropout is on the way into each layer but the first and
// leaves the residual path alone; the input and the output of the stack are the caller's to drop.
class RecurrentStack {
 public:
  struct Shape {
    Cell cell;
    int in, dim, layers;
    int below = 0;  // 1: a layer under this stack counts for the residual connections
  };
  // Layer i is called <name>.<i>.
  RecurrentStack(ParameterSet&, const std::string& name, const Shape&);

  int layers() const { return static_cast<int>(layers_.size()); }
  int dim() const { return layers_[0].dim(); }
  int state_width() const { return layers_[0].state_width(); }  // of each layer
  const Recurrent& layer(int i) const { return layers_[static_cast<std::size_t>(i)]; }

  // What the stack holds on to while a loop over time runs.
  struct Loop {
    struct Layer {
      RecurrentLoop recurrent;
      LoopWeight* input = nullptr;  // of the layers above the first
      Tensor input_mask = {};       // variational dropout of their inputs [sentences, dim], or none
    };
    std::span<const Layer> layers = {};  // in the tape's arena
    Real plain_rate = 0;
    std::span<const int> rows = {};  // 0, 1, ... sentences - 1
  };
  // A loop with `rows` rows in all its steps and `sentences` in its first.
  Loop loop(Tape&, int rows, const RecurrentDropout& = {}, int sentences = 0) const;
  // One step of each row. `inputs` = layer(0).input()(x), however the caller makes it; `states`,
  // one of each layer [t, state_width], become the next ones. -> [t, dim]
  Var step(Tape&, Var inputs, std::vector<Var>& states, const Loop&) const;
  // Whole sentences at once; without plain dropout the bits of step(). `first`: the states before
  // the first step, one of each layer, as for Recurrent::states, or none for 0.
  // x [t, in] -> [t, dim]
  Var whole(Tape&, Var x, const TimeSteps*, std::span<const Var> first = {},
            const RecurrentDropout& = {}) const;

 private:
  // x, the input of layer i, added to its output where the layer is high enough.
  Var with_residual(Tape&, int i, Var x, Var hidden) const;

  std::deque<Recurrent> layers_;
  int below_;
};

}  // namespace nmt
