// Follows the backward passes of the replicas of one process and tells, piece by piece, which part
// of the gradient is complete in all of them, so that it can go to the other ranks meanwhile.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "autograd/gradient_listener.h"
#include "autograd/parameter.h"

namespace nmt {

class GradientProgress {
 public:
  // The flat gradient is cut into pieces of `piece_size`; `complete(piece)` is called once for each
  // of an update, from any thread. The parameters must outlive this.
  struct Pieces {
    std::size_t size = 1, count = 1;
    std::function<void(std::size_t)> complete;
  };
  GradientProgress(const ParameterSet& parameters, Pieces pieces, int replicas);
  ~GradientProgress();

  // The listener for the tape of one replica.
  GradientListener& listener(int replica);

  // An update begins; no replica is at work.
  void begin();
  // The replica begins the last batch that it adds to its gradient.
  void begin_last_batch(int replica);
  // The replica adds nothing more.
  void finish(int replica);

 private:
  class Replica;
  std::size_t index_of(const Parameter& parameter) const;
  void complete(std::size_t parameter);

  struct Span {
    std::int64_t offset = 0;
    std::size_t first_piece = 0, last_piece = 0;  // that the parameter has a part of
  };
  std::vector<Span> parameters_;           // by offset
  std::vector<int> expected_;              // [pieces]: parameters x replicas that have a part of it
  std::vector<std::atomic<int>> missing_;  // [pieces], of this update
  std::function<void(std::size_t)> report_;
  std::deque<Replica> replicas_;
};

}  // namespace nmt
