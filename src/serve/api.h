// The JSON API: what each path answers, whatever carries the requests.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "document/document.h"
#include "document/language_id.h"
#include "serve/access.h"
#include "serve/file_store.h"
#include "serve/language_routes.h"
#include "serve/model_pool.h"
#include "serve/request_fields.h"
#include "serve/settings.h"

namespace nmt {

struct ApiRequest {
  std::string method, path, content_type = {}, body = {};
  std::vector<RequestPart> parts = {};  // of the path's query, then of a multipart/form-data body
  std::string api_key = {};             // of the query
  std::string address = {};             // whom it comes from
  std::string origin = {};              // as the client sees the server: http://localhost:8080
};

struct ApiReply {
  int status = 200;
  std::string body = {};
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string error = {};  // what the body says is wrong
};

// Of a value of the JSON library; what is not UTF-8 is replaced.
template <class Json>
ApiReply json_reply(const Json& json) {
  return {.body = json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"};
}

// The reply that says what is wrong: {"error": "..."}; with Retry-After where that is said or `status`
// is 503.
ApiReply error_reply(int status, std::string_view error, std::chrono::seconds retry_after = {});

class Api {
 public:
  // The models must outlive the API. Throws what LanguageRoutes and Access throw.
  Api(ModelPool& models, const ServeSettings& settings);

  // 404 or 405 where there is no such path, or it takes another method: known before a body is read.
  static std::optional<ApiReply> refusal(const std::string& method, const std::string& path);
  // May be called by many threads; whatever goes wrong is a reply.
  ApiReply answer(const ApiRequest& request);
  // Counts a request that was answered.
  void count(const std::string& path, int status, double seconds);

 private:
  // From which language into which, and how.
  struct Direction {
    LanguageRoutes::Path path;
    DocumentLanguages languages = {};
    std::optional<LanguageGuess> detected = {};  // where the client did not say from which
  };

  ApiReply translate(const ApiRequest& request);
  ApiReply score(const ApiRequest& request);
  ApiReply translate_file(const ApiRequest& request);
  ApiReply download_file(const ApiRequest& request);
  ApiReply detect(const ApiRequest& request);
  ApiReply languages() const;
  ApiReply frontend_settings() const;
  ApiReply health() const;
  ApiReply metrics() const;

  // Throws Refusal where whoever asks may not, or too often.
  void admit(const ApiRequest& request, const RequestFields& fields);
  // `texts`: what tells the language where the client wants it to be found out.
  Direction direction(const RequestFields& fields, const std::vector<std::string>& texts) const;
  ApiReply translate_html(const RequestFields& fields, const RequestFields::Texts& texts);
  // How many are wanted. Throws Refusal.
  int alternatives(const RequestFields& fields, const Direction& direction) const;
  // The server's name of a language; that of the only model where none is given. Throws Refusal.
  std::string language(const std::string& given, const char* key, bool source) const;
  LanguageRoutes::Path path(const std::string& source, const std::string& target) const;
  std::size_t model_between(const std::string& source, const std::string& target) const;

  struct Route;
  static const std::vector<Route>& routes();
  static const Route* find_route(const std::string& path);

  ModelPool& models_;
  const ServeSettings settings_;
  const LanguageRoutes routes_;
  Access access_;
  FileStore files_;
};

}  // namespace nmt
