// What other programs read are the very numbers.
#include "attend/attention_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "attend/sample_views.h"
#include "model_variants.h"

namespace nmt {
namespace {

using Json = nlohmann::json;

const std::vector<TokenId> kSource = {5, 9, 4, 17, kEnd};
const std::vector<TokenId> kTarget = {7, 3, kEnd};
const PairTokens kTokens = {{"s0", "s1", "s2", "s3", "</s>"}, {"t0", "t1", "</s>"}};

TEST(AttentionJson, HasEveryWeightOfEveryMap) {
  for (const ModelVariant& one : model_variants()) {
    const auto model = one.build();
    const ObservedPair pair(*model, kSource, kTarget);
    const std::vector<AttentionView> views = attention_views(pair, kTokens);
    const Json json = Json::parse(attention_json(views, kTokens, std::nullopt));
    EXPECT_EQ(json.at("source"), Json(kTokens.source));
    EXPECT_EQ(json.at("target"), Json(kTokens.target));
    EXPECT_FALSE(json.contains("steps"));
    ASSERT_EQ(json.at("maps").size(), views.size()) << one.name;
    for (std::size_t i = 0; i < views.size(); ++i) {
      const Json& map = json.at("maps").at(i);
      EXPECT_EQ(map.at("name"), view_name(views[i]));
      EXPECT_EQ(map.at("part"), views[i].part);
      EXPECT_EQ(map.at("layer"), views[i].layer);
      EXPECT_EQ(map.at("rows"), Json(views[i].queries));
      EXPECT_EQ(map.at("columns"), Json(views[i].keys));
      ASSERT_EQ(map.at("weights").size(), views[i].queries.size());
      for (std::size_t q = 0; q < views[i].queries.size(); ++q) {
        const Json& row = map.at("weights").at(q);
        ASSERT_EQ(row.size(), views[i].keys.size());
        for (std::size_t k = 0; k < views[i].keys.size(); ++k) {
          if (!views[i].sees(static_cast<int>(q), static_cast<int>(k)))
            EXPECT_TRUE(row.at(k).is_null());
          else
            EXPECT_EQ(row.at(k).get<float>(), views[i].weights[q * views[i].keys.size() + k]);
        }
      }
    }
  }
}

TEST(AttentionJson, NumbersHeadsFromOneAndNoneIsTheMean) {
  AttentionView view = small_view();
  const auto head = [&] {
    return Json::parse(attention_json({&view, 1}, kTokens, std::nullopt))
        .at("maps")
        .at(0)
        .at("head");
  };
  EXPECT_TRUE(head().is_null());
  view.head = 2;
  EXPECT_EQ(head(), 2);
  view.head = 0;
  view.heads = 1;
  EXPECT_EQ(head(), 1);
}

TEST(AttentionJson, HasTheNumbersOfARow) {
  for (const ModelVariant& one : model_variants()) {
    const auto model = one.build();
    const ObservedPair pair(*model, kSource, kTarget);
    if (pair.places().empty()) continue;
    const QuerySteps steps = pair.steps(static_cast<int>(pair.places().size()) - 1, 1, 1);
    const RowOfSteps row = {.position = 1,
                            .view = "cross-attention",
                            .queries = kTokens.target,
                            .keys = kTokens.source,
                            .steps = steps};
    const Json json = Json::parse(attention_json({}, kTokens, row)).at("steps");
    EXPECT_EQ(json.at("token"), "t1");
    EXPECT_EQ(json.at("score"), steps.score);
    EXPECT_EQ(json.at("formula"), steps.formula);
    EXPECT_EQ(json.at("query").get<std::vector<float>>(), steps.query);
    EXPECT_EQ(json.at("context").get<std::vector<float>>(), steps.context);
    EXPECT_EQ(json.contains("centre"), steps.centre.has_value()) << one.name;
    ASSERT_EQ(json.at("keys").size(), steps.keys.size());
    for (std::size_t k = 0; k < steps.keys.size(); ++k) {
      const Json& key = json.at("keys").at(k);
      EXPECT_EQ(key.at("position"), steps.keys[k].position);
      EXPECT_EQ(key.at("weight").get<float>(), steps.keys[k].weight);
      EXPECT_EQ(key.contains("key"), !steps.keys[k].key.empty());
    }
  }
}

}  // namespace
}  // namespace nmt
