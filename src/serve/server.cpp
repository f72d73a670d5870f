#include "serve/server.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/format.h"
#include "base/log.h"
#include "serve/framing.h"
#include "serve/http_server.h"
#include "serve/request_body.h"

namespace nmt {
namespace {

using Clock = RequestState::Clock;

// Any path: the API tells what is none. A point would not match a line break.
constexpr const char* kAnyPath = R"([\s\S]*)";
// How long an idle connection is kept, and how many requests it may carry.
constexpr int kKeepAliveSeconds = 2, kKeepAliveRequests = 1000;

void write_reply(const ApiReply& reply, httplib::Response& response) {
  response.status = reply.status;
  request_state().error = reply.error;
  for (const auto& [key, value] : reply.headers) response.set_header(key, value);
  response.set_content(reply.body, reply.content_type);
}

// The connection is closed after the answer, for the body that the client may be sending stays
// unread.
void leave_body(httplib::Response& response) {
  response.set_header("Connection", "close");
  request_state().body_is_left = true;
}
void refuse(const ApiReply& reply, httplib::Response& response) {
  write_reply(reply, response);
  leave_body(response);
}

std::vector<std::string> values_of(const httplib::Request& request, const char* header) {
  std::vector<std::string> values;
  const auto [begin, end] = request.headers.equal_range(header);
  for (auto it = begin; it != end; ++it) values.push_back(it->second);
  return values;
}

std::vector<RequestPart> query_of(const httplib::Request& request) {
  std::vector<RequestPart> fields;
  for (const auto& [name, value] : request.params)
    fields.push_back({.name = name, .file_name = {}, .content = value});
  return fields;
}

Framing request_framing(const httplib::Request& request) {
  return framing_of(values_of(request, "Content-Length"), values_of(request, "Transfer-Encoding"));
}

// What is wrong with a request that never came to the API.
std::string transport_error(int status) {
  switch (status) {
    case 413:
      return "the body is too long for this server";
    case 414:
      return "the path is too long";
    case 416:
      return "there is no such range";
    default:
      return "the request cannot be read as HTTP";
  }
}

// One line, whatever the client has sent.
std::string printable(const std::string& text) {
  constexpr std::size_t kLongest = 200;
  std::string line = text.substr(0, kLongest);
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return line;
}

Error listen_error(const ServeSettings& settings, int error) {
  const std::string why =
      error == 0 ? "the address is unknown here" : std::generic_category().message(error);
  if (error == EADDRINUSE)
    return Error({.what = format("port {} of {} is in use", settings.port, settings.host),
                  .where = format("--port {}", settings.port),
                  .fix = "take another one, or any free one: --port 0"});
  if (error == EACCES)
    return Error({.what = format("port {} may not be listened on: {}", settings.port, why),
                  .where = format("--port {}", settings.port),
                  .fix = "take one above 1023: --port 8080"});
  return Error({.what = format("cannot listen on {}: {}", settings.host, why),
                .where = format("--host {}", settings.host),
                .fix = "give an address of this machine: --host 127.0.0.1"});
}

// Null where there is none.
std::unique_ptr<const Tls> tls_of(const ServeSettings& settings) {
  const bool certificate = !settings.tls_certificate.empty(), key = !settings.tls_key.empty();
  if (certificate != key)
    throw Error(
        {.what = certificate ? "a certificate needs its key" : "a key needs its certificate",
         .where = certificate ? "--tls_certificate" : "--tls_key",
         .fix =
             certificate ? "give it with --tls_key FILE" : "give it with --tls_certificate FILE"});
  if (!certificate) return nullptr;
  return std::make_unique<const Tls>(settings.tls_certificate, settings.tls_key);
}

}  // namespace

bool await_start(const std::function<bool()>& is_running, const std::atomic<bool>& has_ended) {
  while (!is_running()) {
    if (has_ended) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

class Server::Listener {
 public:
  Listener(Api& api, const ServeSettings& settings);
  ~Listener() { stop(); }

  void stop();
  int port() const { return port_; }
  std::string address() const {
    const bool version_6 = settings_.host.find(':') != std::string::npos;
    return format("{}{}:{}", scheme(), version_6 ? "[" + settings_.host + "]" : settings_.host,
                  port_);
  }

 private:
  using Request = httplib::Request;
  using Response = httplib::Response;

  std::string scheme() const { return tls_ ? "https://" : "http://"; }
  void set_up();
  void set_routes();
  void set_origin();
  void bind();
  ApiReply too_long_reply() const;
  bool refuse_early(const Request& request, Response& response) const;
  void answer_body(const Request& request, Response& response,
                   const httplib::ContentReader& reader);
  std::string origin_of(const Request& request) const;
  void note(const Request& request, const Response& response);

  Api& api_;
  const ServeSettings settings_;
  const std::unique_ptr<const Tls> tls_;
  const std::unique_ptr<httplib::Server> http_;
  int port_ = 0;
  std::atomic<bool> has_ended_ = false;
  std::thread thread_;
};

Server::Listener::Listener(Api& api, const ServeSettings& settings)
    : api_(api),
      settings_(settings),
      tls_(tls_of(settings)),
      http_(std::make_unique<HttpServer>(tls_.get())) {
  set_up();
  set_routes();
  set_origin();
  bind();
  thread_ = std::thread([this] {
    http_->listen_after_bind();
    has_ended_ = true;
  });
  // stop() has no effect before this.
  if (await_start([this] { return http_->is_running(); }, has_ended_)) return;
  thread_.join();
  throw Error({.what = "the server cannot accept connections",
               .where = address(),
               .fix = "start it again; look whether the machine is out of open files: ulimit -n",
               .kind = Error::Kind::runtime});
}

void Server::Listener::set_up() {
  http_->new_task_queue = [most = settings_.connections] { return new Tasks(most); };
  http_->set_payload_max_length(static_cast<std::size_t>(settings_.max_body_bytes));
  http_->set_keep_alive_timeout(kKeepAliveSeconds);
  http_->set_keep_alive_max_count(kKeepAliveRequests);
  http_->set_tcp_nodelay(true);
  // The library's own choice would let two servers share a port.
  http_->set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  http_->set_logger(
      [this](const Request& request, const Response& response) { note(request, response); });
  http_->set_error_handler([](const Request&, Response& response) {
    if (!response.body.empty()) return;
    write_reply(error_reply(response.status, transport_error(response.status)), response);
  });
}

void Server::Listener::set_routes() {
  http_->set_pre_routing_handler([this](const Request& request, Response& response) {
    request_state().began = Clock::now();
    return refuse_early(request, response) ? httplib::Server::HandlerResponse::Handled
                                           : httplib::Server::HandlerResponse::Unhandled;
  });
  const auto without_body = [this](const Request& request, Response& response) {
    write_reply(api_.answer({.method = request.method, .path = request.path}), response);
  };
  const auto with_body = [this](const Request& request, Response& response,
                                const httplib::ContentReader& reader) {
    answer_body(request, response, reader);
  };
  http_->Get(kAnyPath, without_body);
  http_->Post(kAnyPath, with_body);
  http_->Put(kAnyPath, with_body);
  http_->Patch(kAnyPath, with_body);
  http_->Delete(kAnyPath, with_body);
  http_->Options(kAnyPath, [this, without_body](const Request& request, Response& response) {
    if (settings_.cors_origin.empty()) return without_body(request, response);
    response.status = 204;
    response.set_header("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
    response.set_header("Access-Control-Allow-Headers", "Content-Type");
  });
}

void Server::Listener::set_origin() {
  httplib::Headers headers = {
      {"X-Content-Type-Options", "nosniff"},
      {"Content-Security-Policy",
       "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
       "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"}};
  if (!settings_.cors_origin.empty()) {
    headers.emplace("Access-Control-Allow-Origin", settings_.cors_origin);
    headers.emplace("Vary", "Origin");
  }
  http_->set_default_headers(std::move(headers));
}

void Server::Listener::bind() {
  errno = 0;
  if (settings_.port == 0) {
    port_ = http_->bind_to_any_port(settings_.host);
  } else if (http_->bind_to_port(settings_.host, settings_.port)) {
    port_ = settings_.port;
  } else {
    port_ = -1;
  }
  if (port_ < 0) throw listen_error(settings_, errno);
}

// Answers what can be answered from the header alone, before any wait for a body.
bool Server::Listener::refuse_early(const Request& request, Response& response) const {
  const Framing framing = request_framing(request);
  const bool body = framing.fault || framing.length > 0 || framing.body == Framing::Body::chunked;
  const bool preflight = request.method == "OPTIONS" && !settings_.cors_origin.empty();
  if (ConnectionThreads::lane() == ConnectionThreads::Lane::refuse) {
    refuse(error_reply(503, "all connections are in use; try again in a moment"), response);
    return true;
  }
  if (framing.fault) {
    refuse(error_reply(framing.fault->status, framing.fault->error), response);
    return true;
  }
  if (const auto reply = preflight ? std::nullopt : Api::refusal(request.method, request.path)) {
    if (body)
      refuse(*reply, response);
    else
      write_reply(*reply, response);
    return true;
  }
  if (framing.length > static_cast<std::uint64_t>(settings_.max_body_bytes)) {
    refuse(too_long_reply(), response);
    return true;
  }
  // Nobody reads the body of such a request.
  if (body && request.method != "POST") leave_body(response);
  return false;
}

ApiReply Server::Listener::too_long_reply() const {
  return error_reply(
      413, format("the body is longer than {} bytes; send less", settings_.max_body_bytes));
}

// The body is read here and not by the library, which takes no longer form than 8 KiB.
void Server::Listener::answer_body(const Request& request, Response& response,
                                   const httplib::ContentReader& reader) {
  RequestBody body(settings_.max_body_bytes, query_of(request));
  using Part = httplib::MultipartFormData;
  const bool none = request_framing(request).body == Framing::Body::none;
  const bool read =
      none ? true
      : request.is_multipart_form_data()
          ? reader([&](const Part& part) { return body.begin_part(part.name, part.filename); },
                   [&](const char* data, std::size_t n) {
                     return body.add_to_part({data, n});
                   })
          : reader([&](const char* data, std::size_t n) {
              return body.add({data, n});
            });
  if (!read) {
    return refuse(
        body.too_long() || response.status == 413
            ? too_long_reply()
            : error_reply(400, "the body ends early, or is not encoded as its header says"),
        response);
  }
  write_reply(api_.answer({.method = request.method,
                           .path = request.path,
                           .content_type = request.get_header_value("Content-Type"),
                           .body = body.take_body(),
                           .parts = body.take_parts(),
                           .api_key = request.get_param_value("api_key"),
                           .address = request.remote_addr,
                           .origin = origin_of(request)}),
              response);
}

// As the client names this server.
std::string Server::Listener::origin_of(const Request& request) const {
  const std::string host = request.get_header_value("Host");
  return host.empty() ? address() : scheme() + printable(host);
}

void Server::Listener::note(const Request& request, const Response& response) {
  const auto began = request_state().began.value_or(Clock::now());
  const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
  api_.count(request.path, response.status, seconds);
  const std::string& error = request_state().error;
  log_info(format("{} {} {} {} {:.1f} ms{}{}", request.remote_addr, printable(request.method),
                  printable(request.path), response.status, 1e3 * seconds,
                  error.empty() ? "" : ": ", printable(error)));
}

void Server::Listener::stop() {
  http_->stop();
  if (thread_.joinable()) thread_.join();
}

Server::Server(Api& api, const ServeSettings& settings)
    : listener_(std::make_unique<Listener>(api, settings)) {}
Server::~Server() = default;

int Server::port() const { return listener_->port(); }
std::string Server::address() const { return listener_->address(); }
void Server::stop() { listener_->stop(); }

}  // namespace nmt
