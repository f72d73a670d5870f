#include "serve/api.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/format.h"
#include "decode/output.h"
#include "serve/page.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;
using Texts = RequestFields::Texts;

std::string written(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

ApiReply json_reply(const Json& json) { return {.body = written(json)}; }

std::vector<std::string> pieces_of(const std::vector<TokenId>& ids, const Tokenizer& tokenizer) {
  std::vector<std::string> pieces;
  for (const TokenId id : ids) pieces.push_back(tokenizer.piece(id));
  return pieces;
}

// Where each token, its end mark aside, looked most.
Json alignment_json(const AttentionMap& map, const std::vector<std::string>& source,
                    const std::vector<std::string>& target) {
  Json pairs = Json::array();
  for (std::size_t t = 0; t < target.size() && map.target > 0; ++t) {
    const auto row = map.row(static_cast<int>(t));
    const auto s = static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
    pairs.push_back(
        {{"source", s}, {"target", t}, {"source_token", source[s]}, {"target_token", target[t]}});
  }
  return pairs;
}

// Four digits are enough for a picture.
Json map_json(const AttentionMap& map) {
  Json rows = Json::array();
  for (int t = 0; t < map.target; ++t) {
    Json row = Json::array();
    for (const Real weight : map.row(t)) row.push_back(std::round(double(weight) * 1e4) / 1e4);
    rows.push_back(std::move(row));
  }
  return rows;
}

Json candidate_json(const LinePiece& piece, std::size_t n, const Tokenizers& tokenizers,
                    SentenceWork::Detail detail) {
  const Hypothesis& hypothesis = piece.hypotheses[n];
  static const AttentionMap kNowhere;  // what is remembered has looked at nothing
  const AttentionMap& map = piece.remembered ? kNowhere : piece.observed[n].attention;
  std::vector<std::string> target = pieces_of(hypothesis.ids, *tokenizers.target);
  Json json = {{"text", tokenizers.target->decode(hypothesis.ids)},
               {"log_probability", hypothesis.log_probability},
               {"score", hypothesis.score}};
  json["alignment"] = alignment_json(map, pieces_of(piece.source.ids, *tokenizers.source), target);
  if (detail == SentenceWork::Detail::attention) {
    if (target.size() < static_cast<std::size_t>(map.target))
      target.emplace_back(kSpecialTokens[kEnd]);
    json["attention"] = map_json(map);
  }
  json["target_tokens"] = std::move(target);
  return json;
}

// Where the sentences of a line stand in it, and in its best translation; both in characters.
class SentencePlaces {
 public:
  explicit SentencePlaces(const TranslatedLine& line) {
    const Candidate& best = line.translation.candidates.front();
    const std::vector<TextRange> whole_source = {{0, line.text.size()}},
                                 whole_target = {{0, best.text.size()}};
    const bool divided = !line.translation.sentences.empty();
    source_ = in_characters(line.text, divided ? line.translation.sentences : whole_source);
    target_ = in_characters(best.text, divided ? best.sentences : whole_target);
  }
  void add(Json& json, std::size_t sentence) const {
    json["source"] = {source_[sentence].begin, source_[sentence].end};
    json["translation"] = {target_[sentence].begin, target_[sentence].end};
  }

 private:
  std::vector<TextRange> source_, target_;
};

// The n-th best translation of a piece as it stands in that of its line, with what was kept or copied;
// nothing where the piece is a part of a sentence.
std::optional<std::string> text_in_line(const TranslatedLine& line, const LinePiece& piece,
                                        std::size_t n) {
  const std::size_t sentence = piece.source.sentence;
  const auto parts =
      std::count_if(line.pieces.begin(), line.pieces.end(),
                    [&](const LinePiece& other) { return other.source.sentence == sentence; });
  if (parts > 1) return std::nullopt;
  const Candidate& candidate = line.translation.candidates[n];
  std::string_view text = candidate.text;
  if (!candidate.sentences.empty()) text = in_range(text, candidate.sentences[sentence]);
  return on_one_line(text);
}

// The pieces of a text, each with its candidates.
Json sentences_json(const TextTranslation& text, const Tokenizers& tokenizers,
                    SentenceWork::Detail detail) {
  Json sentences = Json::array();
  for (std::size_t i = 0; i < text.lines.size(); ++i) {
    const TranslatedLine& line = text.lines[i];
    const SentencePlaces places(line);
    for (const LinePiece& piece : line.pieces) {
      Json candidates = Json::array();
      for (std::size_t n = 0; n < piece.hypotheses.size(); ++n) {
        candidates.push_back(candidate_json(piece, n, tokenizers, detail));
        if (auto shown = text_in_line(line, piece, n)) candidates.back()["text"] = *shown;
      }
      Json sentence = {{"line", i + 1}};
      places.add(sentence, piece.source.sentence);
      if (piece.remembered) sentence["memory"] = true;
      sentence["source_tokens"] = pieces_of(piece.source.ids, *tokenizers.source);
      sentence["candidates"] = std::move(candidates);
      sentences.push_back(std::move(sentence));
    }
  }
  return sentences;
}

// The lines of a text as `nmt translate --format json` writes them.
Json lines_json(const TextTranslation& text, int n_best, const Tokenizer& target) {
  Json lines = Json::array();
  for (std::size_t i = 0; i < text.lines.size(); ++i) {
    const AnsweredLine line = {.number = static_cast<std::int64_t>(i) + 1,
                               .source = text.sources[i],
                               .translation = text.lines[i].translation,
                               .n_best = n_best};
    lines.push_back(Json::parse(format_translation(line, OutputFormat::json, target)));
  }
  return lines;
}

// As the log of `nmt translate` has them.
Json warnings_json(const TextTranslation& text) {
  Json warnings = Json::array();
  for (std::size_t i = 0; i < text.lines.size(); ++i)
    for (const std::string& warning : text.lines[i].translation.warnings)
      warnings.push_back(format("line {}: {}", i + 1, warning));
  return warnings;
}

// A list for a list, the single element for a single text.
Json in_form(Texts::Form form, Json list) {
  return form == Texts::Form::list ? std::move(list) : std::move(list.front());
}

// Lists for a list of texts, single elements for a single text.
Json translation_json(const std::vector<TextTranslation>& texts, const TranslationWish& wish,
                      Texts::Form form, const Service& service) {
  const bool detailed = wish.detail != SentenceWork::Detail::text;
  const bool by_line = service.decoding().alignment != "none" || service.decoding().confidence;
  Json best = Json::array(), others = best, sentences = best, lines = best, warnings = best;
  bool warned = false;
  for (const TextTranslation& text : texts) {
    best.push_back(text.candidates.front());
    others.push_back(std::vector(text.candidates.begin() + 1, text.candidates.end()));
    warnings.push_back(warnings_json(text));
    warned = warned || !warnings.back().empty();
    if (detailed) sentences.push_back(sentences_json(text, service.tokenizers(), wish.detail));
    if (by_line) lines.push_back(lines_json(text, wish.n_best, *service.tokenizers().target));
  }
  Json answer = {{"translatedText", in_form(form, std::move(best))}};
  if (wish.n_best > 1) answer["alternatives"] = in_form(form, std::move(others));
  if (detailed) answer["sentences"] = in_form(form, std::move(sentences));
  if (by_line) answer["lines"] = in_form(form, std::move(lines));
  if (warned) answer["warnings"] = in_form(form, std::move(warnings));
  return answer;
}

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

}  // namespace

ApiReply error_reply(int status, std::string_view error, std::chrono::seconds retry_after) {
  ApiReply reply = {.status = status, .body = written({{"error", error}})};
  reply.error = error;
  if (status == 503 && retry_after.count() == 0) retry_after = std::chrono::seconds(1);
  if (retry_after.count() > 0)
    reply.headers.emplace_back("Retry-After", std::to_string(retry_after.count()));
  return reply;
}

struct Api::Route {
  std::string_view method, path;
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
      {"POST", "/score", [](Api& api, const ApiRequest& request) { return api.score(request); }},
      {"GET", "/languages", [](Api& api, const ApiRequest&) { return api.languages(); }},
      {"GET", "/health", [](Api& api, const ApiRequest&) { return api.health(); }},
      {"GET", "/metrics", [](Api& api, const ApiRequest&) { return api.metrics(); }},
  };
  return table;
}

Api::Api(Service& service, const ServeSettings& settings, std::string name)
    : service_(service), settings_(settings), name_(std::move(name)), access_(settings) {}

const Api::Route* Api::find_route(const std::string& path) {
  const auto found = std::find_if(routes().begin(), routes().end(),
                                  [&](const Route& route) { return route.path == path; });
  return found == routes().end() ? nullptr : &*found;
}

std::optional<ApiReply> Api::refusal(const std::string& method, const std::string& path) {
  const Route* route = find_route(path);
  if (route == nullptr)
    return error_reply(404,
                       "there is no such path; there are /, /translate, /score, /languages, "
                       "/health and /metrics");
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
  service_.metrics().add_request(find_route(path) ? path : "other", status, seconds);
}

void Api::admit(const ApiRequest& request, const RequestFields& fields) {
  const std::string in_body = fields.text("api_key");
  access_.admit(in_body.empty() ? request.api_key : in_body, request.address);
}

void Api::check_language(const std::string& given, const std::string& own, const char* key) const {
  if (given.empty() || own.empty() || given == own || given == "auto") return;
  throw Refusal(400, format("{} is '{}'; this model translates from '{}' into '{}'", key, given,
                            settings_.source_language, settings_.target_language));
}

ApiReply Api::translate(const ApiRequest& request) {
  const RequestFields fields(request.body, request.content_type);
  admit(request, fields);
  const Texts texts = fields.texts("q");
  check_language(fields.text("source"), settings_.source_language, "source");
  check_language(fields.text("target"), settings_.target_language, "target");
  const std::string text_format = fields.text("format");
  if (!text_format.empty() && text_format != "text")
    throw Refusal(400, format("format is '{}'; this server translates plain text only: send "
                              "\"format\": \"text\"",
                              text_format));
  const int most = service_.most_candidates() - 1;
  const int alternatives = fields.whole("alternatives", service_.decoding().n_best - 1);
  if (alternatives < 0 || alternatives > most)
    throw Refusal(400, format("alternatives is {}; this server gives 0 to {}", alternatives, most));
  const TranslationWish wish = {
      .texts = texts.items, .n_best = alternatives + 1, .detail = detail_of(fields)};
  return json_reply(translation_json(service_.translate(wish), wish, texts.form, service_));
}

ApiReply Api::score(const ApiRequest& request) {
  const RequestFields fields(request.body, request.content_type);
  admit(request, fields);
  const Texts source = fields.texts("source"), target = fields.texts("target");
  if (source.form != target.form || source.items.size() != target.items.size())
    throw Refusal(400, format("source has {} texts and target {}; they must go in pairs",
                              source.items.size(), target.items.size()));
  std::vector<PairToScore> pairs;
  for (std::size_t i = 0; i < source.items.size(); ++i)
    pairs.push_back({source.items[i], target.items[i]});
  Json scores = Json::array();
  for (const ScoredPair& pair : service_.score(pairs))
    scores.push_back(score_json(pair, *service_.tokenizers().target));
  if (source.form == Texts::Form::list) return json_reply({{"scores", std::move(scores)}});
  return json_reply(scores.front());
}

ApiReply Api::languages() const {
  const auto or_else = [](const std::string& code, const char* other) {
    return code.empty() ? std::string(other) : code;
  };
  const std::string source = or_else(settings_.source_language, "source"),
                    target = or_else(settings_.target_language, "target");
  return json_reply(
      Json::array({Json{{"code", source}, {"name", source}, {"targets", Json::array({target})}},
                   Json{{"code", target}, {"name", target}, {"targets", Json::array()}}}));
}

ApiReply Api::health() const {
  return json_reply({{"status", "ok"},
                     {"model", name_},
                     {"version", NMT_VERSION},
                     {"max_alternatives", service_.most_candidates() - 1},
                     {"queue_length", service_.waiting()}});
}

ApiReply Api::metrics() const {
  return {.body = service_.metrics().text(service_.waiting(), service_.cache_counts()),
          .content_type = "text/plain; version=0.0.4; charset=utf-8"};
}

}  // namespace nmt
