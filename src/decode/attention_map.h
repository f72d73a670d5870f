// Where the tokens or words of a translation looked.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "tensor/tensor.h"

namespace nmt {

// The attention weights of one sentence pair, a row for each target token.
struct AttentionMap {
  int target = 0, source = 0;  // tokens, end marks included where it is not said otherwise
  std::vector<Real> weights;   // [target, source]

  std::span<const Real> row(int t) const {
    return std::span(weights).subspan(static_cast<std::size_t>(t) * std::size_t(source),
                                      static_cast<std::size_t>(source));
  }
  Real& at(int t, int s) {
    return weights[static_cast<std::size_t>(t) * std::size_t(source) + std::size_t(s)];
  }
};

}  // namespace nmt
