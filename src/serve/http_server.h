// What nmt serve changes of cpp-httplib: how connections are read, kept and given to threads. This
// folder's server.cpp and http_server.cpp are the only users of the library.
#pragma once

#include <httplib.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "serve/connection.h"
#include "serve/connection_threads.h"

namespace nmt {

// Of the request that this thread is answering.
struct RequestState {
  using Clock = std::chrono::steady_clock;
  std::optional<Clock::time_point> began = {};  // nothing before its header is read
  std::string error = {};                       // what the client was told
  bool body_is_left = false;                    // where the next request begins is not known
};
RequestState& request_state();

// Reads requests ahead, so that a client need not wait for its answers, and looks now and then
// whether the server stops.
class HttpServer : public httplib::Server {
 public:
  // With the certificate of `tls`, unless it is null.
  explicit HttpServer(const Tls* tls) : tls_(tls) {}

 private:
  using Setup = std::function<void(httplib::Request&)>;

  bool process_and_close_socket(socket_t socket) override;
  bool awaits_request(const Connection& connection) const;
  std::chrono::milliseconds time_to_secure() const;

  // Versions of httplib differ in what a request is given with: 0.11 and 0.14, then 0.18.
  bool process(bool (httplib::Server::*request)(httplib::Stream&, bool, bool&, const Setup&),
               httplib::Stream& stream, bool last, bool& closed) {
    return (this->*request)(stream, last, closed, nullptr);
  }
  bool process(bool (httplib::Server::*request)(httplib::Stream&, const std::string&, int,
                                                const std::string&, int, bool, bool&, const Setup&),
               httplib::Stream& stream, bool last, bool& closed) {
    std::string remote, local;
    int remote_port = 0, local_port = 0;
    stream.get_remote_ip_and_port(remote, remote_port);
    stream.get_local_ip_and_port(local, local_port);
    return (this->*request)(stream, remote, remote_port, local, local_port, last, closed, nullptr);
  }

  const Tls* const tls_;
};

class Tasks : public httplib::TaskQueue {
 public:
  // Nothing in older versions of the library; in newer ones, whether the connection is taken.
  using Enqueued = decltype(std::declval<httplib::TaskQueue&>().enqueue({}));

  explicit Tasks(int most) : threads_(most) {}
  Enqueued enqueue(std::function<void()> connection) override {
    threads_.add(std::move(connection));
    return Enqueued(true);
  }
  void shutdown() override { threads_.finish(); }

 private:
  ConnectionThreads threads_;
};

}  // namespace nmt
