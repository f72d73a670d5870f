// The sum of float vectors over all ranks, in one fixed order, while they are still being computed.
//
// Rank r holds some shares. The sum is ((share 0 of rank 0 + share 1 of rank 0) + ... + share 0 of
// rank 1) + ..., whatever the layout: the same bits as one process that adds up all shares in order.
// The vector is cut into pieces. A piece goes up from rank 0 to the last, each of which adds its
// shares, and the result comes down again. All pieces are on their way at once, so that a link
// carries the vector once in each direction, as in a ring.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "cluster/cluster.h"

namespace nmt {

class OrderedSum {
 public:
  // The shares of this rank, of equal size; they and the cluster must outlive this. There are at
  // least two ranks.
  OrderedSum(Cluster& cluster, std::vector<std::span<float>> shares);
  OrderedSum(const OrderedSum&) = delete;
  OrderedSum& operator=(const OrderedSum&) = delete;
  ~OrderedSum();

  // Pieces are numbered from the beginning of the vector, and summed from the last to the first.
  std::size_t pieces() const { return ready_.size(); }
  std::size_t piece_size() const { return piece_size_; }

  // A sum begins on every rank, with no piece ready.
  void begin();
  // The piece of all shares is computed. From any thread.
  void ready(std::size_t piece);
  // Returns once the sum is in the first share; all pieces are ready. Throws what went wrong.
  void wait();

  // Over the life of this: what this rank has sent, and how long wait() has waited.
  std::uint64_t bytes_sent() const { return bytes_sent_; }
  double seconds_waited() const { return seconds_waited_; }

 private:
  using Request = Transport::Request;

  void work();
  void sum_up();
  // Each takes one step where it can, and says whether it could.
  bool ask_for_partial();
  bool add_shares();
  bool free_slot();
  bool ask_for_result();
  bool pass_result();
  bool finish_result();
  // Whether anything is on its way, or may come.
  bool moving() const { return finished_ < added_; }
  void tell_thread();

  bool first() const { return cluster_.rank() == 0; }
  bool last() const { return cluster_.rank() == cluster_.size() - 1; }
  std::span<float> piece_of(std::span<float> vector, std::size_t number) const;
  std::span<float> result(std::size_t number) { return piece_of(shares_.front(), number); }
  std::span<float> slot(std::size_t number);
  Request send(int to, MessageKind kind, std::span<const float> values);
  Request receive(int from, MessageKind kind, std::span<float> values);

  Cluster& cluster_;
  std::vector<std::span<float>> shares_;
  std::size_t piece_size_;
  std::vector<float> slots_;  // where partial sums arrive, one after the other in a circle
  std::vector<std::atomic<bool>> ready_;

  // Pieces in the order of summing that have come so far: 0 <= freed_ <= added_ <= asked_ and so on.
  std::size_t asked_ = 0, added_ = 0, freed_ = 0;
  std::size_t result_asked_ = 0, passed_ = 0, finished_ = 0;
  std::deque<Request> partials_, sends_up_, results_, sends_down_;

  std::uint64_t bytes_sent_ = 0;
  double seconds_waited_ = 0;
  std::atomic<bool> awaited_ = false;  // nothing else is left to do on this rank
  // Counts what may give the thread something to do: a piece that is ready, the end.
  std::atomic<std::uint32_t> events_ = 0;
  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  bool summing_ = false, stopping_ = false;
  std::exception_ptr failure_;
  std::thread thread_;
};

}  // namespace nmt
