#include "serve/connection.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <string_view>

namespace nmt {
namespace {

using Milliseconds = std::chrono::milliseconds;

bool ready(int socket, short event, Milliseconds time) {
  const auto until = std::chrono::steady_clock::now() + time;
  pollfd asked = {.fd = socket, .events = event, .revents = 0};
  for (;;) {
    const auto left =
        std::chrono::ceil<Milliseconds>(until - std::chrono::steady_clock::now()).count();
    const int found = poll(&asked, 1, static_cast<int>(std::max<decltype(left)>(0, left)));
    if (found >= 0 || errno != EINTR) return found > 0;
  }
}

ssize_t receive(int socket, char* to, std::size_t size) {
  ssize_t got = 0;
  do got = recv(socket, to, size, 0);
  while (got < 0 && errno == EINTR);
  return got;
}

Connection::Address address_of(int (*name)(int, sockaddr*, socklen_t*), int socket) {
  sockaddr_storage storage = {};
  socklen_t size = sizeof(storage);
  auto* generic = reinterpret_cast<sockaddr*>(&storage);
  std::array<char, NI_MAXHOST> host = {};
  std::array<char, NI_MAXSERV> service = {};
  if (name(socket, generic, &size) != 0 ||
      getnameinfo(generic, size, host.data(), host.size(), service.data(), service.size(),
                  NI_NUMERICHOST | NI_NUMERICSERV) != 0)
    return {};
  Connection::Address address = {.ip = host.data()};
  const std::string_view digits = service.data();
  std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  return address;
}

}  // namespace

Connection::~Connection() {
  if (tls_) {
    tls_->close();
    const std::string bytes = tls_->take();
    send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  }
  shutdown(socket_, SHUT_RDWR);
  close(socket_);
}

bool Connection::secure(Milliseconds time) {
  if (!tls_) return false;
  const auto until = Clock::now() + time;
  for (;;) {
    const TlsSession::Handshake state = tls_->handshake();
    // Why it has failed is told, too.
    const bool sent = send_all(tls_->take());
    if (state == TlsSession::Handshake::done) return sent;
    if (state == TlsSession::Handshake::failed || !sent || receive_encrypted(until) <= 0)
      return false;
  }
}

bool Connection::readable(Milliseconds time) const {
  return begin_ < end_ || (tls_ && tls_->has_bytes()) || ready(socket_, POLLIN, time);
}

bool Connection::writable() const { return ready(socket_, POLLOUT, limits_.write); }

ssize_t Connection::read(char* to, std::size_t size) {
  if (begin_ == end_) {
    if (size >= ahead_.size()) return read_some(to, size);
    const ssize_t got = read_some(ahead_.data(), ahead_.size());
    if (got <= 0) return got;
    begin_ = 0;
    end_ = static_cast<std::size_t>(got);
  }
  const std::size_t count = std::min(size, end_ - begin_);
  std::copy_n(ahead_.data() + begin_, count, to);
  begin_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t Connection::read_some(char* to, std::size_t size) {
  if (!tls_) return ready(socket_, POLLIN, limits_.read) ? receive(socket_, to, size) : -1;
  // The time is that of a first byte of text, however many bytes of its message have come.
  for (const auto until = Clock::now() + limits_.read;;) {
    const ssize_t got = tls_->read(to, size);
    if (got >= 0) return got;
    if (!send_all(tls_->take())) return -1;
    if (const ssize_t received = receive_encrypted(until); received <= 0) return received;
  }
}

ssize_t Connection::receive_encrypted(Clock::time_point until) {
  const auto left = std::chrono::ceil<Milliseconds>(until - Clock::now());
  if (left.count() <= 0 || !ready(socket_, POLLIN, left)) return -1;
  std::array<char, 16384> bytes;
  const ssize_t got = receive(socket_, bytes.data(), bytes.size());
  if (got > 0) tls_->put({bytes.data(), static_cast<std::size_t>(got)});
  return got;
}

bool Connection::send_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
    const bool full = count < 0 && errno == EAGAIN;
    if (count < 0 && !full && errno != EINTR) return false;
    if (full && !writable()) return false;
  }
  return true;
}

ssize_t Connection::write(const char* from, std::size_t size) {
  constexpr std::size_t kAtOnce = 1 << 16;  // of what is encrypted, in memory
  std::string_view left(from, size);
  while (!left.empty()) {
    const std::string_view part = left.substr(0, tls_ ? kAtOnce : left.size());
    if (tls_ && !tls_->write(part)) return -1;
    if (!(tls_ ? send_all(tls_->take()) : send_all(part))) return -1;
    left.remove_prefix(part.size());
  }
  return static_cast<ssize_t>(size);
}

void Connection::linger(Milliseconds time) {
  if (tls_) {
    tls_->close();
    send_all(tls_->take());
  }
  shutdown(socket_, SHUT_WR);
  const auto until = std::chrono::steady_clock::now() + time;
  for (auto left = time; left.count() > 0 && ready(socket_, POLLIN, left);
       left = std::chrono::ceil<Milliseconds>(until - std::chrono::steady_clock::now()))
    if (receive(socket_, ahead_.data(), ahead_.size()) <= 0) return;
}

Connection::Address Connection::peer() const { return address_of(getpeername, socket_); }
Connection::Address Connection::own() const { return address_of(getsockname, socket_); }

}  // namespace nmt
