#include "serve/http_server.h"

namespace nmt {
namespace {

// How long a client that is told no may go on sending.
constexpr std::chrono::milliseconds kLinger{1000};
// How often a connection that waits for its next request looks whether the server stops.
constexpr std::chrono::milliseconds kLook{50};

// What httplib reads from and writes to. Its own stream lasts for one request, and what it reads
// ahead of it, the next request of a client that does not wait for answers, is lost.
class ConnectionStream : public httplib::Stream {
 public:
  explicit ConnectionStream(Connection& connection) : connection_(connection) {}
  bool is_readable() const override { return connection_.readable(); }
  bool is_writable() const override { return connection_.writable(); }
  ssize_t read(char* to, std::size_t size) override { return connection_.read(to, size); }
  ssize_t write(const char* from, std::size_t size) override {
    return connection_.write(from, size);
  }
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    const Connection::Address address = connection_.peer();
    ip = address.ip;
    port = address.port;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    const Connection::Address address = connection_.own();
    ip = address.ip;
    port = address.port;
  }
  socket_t socket() const override { return connection_.socket(); }

 private:
  Connection& connection_;
};

}  // namespace

RequestState& request_state() {
  thread_local RequestState state;
  return state;
}

bool HttpServer::process_and_close_socket(socket_t socket) {
  using std::chrono::seconds;
  Connection connection(socket,
                        {.read = seconds(read_timeout_sec_), .write = seconds(write_timeout_sec_)},
                        tls_ == nullptr ? nullptr : tls_->accept());
  if (tls_ != nullptr && !connection.secure(time_to_secure())) return false;
  ConnectionStream stream(connection);
  for (std::size_t left = keep_alive_max_count_; left > 0 && awaits_request(connection); --left) {
    request_state() = {};
    bool closed = false;
    if (!process(&HttpServer::process_request, stream, left == 1, closed)) return false;
    if (request_state().body_is_left) {
      connection.linger(kLinger);
      return true;
    }
    if (closed) return true;
  }
  return true;
}

// Those who are only told to come back later must not wait for one that is slow.
std::chrono::milliseconds HttpServer::time_to_secure() const {
  const bool refused = ConnectionThreads::lane() == ConnectionThreads::Lane::refuse;
  return refused ? kLinger : std::chrono::seconds(read_timeout_sec_);
}

bool HttpServer::awaits_request(const Connection& connection) const {
  const auto until = RequestState::Clock::now() + std::chrono::seconds(keep_alive_timeout_sec_);
  while (svr_sock_ != INVALID_SOCKET) {
    if (connection.readable(kLook)) return true;
    if (RequestState::Clock::now() >= until) return false;
  }
  return false;
}

}  // namespace nmt
