#include "attend/attention_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace nmt {
namespace {

// Numbers are written as floats, in the fewest digits that give the same float again.
using Json = nlohmann::basic_json<nlohmann::ordered_map, std::vector, std::string, bool,
                                  std::int64_t, std::uint64_t, float>;

Json weights_json(const AttentionView& view) {
  Json rows = Json::array();
  const std::size_t columns = view.keys.size();
  for (std::size_t q = 0; q < view.queries.size(); ++q) {
    Json row = Json::array();
    for (std::size_t k = 0; k < columns; ++k)
      row.push_back(view.sees(static_cast<int>(q), static_cast<int>(k))
                        ? Json(view.weights[q * columns + k])
                        : Json());
    rows.push_back(std::move(row));
  }
  return rows;
}

Json view_json(const AttentionView& view) {
  return {{"name", view_name(view)},
          {"part", view.part},
          {"layer", view.layer},
          {"layers", view.layers},
          {"head", view.head == 0 && view.heads > 1 ? Json() : Json(std::max(1, view.head))},
          {"heads", view.heads},
          {"rows", view.queries},
          {"columns", view.keys},
          {"weights", weights_json(view)}};
}

Json steps_json(const RowOfSteps& row) {
  const QuerySteps& steps = row.steps;
  Json json = {{"name", row.view},
               {"position", row.position},
               {"token", row.queries[static_cast<std::size_t>(row.position)]},
               {"score", steps.score},
               {"formula", steps.formula},
               {"scale", steps.scale}};
  if (!steps.state.empty()) json["state"] = steps.state;
  json["query"] = steps.query;
  if (!steps.v.empty()) json["v"] = steps.v;
  if (steps.centre) {
    json["centre"] = *steps.centre;
    json["deviation"] = steps.deviation;
  }
  json["keys"] = Json::array();
  for (const QuerySteps::Key& key : steps.keys) {
    Json one = {{"position", key.position},
                {"token", row.keys[static_cast<std::size_t>(key.position)]}};
    if (!key.key.empty()) one["key"] = key.key;
    one["value"] = key.value;
    one["raw"] = key.raw;
    one["score"] = key.score;
    one["softmax"] = key.softmax;
    one["weight"] = key.weight;
    json["keys"].push_back(std::move(one));
  }
  json["context"] = steps.context;
  return json;
}

}  // namespace

std::string attention_json(std::span<const AttentionView> views, const PairTokens& tokens,
                           const std::optional<RowOfSteps>& row) {
  Json json = {{"source", tokens.source}, {"target", tokens.target}, {"maps", Json::array()}};
  for (const AttentionView& view : views) json["maps"].push_back(view_json(view));
  if (row) json["steps"] = steps_json(*row);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace nmt
