// The calls that tell about the server: its languages, models and counts.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "serve/api.h"
#include "text/language_names.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;

// How long a page waits, in milliseconds, for the next key before it translates.
constexpr int kTypingPause = 400;

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

// As many guesses as LibreTranslate makes.
ApiReply Api::detect(const ApiRequest& request) {
  constexpr std::size_t kMost = 3;
  const RequestFields fields(request.body, request.content_type, request.parts);
  admit(request, fields);
  std::string all;
  for (const std::string& text : fields.texts("q").items) all += text + "\n";
  if (!routes_.known())
    throw Refusal(400,
                  "this server was not told its languages, of which a text could be; its operator "
                  "may: --source_language, --target_language");
  Json guesses = Json::array();
  for (const LanguageGuess& guess : guess_language(all, routes_.languages()))
    if (guesses.empty() || (guess.confidence > 0 && guesses.size() < kMost))
      guesses.push_back({{"confidence", guess.confidence}, {"language", guess.language}});
  return json_reply(guesses);
}

ApiReply Api::frontend_settings() const {
  Json endings = Json::array();
  if (settings_.max_files > 0)
    for (const DocumentFormat& kind : document_formats())
      for (const std::string_view ending : kind.suffixes) endings.push_back(ending);
  const auto named = [](const std::string& code, const std::string& name) {
    return Json{{"code", code}, {"name", name}};
  };
  const std::string target = models_.model(0).languages.target;
  return json_reply(
      Json{{"charLimit", settings_.max_characters},
           {"frontendTimeout", kTypingPause},
           {"apiKeys", access_.has_keys()},
           {"keyRequired", access_.requires_key()},
           {"suggestions", false},
           {"filesTranslation", settings_.max_files > 0},
           {"supportedFilesFormat", std::move(endings)},
           {"language",
            {{"source", routes_.known() ? named("auto", "Auto Detect") : named("source", "source")},
             {"target", routes_.known() ? named(target, language_name(target))
                                        : named("target", "target")}}}});
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
  return {.body = models_.metrics().text(models_.waiting(), models_.cache_counts()),
          .content_type = "text/plain; version=0.0.4; charset=utf-8"};
}

}  // namespace nmt
