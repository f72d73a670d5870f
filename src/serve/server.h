// The API over HTTP.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "serve/api.h"
#include "serve/settings.h"

namespace nmt {

// Waits until `is_running` says so. False where what was to run has ended before.
bool await_start(const std::function<bool()>& is_running, const std::atomic<bool>& has_ended);

class Server {
 public:
  // Listens and answers from now on, on threads of its own; the API must outlive it. Throws Error
  // where the address cannot be listened on.
  Server(Api& api, const ServeSettings& settings);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  int port() const;
  // http://127.0.0.1:8080
  std::string address() const;
  // Takes no new requests; returns when the running ones are answered.
  void stop();

 private:
  class Listener;
  std::unique_ptr<Listener> listener_;
};

}  // namespace nmt
