#include "serve/api.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/format.h"
#include "serve/page.h"
#include "serve/spec.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;

LanguageRoutes routes_of(const ModelPool& models) {
  std::vector<LanguageRoutes::Model> pairs;
  for (std::size_t i = 0; i < models.size(); ++i)
    pairs.push_back({models.model(i).directory, models.model(i).languages});
  return LanguageRoutes(std::move(pairs));
}

}  // namespace

ApiReply error_reply(int status, std::string_view error, std::chrono::seconds retry_after) {
  ApiReply reply = json_reply(Json{{"error", error}});
  reply.status = status;
  reply.error = error;
  if (status == 503 && retry_after.count() == 0) retry_after = std::chrono::seconds(1);
  if (retry_after.count() > 0)
    reply.headers.emplace_back("Retry-After", std::to_string(retry_after.count()));
  return reply;
}

struct Api::Route {
  std::string_view method, path;  // a path that ends with a slash is that of all below it
  ApiReply (*answer)(Api&, const ApiRequest&);
};

const std::vector<Api::Route>& Api::routes() {
  static const std::vector<Route> table = {
      {"GET", "/",
       [](Api&, const ApiRequest&) {
         return ApiReply{.body = translation_page::page(),
                         .content_type = "text/html; charset=utf-8"};
       }},
      {"POST", "/translate",
       [](Api& api, const ApiRequest& request) { return api.translate(request); }},
      {"POST", "/translate_file",
       [](Api& api, const ApiRequest& request) { return api.translate_file(request); }},
      {"GET", "/download_file/",
       [](Api& api, const ApiRequest& request) { return api.download_file(request); }},
      {"POST", "/detect", [](Api& api, const ApiRequest& request) { return api.detect(request); }},
      {"POST", "/suggest",
       [](Api&, const ApiRequest&) {
         return error_reply(403, "Suggestions are disabled on this server.");
       }},
      {"POST", "/score", [](Api& api, const ApiRequest& request) { return api.score(request); }},
      {"GET", "/languages", [](Api& api, const ApiRequest&) { return api.languages(); }},
      {"GET", "/frontend/settings",
       [](Api& api, const ApiRequest&) { return api.frontend_settings(); }},
      {"GET", "/spec", [](Api&, const ApiRequest&) { return ApiReply{.body = api_spec()}; }},
      {"GET", "/health", [](Api& api, const ApiRequest&) { return api.health(); }},
      {"GET", "/metrics", [](Api& api, const ApiRequest&) { return api.metrics(); }},
  };
  return table;
}

Api::Api(ModelPool& models, const ServeSettings& settings)
    : models_(models),
      settings_(settings),
      routes_(routes_of(models)),
      access_(settings),
      files_(settings) {}

const Api::Route* Api::find_route(const std::string& path) {
  const auto found = std::find_if(routes().begin(), routes().end(), [&](const Route& route) {
    const bool below = route.path.size() > 1 && route.path.back() == '/';
    return below ? path.starts_with(route.path) : path == route.path;
  });
  return found == routes().end() ? nullptr : &*found;
}

std::optional<ApiReply> Api::refusal(const std::string& method, const std::string& path) {
  const Route* route = find_route(path);
  if (route == nullptr)
    return error_reply(404, "there is no such path; GET /spec lists what there is");
  if (route->method == (method == "HEAD" ? "GET" : method)) return std::nullopt;
  ApiReply reply =
      error_reply(405, format("{} takes {}, not {}", route->path, route->method, method));
  reply.headers.emplace_back("Allow", route->method);
  return reply;
}

ApiReply Api::answer(const ApiRequest& request) {
  if (auto refused = refusal(request.method, request.path)) return *std::move(refused);
  try {
    return find_route(request.path)->answer(*this, request);
  } catch (const Refusal& refusal) {
    return error_reply(refusal.status(), refusal.what(), refusal.retry_after());
  } catch (const std::exception& error) {
    return error_reply(500, error.what());
  }
}

void Api::count(const std::string& path, int status, double seconds) {
  const Route* route = find_route(path);
  models_.metrics().add_request(route ? std::string(route->path) : "other", status, seconds);
}

void Api::admit(const ApiRequest& request, const RequestFields& fields) {
  const std::string in_body = fields.text("api_key");
  access_.admit(in_body.empty() ? request.api_key : in_body, request.address);
}

}  // namespace nmt
