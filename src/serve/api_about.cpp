// The calls that tell about the server: its languages, models and counts.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "serve/api.h"
#include "text/language_names.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;

Json language_json(const std::string& code, const std::vector<std::string>& targets) {
  return {{"code", code}, {"name", language_name(code)}, {"targets", targets}};
}

}  // namespace

ApiReply Api::languages() const {
  Json languages = Json::array();
  // A client finds something to choose where nobody has said what the model translates.
  if (!routes_.known())
    languages = {language_json("source", {"target"}), language_json("target", {})};
  for (const std::string& code : routes_.languages())
    languages.push_back(language_json(code, routes_.targets_of(code)));
  return json_reply(languages);
}

ApiReply Api::health() const {
  std::string names;
  int most = models_.model(0).decoding.beam_size;
  Json models = Json::array();
  for (std::size_t i = 0; i < models_.size(); ++i) {
    const ServedModel& model = models_.model(i);
    names += (i > 0 ? ", " : "") + model.name;
    most = std::min(most, model.decoding.beam_size);
    models.push_back({{"name", model.name},
                      {"source", model.languages.source},
                      {"target", model.languages.target},
                      {"loaded", models_.is_loaded(i)}});
  }
  Json health = {{"status", "ok"},
                 {"model", names},
                 {"version", NMT_VERSION},
                 {"max_alternatives", most - 1},
                 {"queue_length", models_.waiting()}};
  if (!routes_.single()) health["models"] = std::move(models);
  return json_reply(health);
}

ApiReply Api::metrics() const {
  return {.body = models_.metrics().text(models_.waiting()),
          .content_type = "text/plain; version=0.0.4; charset=utf-8"};
}

}  // namespace nmt
