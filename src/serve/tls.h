// TLS, by OpenSSL: what is encrypted, without what carries it. Only where nmt was built with it.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace nmt {

// The server's side of one connection.
class TlsSession {
 public:
  struct State;
  explicit TlsSession(std::unique_ptr<State> state);
  ~TlsSession();

  enum class Handshake { done, unfinished, failed };
  // Each goes as far as what was put() leads.
  Handshake handshake();
  // At most `size` bytes of text; 0 at the end, -1 where more has to be put() first. What was broken
  // on its way is an end.
  ssize_t read(char* to, std::size_t size);
  // False where the connection can take no more.
  bool write(std::string_view text);
  // Tells the other side that nothing more will come.
  void close();

  // What the other side has sent.
  void put(std::string_view bytes);
  // What is to be sent to it.
  std::string take();
  // Whether read() need not wait for a first byte, unless it is one of a message that is not whole.
  bool has_bytes() const;

 private:
  const std::unique_ptr<State> state_;
};

// A certificate and its key. Immutable, so that threads may share one.
class Tls {
 public:
  // Of PEM files: the certificate with those that vouch for it, and its key, which must not be
  // encrypted. Throws Error for what does not fit, or where nmt was built without TLS.
  Tls(const std::string& certificate, const std::string& key);
  ~Tls();
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  // Null where there is no memory for another.
  std::unique_ptr<TlsSession> accept() const;
  // The library and its version; empty where nmt was built without it.
  static std::string library();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace nmt
