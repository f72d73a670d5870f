#include "decode/output.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/format.h"
#include "base/utf8.h"
#include "document/characters.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;

// The size of the control character or line separator at the start; 0 where there is none.
std::size_t control_size(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  if (byte(0) < 0x20 || byte(0) == 0x7f) return 1;
  if (byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) <= 0x9f) return 2;
  if (byte(0) == 0xe2 && byte(1) == 0x80 && (byte(2) == 0xa8 || byte(2) == 0xa9)) return 3;
  return 0;
}

// `replace(control character)` in the place of each.
template <class Replace>
std::string replace_controls(std::string_view text, Replace replace) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const std::size_t size = control_size(text);
    if (size == 0) {
      clean += text.front();
    } else {
      clean += replace(text.substr(0, size));
    }
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return clean;
}

// "\u0085" for a control character of two or three bytes; the others JSON itself escapes.
std::string json_escape(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) return format("\\u{:04x}", byte(0));
  if (character.size() == 2) return format("\\u{:04x}", (byte(0) & 0x1f) << 6 | (byte(1) & 0x3f));
  return format("\\u{:04x}", (byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f));
}

// The alignment as text: 0-0 1-2, or a list of weights for each target word; empty without one.
std::string alignment_text(const Candidate& candidate) {
  if (candidate.links) return to_pharaoh(*candidate.links);
  std::string text;
  if (!candidate.attention) return text;
  for (int t = 0; t < candidate.attention->target; ++t) {
    const char* before = t > 0 ? " " : "";
    for (const Real weight : candidate.attention->row(t)) {
      text += format("{}{:.4g}", before, weight);
      before = ",";
    }
  }
  return text;
}

// The alignment as one more field, where it was asked for.
std::string alignment_field(const Candidate& candidate, const char* separator) {
  const bool asked = candidate.links || candidate.attention;
  return asked ? separator + alignment_text(candidate) : "";
}

std::string n_best_lines(const AnsweredLine& line) {
  std::string lines;
  for (const Candidate& candidate : line.translation.candidates)
    lines += n_best_entry(line.number, candidate).to_line() + "\n";
  return lines;
}

std::string tsv_lines(const AnsweredLine& line) {
  std::string lines;
  for (const Candidate& candidate : line.translation.candidates)
    lines += format("{}\t{:.6g}\t{:.6g}\t{}{}\n", line.number, candidate.score,
                    candidate.log_probability, on_one_line(candidate.text),
                    alignment_field(candidate, "\t"));
  return lines;
}

void add_alignment(Json& json, const Candidate& candidate) {
  if (candidate.links) {
    json["alignment"] = Json::array();
    for (const WordLink& link : *candidate.links)
      json["alignment"].push_back({link.source, link.target});
  }
  if (!candidate.attention) return;
  json["attention"] = Json::array();
  for (int t = 0; t < candidate.attention->target; ++t)
    json["attention"].push_back(candidate.attention->row(t));
}

// What a line has beside its candidates.
struct LineFacts {
  std::vector<TextRange> sentences = {};  // in characters
  std::vector<bool> remembered = {};      // [sentences], or of the line; or empty

  bool from_memory() const {
    return !remembered.empty() &&
           std::find(remembered.begin(), remembered.end(), false) == remembered.end();
  }
};

void add_sentences(Json& json, const Candidate& candidate, const LineFacts& line) {
  const std::vector<TextRange>& source = line.sentences;
  if (source.empty() || candidate.sentences.size() != source.size()) return;
  const std::vector<TextRange> target = in_characters(candidate.text, candidate.sentences);
  json["sentences"] = Json::array();
  for (std::size_t i = 0; i < source.size(); ++i) {
    Json& sentence = json["sentences"].emplace_back();
    sentence = {{"source", {source[i].begin, source[i].end}},
                {"translation", {target[i].begin, target[i].end}}};
    if (!line.remembered.empty() && line.remembered[i]) sentence["memory"] = true;
  }
}

void add_candidate(Json& json, const Candidate& candidate, const LineFacts& line,
                   const Tokenizer& target) {
  json["translation"] = candidate.text;
  json["score"] = candidate.score;
  json["log_probability"] = candidate.log_probability;
  json["tokens"] = Json::array();
  for (const TokenId id : candidate.ids) json["tokens"].push_back(target.piece(id));
  add_sentences(json, candidate, line);
  add_alignment(json, candidate);
  for (const KeptWord& word : candidate.kept)
    json["kept"].push_back({{"text", word.text},
                            {"kind", word.kind},
                            {"source", word.source},
                            {"target", word.target}});
  if (!candidate.words) return;
  json["words"] = Json::array();
  for (const WordConfidence& word : *candidate.words)
    json["words"].push_back({{"word", word.word}, {"confidence", word.confidence}});
}

std::string json_line(const AnsweredLine& line, const Tokenizer& target) {
  const auto& candidates = line.translation.candidates;
  Json json = {{"line", line.number}, {"source", line.source}};
  LineFacts facts = {.remembered = line.translation.remembered};
  if (!line.translation.sentences.empty())
    facts.sentences = in_characters(replace_invalid_utf8(line.source), line.translation.sentences);
  if (facts.from_memory()) json["memory"] = true;
  add_candidate(json, candidates.front(), facts, target);
  if (line.n_best > 1) {
    json["n_best"] = Json::array();
    for (const Candidate& candidate : candidates)
      add_candidate(json["n_best"].emplace_back(), candidate, facts, target);
  }
  if (!line.translation.warnings.empty()) json["warnings"] = line.translation.warnings;
  return replace_controls(json.dump(-1, ' ', false, Json::error_handler_t::replace), json_escape) +
         "\n";
}

}  // namespace

NBestEntry n_best_entry(std::int64_t number, const Candidate& candidate) {
  NBestEntry entry = {.line = number - 1,
                      .text = candidate.text,
                      .features = format("F0= {:.6g}", candidate.log_probability),
                      .score = format("{:.6g}", candidate.score)};
  if (candidate.links || candidate.attention) entry.alignment = alignment_text(candidate);
  return entry;
}

std::vector<TextRange> in_characters(std::string_view text, std::span<const TextRange> ranges) {
  std::size_t byte = 0, character = 0;
  const auto characters_before = [&](std::size_t place) {
    for (; byte < place; ++byte) character += is_continuation(text[byte]) ? 0 : 1;
    return character;
  };
  std::vector<TextRange> counted;
  for (const TextRange range : ranges) {
    const std::size_t begin = characters_before(range.begin);
    counted.push_back({begin, characters_before(range.end)});
  }
  return counted;
}

std::string on_one_line(std::string_view text) {
  return replace_controls(text, [](std::string_view) { return ' '; });
}

std::string format_translation(const AnsweredLine& line, OutputFormat output_format,
                               const Tokenizer& target) {
  switch (output_format) {
    case OutputFormat::n_best:
      return n_best_lines(line);
    case OutputFormat::json:
      return json_line(line, target);
    case OutputFormat::tsv:
      return tsv_lines(line);
    default:
      return on_one_line(line.translation.text()) +
             alignment_field(line.translation.candidates.front(), " ||| ") + "\n";
  }
}

std::int64_t answered_number(std::string_view output_line, OutputFormat output_format) {
  const bool moses = output_format == OutputFormat::n_best;
  if (!moses && output_format != OutputFormat::tsv) return 0;
  std::int64_t number = 0;
  const char* end = output_line.data() + output_line.size();
  const auto [rest, failed] = std::from_chars(output_line.data(), end, number);
  const std::string_view mark = moses ? " ||| " : "\t";
  if (failed != std::errc() || number < (moses ? 0 : 1)) return 0;
  if (!std::string_view(rest, static_cast<std::size_t>(end - rest)).starts_with(mark)) return 0;
  return moses ? number + 1 : number;
}

}  // namespace nmt
