// Ranks that are threads of one test, with messages in memory.
#pragma once

#include <cstring>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "cluster/cluster.h"

namespace nmt {

class ThreadsNetwork {
 public:
  explicit ThreadsNetwork(int size) : size_(size) {}

  // Calls work(cluster) for each rank on its own thread; hands back what each threw.
  std::vector<std::exception_ptr> run(const std::function<void(Cluster&)>& work);

 private:
  using Line = std::tuple<int, int, MessageKind>;  // from, to
  class Rank;
  const int size_;
  std::mutex mutex_;
  std::map<Line, std::deque<std::string>> lines_;
};

class ThreadsNetwork::Rank : public Transport {
 public:
  Rank(ThreadsNetwork& network, int rank) : network_(network), rank_(rank) {}
  int rank() const override { return rank_; }
  int size() const override { return network_.size_; }
  std::string host() const override { return "memory"; }

  Request send(int to, MessageKind kind, const void* bytes, std::size_t count) override {
    const std::lock_guard lock(network_.mutex_);
    network_.lines_[{rank_, to, kind}].emplace_back(static_cast<const char*>(bytes), count);
    return 0;
  }
  Request receive(int from, MessageKind kind, void* bytes, std::size_t count) override {
    const std::lock_guard lock(network_.mutex_);
    wanted_[++last_] = {{from, rank_, kind}, bytes, count};
    return last_;
  }
  // Of several that wait for the same line, the one that was asked for first gets its message.
  bool done(Request request) override {
    if (request == 0) return true;
    const std::lock_guard lock(network_.mutex_);
    const auto found = wanted_.find(request);
    for (const auto& [earlier, wanted] : wanted_) {
      if (earlier < request && wanted.line == found->second.line) return false;
    }
    auto& line = network_.lines_[found->second.line];
    if (line.empty()) return false;
    std::memcpy(found->second.bytes, line.front().data(), line.front().size());
    line.pop_front();
    wanted_.erase(found);
    return true;
  }
  std::optional<Waiting> waiting(int from, MessageKind kind) override {
    const std::lock_guard lock(network_.mutex_);
    for (int rank = std::max(from, 0); rank < (from < 0 ? size() : from + 1); ++rank) {
      const auto& line = network_.lines_[{rank, rank_, kind}];
      if (!line.empty()) return Waiting{.from = rank, .count = line.front().size()};
    }
    return std::nullopt;
  }
  void abort(int) override {}

 private:
  struct Wanted {
    Line line;
    void* bytes;
    std::size_t count;
  };
  ThreadsNetwork& network_;
  int rank_;
  std::map<Request, Wanted> wanted_;
  Request last_ = 0;
};

inline std::vector<std::exception_ptr> ThreadsNetwork::run(
    const std::function<void(Cluster&)>& work) {
  std::vector<std::exception_ptr> failures(size_);
  std::vector<std::thread> threads;
  for (int rank = 0; rank < size_; ++rank) {
    threads.emplace_back([&, rank] {
      Cluster cluster(std::make_unique<Rank>(*this, rank));
      try {
        work(cluster);
      } catch (...) {
        failures[rank] = std::current_exception();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return failures;
}

}  // namespace nmt
