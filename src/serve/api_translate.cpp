// The calls that use a model: /translate and /score.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/format.h"
#include "serve/api.h"
#include "serve/path_translation.h"
#include "serve/translation_json.h"
#include "text/language_names.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;
using Texts = RequestFields::Texts;

SentenceWork::Detail detail_of(const RequestFields& fields) {
  if (fields.truth("attention")) return SentenceWork::Detail::attention;
  return fields.truth("alignment") ? SentenceWork::Detail::alignment : SentenceWork::Detail::text;
}

Json score_json(const ScoredPair& pair, const Tokenizer& tokenizer) {
  Json tokens = Json::array();
  for (std::size_t t = 0; t < pair.target.size(); ++t)
    tokens.push_back(
        {{"token", tokenizer.piece(pair.target[t])}, {"log_probability", pair.score.tokens[t]}});
  Json json = {{"log_probability", pair.score.log_probability}, {"tokens", std::move(tokens)}};
  if (!pair.warnings.empty()) json["warnings"] = pair.warnings;
  return json;
}

std::string named(const std::string& code) { return format("{} ({})", language_name(code), code); }

}  // namespace

std::string Api::language(const std::string& given, const char* key, bool source) const {
  if (given.empty() || (given == "auto" && !source)) {
    const LanguageSettings& only = models_.model(0).languages;
    if (routes_.single()) return source ? only.source : only.target;
    throw Refusal(400, format("Invalid request: missing {} parameter", key));
  }
  const std::string known = routes_.find(given);
  if (known.empty()) throw Refusal(400, given + " is not supported");
  return known;
}

LanguageRoutes::Path Api::path(const std::string& source, const std::string& target) const {
  auto path = routes_.path(source, target);
  if (path.empty())
    throw Refusal(400, format("{} is not available as a target language from {}", named(target),
                              named(source)));
  return path;
}

Api::Direction Api::direction(const RequestFields& fields,
                              const std::vector<std::string>& texts) const {
  const std::string source = fields.text("source"), target = fields.text("target");
  if (!routes_.known()) return {.path = routes_.path(source, target)};
  const auto towards = [&](const std::string& one, const std::string& other) {
    return Direction{.path = path(one, other), .languages = {one, other}};
  };
  const std::string from = source == "auto" ? source : language(source, "source", true),
                    into = language(target, "target", false);
  if (from != "auto") return towards(from, into);
  const std::vector<std::string> sources = routes_.sources_of(into);
  if (sources.empty()) throw Refusal(400, format("no language is translated into {}", named(into)));
  std::string all;
  for (const std::string& text : texts) all += text + "\n";
  const std::vector<LanguageGuess> guesses = guess_language(all, routes_.languages());
  const auto likeliest =
      std::find_if(guesses.begin(), guesses.end(), [&](const LanguageGuess& guess) {
        return std::find(sources.begin(), sources.end(), guess.language) != sources.end();
      });
  Direction direction = towards(likeliest->language, into);
  direction.detected = *likeliest;
  return direction;
}

ApiReply Api::translate(const ApiRequest& request) {
  const RequestFields fields(request.body, request.content_type, request.parts);
  admit(request, fields);
  const Texts texts = fields.texts("q");
  const std::string text_format = fields.text("format");
  if (text_format == "html") return translate_html(fields, texts);
  if (!text_format.empty() && text_format != "text")
    throw Refusal(400, text_format + " format is not supported");
  const Direction direction = this->direction(fields, texts.items);
  TranslationWish wish = {.texts = texts.items,
                          .n_best = alternatives(fields, direction) + 1,
                          .detail = detail_of(fields)};
  const TextsOrigin origin = {.form = texts.form,
                              .pivots = routes_.pivots(direction.path),
                              .warnings = translate_to_pivot(models_, direction.path, wish),
                              .detected = direction.detected};
  const ModelPool::Lease model = models_.use(direction.path.back());
  return translation_reply(model->translate(wish), wish, origin, *model);
}

int Api::alternatives(const RequestFields& fields, const Direction& direction) const {
  const DecodingSettings& decoding = models_.model(direction.path.back()).decoding;
  const int most = decoding.beam_size - 1;
  const int wanted = fields.whole("alternatives", decoding.n_best - 1);
  if (wanted >= 0 && wanted <= most) return wanted;
  throw Refusal(400, format("alternatives is {}; this server gives 0 to {}", wanted, most));
}

// Each text is a document.
ApiReply Api::translate_html(const RequestFields& fields, const Texts& texts) {
  const DocumentFormat& html = *find_format("html");
  std::vector<std::unique_ptr<Document>> documents;
  std::vector<std::string> words;
  for (std::size_t i = 0; i < texts.items.size(); ++i) {
    const std::string place = texts.form == Texts::Form::one ? "q" : format("q[{}]", i);
    check_length(texts.items[i], place, settings_);
    documents.push_back(read_document(html, texts.items[i], place, {}));
    for (const DocumentText& text : documents.back()->texts()) words.push_back(text.text);
  }
  const Direction direction = this->direction(fields, words);
  TextsOrigin origin = {
      .form = texts.form, .pivots = routes_.pivots(direction.path), .detected = direction.detected};
  std::vector<std::string> translated;
  for (auto& document : documents) {
    TranslatedDocument result =
        translate_document(models_, direction.path, std::move(document), direction.languages);
    translated.push_back(std::move(result.content));
    origin.warnings.push_back(std::move(result.warnings));
  }
  return documents_reply(translated, origin, alternatives(fields, direction) > 0);
}

std::size_t Api::model_between(const std::string& source, const std::string& target) const {
  if (routes_.single()) return 0;
  const std::string from = language(source, "source_language", true),
                    into = language(target, "target_language", false);
  const LanguageRoutes::Path models = path(from, into);
  if (models.size() == 1) return models.front();
  throw Refusal(400,
                format("no model translates from {} into {} directly", named(from), named(into)));
}

// The texts have the names that languages have elsewhere.
ApiReply Api::score(const ApiRequest& request) {
  const RequestFields fields(request.body, request.content_type, request.parts);
  admit(request, fields);
  const Texts source = fields.texts("source"), target = fields.texts("target");
  if (source.form != target.form || source.items.size() != target.items.size())
    throw Refusal(400, format("source has {} texts and target {}; they must go in pairs",
                              source.items.size(), target.items.size()));
  const std::size_t model =
      model_between(fields.text("source_language"), fields.text("target_language"));
  std::vector<PairToScore> pairs;
  for (std::size_t i = 0; i < source.items.size(); ++i)
    pairs.push_back({source.items[i], target.items[i]});
  const ModelPool::Lease service = models_.use(model);
  Json scores = Json::array();
  for (const ScoredPair& pair : service->score(pairs))
    scores.push_back(score_json(pair, *service->tokenizers().target));
  if (source.form == Texts::Form::list) return json_reply(Json{{"scores", std::move(scores)}});
  return json_reply(scores.front());
}

}  // namespace nmt
