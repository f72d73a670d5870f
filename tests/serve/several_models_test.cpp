// One server for several languages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "serve/serving.h"

namespace nmt {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

// tr -> en -> de. Their words are the same, so that a text may go through both.
class SeveralModels : public testing::Test {
 protected:
  static std::vector<ServedModel> models(const Seq2Seq& model, const DecodingSettings& decoding) {
    std::vector<ServedModel> models = {Serving::served("tren", model, decoding, {}, {"tr", "en"}),
                                       Serving::served("ende", model, decoding, {}, {"en", "de"})};
    for (ServedModel& served : models)
      served.load = [&model, decoding, name = served.name](const Shared& shared) {
        return std::make_shared<Service>(
            model, Tokenizers{numbered_words("w", kWords), numbered_words("w", kWords), true},
            decoding, ServeSettings{}, shared, name);
      };
    return models;
  }
  Json answer(const std::string& body, int status = 200) {
    const ApiReply reply = serving_.post("/translate", body);
    EXPECT_EQ(reply.status, status) << reply.body;
    return json_of(reply);
  }

  // w1 becomes w2, w2 becomes w3 ...
  const FakeModel model_{kVocabulary, [](const auto& source, const auto& prefix, TokenId token) {
                           const TokenId read = source[std::min(prefix.size(), source.size() - 1)];
                           const TokenId next =
                               read == kEnd || read + 1 == kVocabulary ? kEnd : read + 1;
                           return token == next ? 20.0 : 0.0;
                         }};
  Serving serving_{models(model_, Serving::decoding(1)), {}};
};

TEST_F(SeveralModels, TranslateWhatTheyAreFor) {
  EXPECT_EQ(answer(R"({"q": "w1", "source": "tr", "target": "en"})"),
            Json::parse(R"({"translatedText": "w2"})"));
  EXPECT_EQ(answer(R"({"q": ["w1 w7"], "source": "EN", "target": "de"})"),
            Json::parse(R"({"translatedText": ["w2 w8"]})"));
}

TEST_F(SeveralModels, GoThroughALanguageBetween) {
  EXPECT_EQ(answer(R"({"q": ["w1 w2", "w3\nw4"], "source": "tr", "target": "de"})"),
            Json::parse(R"({"translatedText": ["w3 w4", "w5\nw6"], "pivots": ["en"]})"));
  const Json more = answer(
      R"({"q": "w1", "source": "tr", "target": "de", "alternatives": 2, "attention": true})");
  EXPECT_EQ(more.at("translatedText"), "w3");
  EXPECT_EQ(more.at("alternatives").size(), 2u);
  EXPECT_FALSE(more.contains("sentences"));  // no model has seen both sides
}

TEST_F(SeveralModels, TakeMarkupThroughALanguageBetween) {
  EXPECT_EQ(
      answer(R"({"q": "<p>w1 <b>w2</b></p>", "format": "html", "source": "tr", "target": "de"})"),
      Json::parse(R"({"translatedText": "<p>w3 <b>w4</b></p>", "pivots": ["en"]})"));
}

TEST_F(SeveralModels, TellOfEachWayWhatWentWrongThere) {
  EXPECT_EQ(
      answer("{\"q\": \"w1 \xff\", \"source\": \"tr\", \"target\": \"de\"}").at("warnings"),
      Json::parse(
          R"(["into en: line 1: byte 4 is not UTF-8; what is wrong was replaced by U+FFFD"])"));
}

TEST_F(SeveralModels, LimitWhatClientsSendAndNotWhatTheServerMakes) {
  DecodingSettings decoding = Serving::decoding(1);
  const ServeSettings settings = {.max_characters = 2, .max_sentences = 1};
  Serving small(models(model_, decoding), settings);
  // w9 becomes w10, which is too long for a client.
  EXPECT_EQ(json_of(small.post("/translate", R"({"q": "w9", "source": "tr", "target": "de"})")),
            Json::parse(R"({"translatedText": "w11", "pivots": ["en"]})"));
}

TEST_F(SeveralModels, MustBeToldTheLanguages) {
  EXPECT_EQ(answer(R"({"q": "w1", "target": "de"})", 400).at("error"),
            "Invalid request: missing source parameter");
  EXPECT_EQ(answer(R"({"q": "w1", "source": "en"})", 400).at("error"),
            "Invalid request: missing target parameter");
  EXPECT_EQ(answer(R"({"q": "w1", "source": "en", "target": "auto"})", 400).at("error"),
            "Invalid request: missing target parameter");
  EXPECT_EQ(answer(R"({"q": "w1", "source": "en", "target": "zz"})", 400).at("error"),
            "zz is not supported");
  EXPECT_EQ(answer(R"({"q": "w1", "source": "de", "target": "en"})", 400).at("error"),
            "English (en) is not available as a target language from German (de)");
  EXPECT_EQ(answer(R"({"q": "w1", "source": "auto", "target": "tr"})", 400).at("error"),
            "no language is translated into Turkish (tr)");
}

TEST_F(SeveralModels, AreListed) {
  EXPECT_EQ(json_of(serving_.get("/languages")),
            Json::parse(R"([{"code": "tr", "name": "Turkish", "targets": ["en", "de"]},
                            {"code": "en", "name": "English", "targets": ["de"]},
                            {"code": "de", "name": "German", "targets": []}])"));
  const Json health = json_of(serving_.get("/health"));
  EXPECT_EQ(health.at("model"), "tren, ende");
  EXPECT_EQ(health.at("models").at(1),
            Json::parse(R"({"name": "ende", "source": "en", "target": "de", "loaded": true})"));
}

TEST_F(SeveralModels, ScoreTheirOwnPairs) {
  const auto score = [&](const std::string& languages) {
    return serving_.post("/score", R"({"source": "w1", "target": "w2")" + languages + "}");
  };
  const ApiReply right = score(R"(, "source_language": "tr", "target_language": "en")");
  EXPECT_GT(json_of(right).at("log_probability"), -1e-3);
  EXPECT_THAT(score("").body, HasSubstr("missing source_language parameter"));
  EXPECT_THAT(score(R"(, "source_language": "tr", "target_language": "de")").body,
              HasSubstr("no model translates from Turkish (tr) into German (de) directly"));
}

// As many requests for both ways as there are threads, with room for one model: nobody waits for
// somebody who waits.
TEST_F(SeveralModels, ShareTheRoomOfOne) {
  const ServeSettings settings = {.models_in_memory = 1};
  Serving narrow(models(model_, Serving::decoding(1)), settings);
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t)
    threads.emplace_back([&, t] {
      const std::string source = t % 2 == 0 ? "tr" : "en";
      for (int i = 0; i < 5; ++i)
        EXPECT_EQ(json_of(narrow.post("/translate", R"({"q": "w1", "target": "de", "source": ")" +
                                                        source + "\"}"))
                      .at("translatedText"),
                  t % 2 == 0 ? "w3" : "w2");
    });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace nmt
