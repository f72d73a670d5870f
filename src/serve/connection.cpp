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
  shutdown(socket_, SHUT_RDWR);
  close(socket_);
}

bool Connection::readable(Milliseconds time) const {
  return begin_ < end_ || ready(socket_, POLLIN, time);
}

bool Connection::writable() const { return ready(socket_, POLLOUT, limits_.write); }

ssize_t Connection::read(char* to, std::size_t size) {
  if (begin_ == end_) {
    if (!ready(socket_, POLLIN, limits_.read)) return -1;
    if (size >= ahead_.size()) return receive(socket_, to, size);
    const ssize_t got = receive(socket_, ahead_.data(), ahead_.size());
    if (got <= 0) return got;
    begin_ = 0;
    end_ = static_cast<std::size_t>(got);
  }
  const std::size_t count = std::min(size, end_ - begin_);
  std::copy_n(ahead_.data() + begin_, count, to);
  begin_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t Connection::write(const char* from, std::size_t size) {
  for (std::size_t sent = 0; sent < size;) {
    const ssize_t count = send(socket_, from + sent, size - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) sent += static_cast<std::size_t>(count);
    const bool full = count < 0 && errno == EAGAIN;
    if (count < 0 && !full && errno != EINTR) return -1;
    if (full && !writable()) return -1;
  }
  return static_cast<ssize_t>(size);
}

void Connection::linger(Milliseconds time) {
  shutdown(socket_, SHUT_WR);
  const auto until = std::chrono::steady_clock::now() + time;
  for (auto left = time; left.count() > 0 && ready(socket_, POLLIN, left);
       left = std::chrono::ceil<Milliseconds>(until - std::chrono::steady_clock::now()))
    if (receive(socket_, ahead_.data(), ahead_.size()) <= 0) return;
}

Connection::Address Connection::peer() const { return address_of(getpeername, socket_); }
Connection::Address Connection::own() const { return address_of(getsockname, socket_); }

}  // namespace nmt
