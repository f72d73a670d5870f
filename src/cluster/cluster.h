// The processes ("ranks") of one run. Rank 0 leads: it alone reads the user's files, decides and
// writes; the others follow its orders. A program that was started alone is a cluster of one.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "cluster/transport.h"

namespace nmt {

class Cluster {
 public:
  Cluster() = default;  // one process
  explicit Cluster(std::unique_ptr<Transport> transport) : transport_(std::move(transport)) {}

  int rank() const { return transport_ ? transport_->rank() : 0; }
  int size() const { return transport_ ? transport_->size() : 1; }
  bool alone() const { return size() == 1; }
  bool leads() const { return rank() == 0; }

  // All of these wait. On the leader, waiting throws the Error that a follower has reported.
  void send(int to, std::string_view bytes);
  std::string receive(int from);
  // The leader's bytes, on every rank.
  std::string broadcast(std::string bytes = {});
  void broadcast(std::span<float> values);
  // On the leader: the bytes of every rank, in their order. Elsewhere: nothing.
  std::vector<std::string> gather(std::string bytes);

  // The leader's orders to all: the follower waits for the next one until there are no more, and
  // ends with the leader's exit code. order() and end() do nothing where the leader is alone.
  void order(std::string_view bytes);
  void end(int exit_code);
  std::optional<std::string> next_order();
  int exit_code() const { return exit_code_; }

  // Waits for a message of the transport; leaves the core to others when it takes long.
  void wait(Transport::Request request);
  // On the leader: throws what a follower has reported. From any thread.
  void throw_failure_of_follower();

  // Follower: tells the leader what went wrong; then waits for the end, which the leader brings.
  void report_failure(const Error::Parts& failure);
  [[noreturn]] void await_end(int exit_code);
  // Ends all ranks.
  [[noreturn]] void abort(int exit_code);

  // Only where there is more than one rank.
  Transport& transport() { return *transport_; }

 private:
  std::string place() const;
  std::unique_ptr<Transport> transport_;
  std::mutex failure_mutex_;
  int exit_code_ = 0;
};

// Waits a little, and longer each time in a row.
class Patience {
 public:
  void wait();
  void reset() { waits_ = 0; }

 private:
  int waits_ = 0;
};

}  // namespace nmt
