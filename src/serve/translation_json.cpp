#include "serve/translation_json.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/format.h"
#include "decode/output.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;
using Texts = RequestFields::Texts;

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

// Lists for a list of texts, single elements for a single text.
class Answer {
 public:
  explicit Answer(Texts::Form form) : form_(form) {}
  // `list`: of each text.
  void add(const char* key, Json list) {
    json_[key] = form_ == Texts::Form::list ? std::move(list) : std::move(list.front());
  }
  void add_whole(const char* key, Json value) { json_[key] = std::move(value); }
  const Json& json() const { return json_; }

 private:
  Texts::Form form_;
  Json json_ = Json::object();
};

void add_detected(Answer& answer, const TextsOrigin& origin, std::size_t texts) {
  if (!origin.detected) return;
  const Json detected = {{"confidence", origin.detected->confidence},
                         {"language", origin.detected->language}};
  Json list = Json::array();
  for (std::size_t i = 0; i < texts; ++i) list.push_back(detected);
  answer.add("detectedLanguage", std::move(list));
}

void add_pivots(Answer& answer, const TextsOrigin& origin) {
  if (!origin.pivots.empty()) answer.add_whole("pivots", origin.pivots);
}

// `warnings`: of each text.
void add_warnings(Answer& answer, const std::vector<std::vector<std::string>>& warnings) {
  if (std::any_of(warnings.begin(), warnings.end(), [](const auto& of) { return !of.empty(); }))
    answer.add("warnings", warnings);
}

}  // namespace

// As the log of `nmt translate` has them.
std::vector<std::string> warnings_of(const TextTranslation& text) {
  std::vector<std::string> warnings;
  for (std::size_t i = 0; i < text.lines.size(); ++i)
    for (const std::string& warning : text.lines[i].translation.warnings)
      warnings.push_back(format("line {}: {}", i + 1, warning));
  return warnings;
}

ApiReply translation_reply(const std::vector<TextTranslation>& texts, const TranslationWish& wish,
                           const TextsOrigin& origin, const Service& service) {
  const bool own = origin.pivots.empty();  // only then a model has seen both texts
  const bool detailed = own && wish.detail != SentenceWork::Detail::text;
  const bool by_line =
      own && (service.decoding().alignment != "none" || service.decoding().confidence);
  Json best = Json::array(), others = best, sentences = best, lines = best;
  for (const TextTranslation& text : texts) {
    best.push_back(text.candidates.front());
    others.push_back(std::vector(text.candidates.begin() + 1, text.candidates.end()));
    if (detailed) sentences.push_back(sentences_json(text, service.tokenizers(), wish.detail));
    if (by_line) lines.push_back(lines_json(text, wish.n_best, *service.tokenizers().target));
  }
  Answer answer(origin.form);
  answer.add("translatedText", std::move(best));
  add_detected(answer, origin, texts.size());
  if (wish.n_best > 1) answer.add("alternatives", std::move(others));
  add_pivots(answer, origin);
  if (detailed) answer.add("sentences", std::move(sentences));
  if (by_line) answer.add("lines", std::move(lines));
  auto warnings = origin.warnings;
  warnings.resize(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i)
    for (std::string& warning : warnings_of(texts[i])) warnings[i].push_back(std::move(warning));
  add_warnings(answer, warnings);
  return json_reply(answer.json());
}

ApiReply documents_reply(const std::vector<std::string>& translated, const TextsOrigin& origin,
                         bool alternatives) {
  Answer answer(origin.form);
  answer.add("translatedText", translated);
  add_detected(answer, origin, translated.size());
  if (alternatives)
    answer.add("alternatives", std::vector<std::vector<std::string>>(translated.size()));
  add_pivots(answer, origin);
  add_warnings(answer, origin.warnings);
  return json_reply(answer.json());
}

}  // namespace nmt
