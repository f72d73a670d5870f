// The encoder of the recurrent models: layers of GRUs or LSTMs over ragged source sentences, read
// forward, backward or both ways.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>

#include "nn/recurrent.h"

namespace nmt {

// Which layers read each sentence both ways: h_j = [forward h_j; backward h_j] (Bahdanau 2014,
// section 3.2).
enum class Bidirectional { none, first, all };

class RnnEncoder {
 public:
  struct Shape {
    Cell cell = Cell::gru;
    int in = 0;
    int dim = 0;  // of a layer that reads one way, and of each half of one that reads both ways
    int layers = 1;
    Bidirectional bidirectional = Bidirectional::all;
    int top_dim = 0;  // of the one-way layers above a first that reads both ways; 0: dim
    // How the one-way layers read. The reversed source of Sutskever 2014 and Luong 2015 is
    // `backward`: instead of turning the sentence round, a layer reads from its last token to its
    // first. The numbers are the same, and the rows stay in the order of the sentence, so that
    // attention and alignments keep their positions.
    Direction direction = Direction::forward;
    RecurrentDropout dropout = {};  // between layers and, when variational, of the states
  };
  // Layer i is called <name>.<i>, or <name>.<i>.forward and <name>.<i>.backward.
  RnnEncoder(ParameterSet&, const std::string& name, const Shape&);

  // Columns of the states.
  int width() const { return layers_.back().width(); }

  // From the third layer on, a residual connection adds a layer's input to its output (Wu 2016).
  // The input and the result are the caller's to drop.   x [tokens, in] -> [tokens, width]
  Var operator()(Tape&, Var x, std::span<const int> offsets) const;

  // What the top layer knew after it had read the whole sentence: its last row read forward, its
  // first row read backward. No sentence is empty.   states [tokens, width] -> [sentences, width]
  Var last(Tape&, Var states, std::span<const int> offsets, std::span<const int> sentences) const;
  // Columns that the top layer reads backward, alone or as one of both ways; 0 where it does not.
  int backward_width() const {
    return layers_.back().backward ? layers_.back().backward->dim() : 0;
  }
  // Of that the half that was read backward: Bahdanau's h_1, appendix A.2.2. states
  // [tokens, width] -> [sentences, backward_width], which is not 0
  Var backward_first(Tape&, Var states, std::span<const int> offsets,
                     std::span<const int> sentences) const;

 private:
  struct Layer {
    std::optional<Recurrent> forward, backward;
    int width() const { return (forward ? forward->dim() : 0) + (backward ? backward->dim() : 0); }
  };
  RecurrentDropout dropout_;
  std::deque<Layer> layers_;
};

}  // namespace nmt
