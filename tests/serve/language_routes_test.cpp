#include "serve/language_routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

LanguageRoutes::Model model(const std::string& source, const std::string& target) {
  return {.place = "models/" + source + target, .languages = {source, target}};
}

Error::Parts error_of(std::vector<LanguageRoutes::Model> models) {
  try {
    const LanguageRoutes routes(std::move(models));
  } catch (const Error& error) {
    return error.parts();
  }
  return {.what = "no error"};
}

TEST(LanguageRoutes, TakesTheFewestModels) {
  const LanguageRoutes routes({model("tr", "en"), model("en", "de"), model("de", "fr"),
                               model("en", "tr"), model("de", "en"), model("tr", "de")});
  EXPECT_THAT(routes.path("tr", "en"), ElementsAre(0));
  EXPECT_THAT(routes.path("tr", "de"), ElementsAre(5));
  EXPECT_THAT(routes.path("tr", "fr"), ElementsAre(5, 2));
  EXPECT_THAT(routes.path("en", "fr"), ElementsAre(1, 2));
  EXPECT_THAT(routes.pivots(routes.path("tr", "fr")), ElementsAre("de"));
  EXPECT_THAT(routes.pivots(routes.path("tr", "de")), IsEmpty());
  EXPECT_THAT(routes.path("fr", "en"), IsEmpty());
  EXPECT_THAT(routes.path("en", "en"), ElementsAre(1, 4));
}

TEST(LanguageRoutes, OfPathsAsShortTheModelNamedFirstLeads) {
  const LanguageRoutes routes(
      {model("tr", "fr"), model("tr", "en"), model("en", "de"), model("fr", "de")});
  EXPECT_THAT(routes.pivots(routes.path("tr", "de")), ElementsAre("fr"));
}

TEST(LanguageRoutes, GoesThroughSeveralLanguages) {
  const LanguageRoutes routes({model("c", "d"), model("b", "c"), model("a", "b"), model("d", "e")});
  EXPECT_THAT(routes.pivots(routes.path("a", "e")), ElementsAre("b", "c", "d"));
}

TEST(LanguageRoutes, ListsLanguages) {
  const LanguageRoutes routes({model("tr", "en"), model("en", "de")});
  EXPECT_THAT(routes.languages(), ElementsAre("tr", "en", "de"));
  EXPECT_THAT(routes.targets_of("tr"), ElementsAre("en", "de"));
  EXPECT_THAT(routes.targets_of("de"), IsEmpty());
  EXPECT_THAT(routes.sources_of("de"), ElementsAre("tr", "en"));
}

TEST(LanguageRoutes, FindsALanguageUnderItsOtherNames) {
  const LanguageRoutes routes(
      {model("en", "pt-BR"), model("en", "zh-Hans"), model("en", "zh-Hant")});
  EXPECT_EQ(routes.find("EN"), "en");
  EXPECT_EQ(routes.find("en-GB"), "en");
  EXPECT_EQ(routes.find("pt"), "pt-BR");
  EXPECT_EQ(routes.find("pb"), "pt-BR");
  EXPECT_EQ(routes.find("zh-hans"), "zh-Hans");
  EXPECT_EQ(routes.find("zt"), "zh-Hant");
  EXPECT_EQ(routes.find("zh"), "");  // which?
  EXPECT_EQ(routes.find("zz"), "");
  EXPECT_EQ(routes.find(""), "");
}

TEST(LanguageRoutes, TheOnlyModelNeedsNoLanguages) {
  const LanguageRoutes routes({model("", "")});
  EXPECT_FALSE(routes.known());
  EXPECT_THAT(routes.path("x", "y"), ElementsAre(0));
  EXPECT_THAT(routes.languages(), IsEmpty());
}

TEST(LanguageRoutes, RefusesModelsThatNobodyCouldChooseFrom) {
  const Error::Parts twice = error_of({model("tr", "en"), {"models/new", {"TR", "en"}}});
  EXPECT_EQ(twice.what, "two models translate from TR into en: models/tren and models/new");
  EXPECT_EQ(twice.where, "--model");
  const Error::Parts unknown = error_of({model("tr", "en"), {"models/x", {}}});
  EXPECT_EQ(unknown.what, "a model beside others does not say its languages");
  EXPECT_EQ(unknown.where, "models/x");
  EXPECT_THAT(unknown.fix, HasSubstr("languages: {source: en, target: tr}"));
}

}  // namespace
}  // namespace nmt
