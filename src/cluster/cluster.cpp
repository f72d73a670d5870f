#include "cluster/cluster.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <thread>

#include "base/format.h"
#include "cluster/bytes.h"

namespace nmt {
namespace {

// A failed follower gives the leader this long to end the run in good order.
constexpr std::chrono::seconds kLeadersTime{60};
// Numbers are sent in pieces that every transport takes.
constexpr std::size_t kFloatsAtOnce = 64 << 20;

enum class Message : char { order, end };

// The rank that `rank` has a broadcast from, and those that it sends it on to: a binomial tree.
int parent_of(int rank) { return rank & (rank - 1); }

std::vector<int> children_of(int rank, int size) {
  std::vector<int> children;
  const int lowest = rank == 0 ? size : rank & -rank;
  for (int bit = 1; bit < lowest && rank + bit < size; bit *= 2) children.push_back(rank + bit);
  // The largest subtree first: its way is the longest.
  std::reverse(children.begin(), children.end());
  return children;
}

}  // namespace

void Patience::wait() {
  constexpr int kYields = 20;
  constexpr std::chrono::microseconds kShortest{20}, kLongest{200};
  ++waits_;
  // On a busy machine a yield costs the time slices of all others, and a short sleep does not.
  if (waits_ <= kYields) {
    std::this_thread::yield();
  } else {
    std::this_thread::sleep_for(std::min(kLongest, kShortest * (1 + (waits_ - kYields) / 64)));
  }
}

void Cluster::wait(Transport::Request request) {
  Patience patience;
  while (!transport_->done(request)) {
    throw_failure_of_follower();
    patience.wait();
  }
}

void Cluster::send(int to, std::string_view bytes) {
  wait(transport_->send(to, MessageKind::order, bytes.data(), bytes.size()));
}

std::string Cluster::receive(int from) {
  Patience patience;
  std::optional<Transport::Waiting> arrived;
  while (!(arrived = transport_->waiting(from, MessageKind::order))) {
    throw_failure_of_follower();
    patience.wait();
  }
  std::string bytes(arrived->count, '\0');
  wait(transport_->receive(from, MessageKind::order, bytes.data(), bytes.size()));
  return bytes;
}

std::string Cluster::broadcast(std::string bytes) {
  if (alone()) return bytes;
  if (!leads()) bytes = receive(parent_of(rank()));
  std::vector<Transport::Request> sent;
  for (int child : children_of(rank(), size()))
    sent.push_back(transport_->send(child, MessageKind::order, bytes.data(), bytes.size()));
  for (const Transport::Request request : sent) wait(request);
  return bytes;
}

void Cluster::broadcast(std::span<float> values) {
  if (alone()) return;
  for (; !values.empty(); values = values.subspan(std::min(values.size(), kFloatsAtOnce))) {
    const std::span<float> piece = values.first(std::min(values.size(), kFloatsAtOnce));
    const auto kind = MessageKind::floats;
    if (!leads())
      wait(transport_->receive(parent_of(rank()), kind, piece.data(), piece.size_bytes()));
    std::vector<Transport::Request> sent;
    for (int child : children_of(rank(), size()))
      sent.push_back(transport_->send(child, kind, piece.data(), piece.size_bytes()));
    for (const Transport::Request request : sent) wait(request);
  }
}

std::vector<std::string> Cluster::gather(std::string bytes) {
  if (!leads()) {
    send(0, bytes);
    return {};
  }
  std::vector<std::string> all = {std::move(bytes)};
  for (int from = 1; from < size(); ++from) all.push_back(receive(from));
  return all;
}

void Cluster::order(std::string_view bytes) {
  if (!alone()) broadcast(ByteWriter().number(Message::order).text(bytes).take());
}

void Cluster::end(int exit_code) {
  if (!alone()) broadcast(ByteWriter().number(Message::end).number(exit_code).take());
}

std::optional<std::string> Cluster::next_order() {
  const std::string bytes = broadcast();
  ByteReader message(bytes);
  if (message.number<Message>() == Message::order) return message.text();
  exit_code_ = message.number<int>();
  return std::nullopt;
}

std::string Cluster::place() const {
  return format("rank {} of {}, on {}", rank(), size(), transport_->host());
}

void Cluster::report_failure(const Error::Parts& failure) {
  ByteWriter message;
  message.text(failure.what).text(failure.where).text(failure.fix).number(failure.kind);
  const std::string bytes = message.text(place()).take();
  wait(transport_->send(0, MessageKind::failure, bytes.data(), bytes.size()));
}

void Cluster::await_end(int exit_code) {
  const auto end = std::chrono::steady_clock::now() + kLeadersTime;
  while (std::chrono::steady_clock::now() < end) {
    // Asking keeps what was sent moving.
    transport_->waiting(0, MessageKind::failure);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  abort(exit_code);
}

void Cluster::abort(int exit_code) {
  transport_->abort(exit_code);
  std::_Exit(exit_code);
}

void Cluster::throw_failure_of_follower() {
  if (!leads()) return;
  const std::lock_guard lock(failure_mutex_);
  const auto arrived = transport_->waiting(-1, MessageKind::failure);
  if (!arrived) return;
  std::string bytes(arrived->count, '\0');
  const auto request =
      transport_->receive(arrived->from, MessageKind::failure, bytes.data(), bytes.size());
  while (!transport_->done(request)) std::this_thread::yield();
  ByteReader message(bytes);
  Error::Parts failure = {.what = message.text(), .where = message.text(), .fix = message.text()};
  failure.kind = message.number<Error::Kind>();
  const std::string place = message.text();
  failure.where += failure.where.empty() ? place : format(" ({})", place);
  throw Error(failure);
}

}  // namespace nmt
