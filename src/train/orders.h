// What the leader of a training run orders its followers to do: the first byte of each order.
#pragma once

namespace nmt {

enum class Order : char {
  set_up,   // the configuration, tokenizers and validation pairs; comes first
  state,    // weights and the state of the optimiser, which follow as numbers
  update,   // compute the gradient of shards, which follow
  apply,    // move the weights against it
  measure,  // take a share in a validation
  compare,  // tell a hash of the weights
};

}  // namespace nmt
