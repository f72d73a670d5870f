// The JSON API: what each path answers, whatever carries the requests.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "serve/access.h"
#include "serve/request_fields.h"
#include "serve/service.h"

namespace nmt {

struct ApiRequest {
  std::string method, path, content_type = {}, body = {};
  std::string api_key = {};  // of the query
  std::string address = {};  // whom it comes from
};

struct ApiReply {
  int status = 200;
  std::string body = {};
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string error = {};  // what the body says is wrong
};

// The reply that says what is wrong: {"error": "..."}; with Retry-After where that is said or `status`
// is 503.
ApiReply error_reply(int status, std::string_view error, std::chrono::seconds retry_after = {});

class Api {
 public:
  // `name` is what the model is called. The service must outlive the API. Throws what Access throws.
  Api(Service& service, const ServeSettings& settings, std::string name);

  // 404 or 405 where there is no such path, or it takes another method: known before a body is read.
  static std::optional<ApiReply> refusal(const std::string& method, const std::string& path);
  // May be called by many threads; whatever goes wrong is a reply.
  ApiReply answer(const ApiRequest& request);
  // Counts a request that was answered.
  void count(const std::string& path, int status, double seconds);

 private:
  ApiReply translate(const ApiRequest& request);
  ApiReply score(const ApiRequest& request);
  ApiReply languages() const;
  ApiReply health() const;
  ApiReply metrics() const;
  // Throws Refusal where whoever asks may not, or too often.
  void admit(const ApiRequest& request, const RequestFields& fields);
  void check_language(const std::string& given, const std::string& own, const char* key) const;

  struct Route;
  static const std::vector<Route>& routes();
  static const Route* find_route(const std::string& path);

  Service& service_;
  const ServeSettings settings_;
  const std::string name_;
  Access access_;
};

}  // namespace nmt
