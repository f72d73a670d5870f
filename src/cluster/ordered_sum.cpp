#include "cluster/ordered_sum.h"

#include <algorithm>
#include <chrono>

namespace nmt {
namespace {

// Pieces small enough for a long chain of ranks to be busy all along, and large enough that the
// cost of a message does not show.
constexpr std::size_t kLeast = 4096, kMost = 65536, kPieces = 64;
// Messages that a neighbour may have under way.
constexpr std::size_t kSlots = 16;

std::size_t piece_size_for(std::size_t size) {
  const std::size_t wanted = (size / kPieces + kLeast - 1) / kLeast * kLeast;
  return std::clamp(wanted, kLeast, kMost);
}

void add(std::span<float> total, std::span<const float> share) {
  for (std::size_t i = 0; i < total.size(); ++i) total[i] += share[i];
}

}  // namespace

OrderedSum::OrderedSum(Cluster& cluster, std::vector<std::span<float>> shares)
    : cluster_(cluster),
      shares_(std::move(shares)),
      piece_size_(piece_size_for(shares_.front().size())),
      slots_(first() ? 0 : kSlots * piece_size_),
      ready_((shares_.front().size() + piece_size_ - 1) / piece_size_),
      thread_([this] { work(); }) {}

OrderedSum::~OrderedSum() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  tell_thread();
  thread_.join();
}

void OrderedSum::begin() {
  for (std::atomic<bool>& piece : ready_) piece.store(false, std::memory_order_relaxed);
  asked_ = added_ = freed_ = result_asked_ = passed_ = finished_ = 0;
  awaited_ = false;
  {
    const std::lock_guard lock(mutex_);
    summing_ = true;
  }
  changed_.notify_all();
}

void OrderedSum::ready(std::size_t piece) {
  ready_[piece].store(true, std::memory_order_release);
  tell_thread();
}

void OrderedSum::tell_thread() {
  events_.fetch_add(1, std::memory_order_release);
  events_.notify_one();
}

void OrderedSum::wait() {
  const auto began = std::chrono::steady_clock::now();
  awaited_ = true;
  tell_thread();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !summing_; });
  seconds_waited_ +=
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  if (failure_) std::rethrow_exception(failure_);
}

void OrderedSum::work() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return summing_ || stopping_; });
      if (stopping_) return;
    }
    std::exception_ptr failure;
    try {
      sum_up();
    } catch (...) {
      failure = std::current_exception();
    }
    {
      const std::lock_guard lock(mutex_);
      failure_ = failure;
      summing_ = false;
    }
    changed_.notify_all();
  }
}

void OrderedSum::sum_up() {
  constexpr std::chrono::microseconds kBesideWork{250};
  Patience patience;
  while (finished_ < pieces()) {
    bool moved = false;
    const std::uint32_t events = events_.load(std::memory_order_acquire);
    for (const auto step :
         {&OrderedSum::ask_for_partial, &OrderedSum::add_shares, &OrderedSum::free_slot,
          &OrderedSum::ask_for_result, &OrderedSum::pass_result, &OrderedSum::finish_result}) {
      while ((this->*step)()) moved = true;
    }
    if (moved) {
      patience.reset();
      continue;
    }
    cluster_.throw_failure_of_follower();
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    // The cores belong to the forward and backward passes until these are done.
    if (!awaited_ && !moving()) {
      events_.wait(events, std::memory_order_acquire);
    } else if (awaited_) {
      patience.wait();
    } else {
      std::this_thread::sleep_for(kBesideWork);
    }
  }
}

bool OrderedSum::ask_for_partial() {
  if (first() || asked_ == pieces() || asked_ == freed_ + kSlots) return false;
  partials_.push_back(receive(cluster_.rank() - 1, MessageKind::sum_up, slot(asked_)));
  ++asked_;
  return true;
}

bool OrderedSum::add_shares() {
  if (added_ == pieces() || !ready_[pieces() - 1 - added_].load(std::memory_order_acquire))
    return false;
  std::span<float> total = result(added_);
  if (!first()) {
    if (partials_.empty() || !cluster_.transport().done(partials_.front())) return false;
    partials_.pop_front();
    total = slot(added_);
    add(total, result(added_));
  }
  for (std::size_t share = 1; share < shares_.size(); ++share)
    add(total, piece_of(shares_[share], added_));
  if (last()) {
    std::copy(total.begin(), total.end(), result(added_).begin());
    ++freed_;
  } else {
    sends_up_.push_back(send(cluster_.rank() + 1, MessageKind::sum_up, total));
  }
  ++added_;
  return true;
}

bool OrderedSum::free_slot() {
  if (sends_up_.empty() || !cluster_.transport().done(sends_up_.front())) return false;
  sends_up_.pop_front();
  ++freed_;
  return true;
}

bool OrderedSum::ask_for_result() {
  // The first rank sends its partial sum from where the result will be.
  const std::size_t possible = first() ? freed_ : added_;
  if (last() || result_asked_ == possible || result_asked_ == passed_ + kSlots) return false;
  results_.push_back(receive(cluster_.rank() + 1, MessageKind::sum_down, result(result_asked_)));
  ++result_asked_;
  return true;
}

bool OrderedSum::pass_result() {
  if (last()) {
    if (passed_ == added_) return false;
  } else {
    if (results_.empty() || !cluster_.transport().done(results_.front())) return false;
    results_.pop_front();
  }
  if (first()) {
    ++finished_;
  } else {
    sends_down_.push_back(send(cluster_.rank() - 1, MessageKind::sum_down, result(passed_)));
  }
  ++passed_;
  return true;
}

bool OrderedSum::finish_result() {
  if (sends_down_.empty() || !cluster_.transport().done(sends_down_.front())) return false;
  sends_down_.pop_front();
  ++finished_;
  return true;
}

std::span<float> OrderedSum::piece_of(std::span<float> vector, std::size_t number) const {
  const std::size_t begin = (pieces() - 1 - number) * piece_size_;
  return vector.subspan(begin, std::min(piece_size_, vector.size() - begin));
}

std::span<float> OrderedSum::slot(std::size_t number) {
  return std::span(slots_).subspan(number % kSlots * piece_size_, result(number).size());
}

OrderedSum::Request OrderedSum::send(int to, MessageKind kind, std::span<const float> values) {
  bytes_sent_ += values.size_bytes();
  return cluster_.transport().send(to, kind, values.data(), values.size_bytes());
}

OrderedSum::Request OrderedSum::receive(int from, MessageKind kind, std::span<float> values) {
  return cluster_.transport().receive(from, kind, values.data(), values.size_bytes());
}

}  // namespace nmt
