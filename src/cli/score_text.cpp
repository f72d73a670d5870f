#include "cli/score_text.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "base/format.h"

namespace nmt {
namespace {

double shown(const PairScore& score) {
  return score.kind == PairScore::Kind::too_long ? std::numeric_limits<double>::quiet_NaN()
                                                 : score.score.log_probability;
}

}  // namespace

std::string ScoreText::heading() const {
  if (format_ != "tsv") return "";
  return std::string("line\tlog_probability\ttokens\twords") +
         (detail_ == Detail::tokens ? "\ttoken_log_probabilities\n" : "\n");
}

// `piece:log p` one after the other.
std::string ScoreText::token_list(const PairScore& score) const {
  std::string list;
  for (std::size_t i = 0; i < score.score.tokens.size(); ++i)
    list +=
        format("{}{}:{}", i == 0 ? "" : " ", target_->piece(score.ids[i]), score.score.tokens[i]);
  return list;
}

std::string ScoreText::json(std::int64_t number, const PairScore& score) const {
  nlohmann::ordered_json object;
  object["line"] = number;
  // NaN is written as null.
  object["log_probability"] = shown(score);
  object["tokens"] = score.score.tokens.size();
  object["words"] = score.words;
  if (detail_ == Detail::tokens) {
    auto list = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < score.score.tokens.size(); ++i)
      list.push_back(
          {{"token", target_->piece(score.ids[i])}, {"log_probability", score.score.tokens[i]}});
    object["token_scores"] = std::move(list);
  }
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string ScoreText::line(std::int64_t number, const PairScore& score) const {
  if (format_ == "json") return json(number, score);
  const std::string tokens = detail_ == Detail::tokens ? token_list(score) : "";
  if (format_ == "tsv")
    return format("{}\t{}\t{}\t{}{}\n", number, shown(score), score.score.tokens.size(),
                  score.words, detail_ == Detail::tokens ? "\t" + tokens : "");
  return format("{}{}{}\n", shown(score), tokens.empty() ? "" : "\t", tokens);
}

}  // namespace nmt
