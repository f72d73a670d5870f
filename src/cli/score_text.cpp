#include "cli/score_text.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/format.h"

namespace nmt {
namespace {

double shown(const PairScore& score) {
  return score.kind == PairScore::Kind::too_long ? std::numeric_limits<double>::quiet_NaN()
                                                 : score.score.log_probability;
}

// The same number for nlohmann, which writes as many digits as a double needs.
nlohmann::ordered_json number(double score) {
  if (!std::isfinite(score)) return nullptr;
  return std::strtod(score_digits(score).c_str(), nullptr);
}

}  // namespace

std::string score_digits(double score) { return format("{}", static_cast<float>(score)); }

std::string ScoreText::heading() const {
  if (format_ != "tsv") return "";
  return std::string("line\tlog_probability\ttokens\twords") +
         (detail_ == Detail::tokens ? "\ttoken_log_probabilities\n" : "\n");
}

std::string ScoreText::token_list(const PairScore& score) const {
  auto list = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < score.score.tokens.size(); ++i)
    list.push_back({target_->piece(score.ids[i]), number(score.score.tokens[i])});
  return list.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string ScoreText::json(std::int64_t line, const PairScore& score) const {
  nlohmann::ordered_json object;
  object["line"] = line;
  object["log_probability"] = number(shown(score));
  object["tokens"] = score.score.tokens.size();
  object["words"] = score.words;
  if (detail_ == Detail::tokens) {
    auto list = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < score.score.tokens.size(); ++i)
      list.push_back({{"token", target_->piece(score.ids[i])},
                      {"log_probability", number(score.score.tokens[i])}});
    object["token_scores"] = std::move(list);
  }
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string ScoreText::line(std::int64_t number, const PairScore& score) const {
  if (format_ == "json") return json(number, score);
  const std::string tokens = detail_ == Detail::tokens ? token_list(score) : "";
  if (format_ == "tsv")
    return format("{}\t{}\t{}\t{}{}\n", number, score_digits(shown(score)),
                  score.score.tokens.size(), score.words,
                  detail_ == Detail::tokens ? "\t" + tokens : "");
  return format("{}{}{}\n", score_digits(shown(score)), tokens.empty() ? "" : "\t", tokens);
}

}  // namespace nmt
