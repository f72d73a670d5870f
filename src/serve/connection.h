// A client's connection: what was read ahead of one request belongs to the next.
#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "serve/tls.h"

namespace nmt {

class Connection {
 public:
  struct Limits {
    std::chrono::milliseconds read, write;  // the longest wait for the next bytes
  };
  // Closes the socket at its end. With `tls`, everything but secure() waits for secure().
  Connection(int socket, const Limits& limits, std::unique_ptr<TlsSession> tls = nullptr)
      : socket_(socket), limits_(limits), tls_(std::move(tls)) {}
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int socket() const { return socket_; }
  // Agrees with the other side on how to encrypt; false where it does not do so within that time, or
  // there is no `tls`.
  bool secure(std::chrono::milliseconds time);
  // Whether a byte, or the end, comes within that time.
  bool readable(std::chrono::milliseconds time) const;
  bool readable() const { return readable(limits_.read); }
  bool writable() const;
  // At most `size` bytes; 0 at the end, -1 where nothing came in time.
  ssize_t read(char* to, std::size_t size);
  // All of it, or -1.
  ssize_t write(const char* from, std::size_t size);

  // Ends the answers, and takes in for a moment what the client still sends: a connection that is
  // closed over unread bytes is reset, and the client may lose the answer.
  void linger(std::chrono::milliseconds time);

  struct Address {
    std::string ip = {};
    int port = 0;
  };
  Address peer() const;
  Address own() const;

 private:
  using Clock = std::chrono::steady_clock;

  ssize_t read_some(char* to, std::size_t size);
  // What the socket has for TLS, once it has something; as read() returns it.
  ssize_t receive_encrypted(Clock::time_point until);
  bool send_all(std::string_view bytes);

  const int socket_;
  const Limits limits_;
  const std::unique_ptr<TlsSession> tls_;
  std::array<char, 4096> ahead_;
  std::size_t begin_ = 0, end_ = 0;  // of what was read ahead
};

}  // namespace nmt
