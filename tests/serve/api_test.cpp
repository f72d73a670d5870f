#include "serve/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <thread>

#include "base/error.h"
#include "base/format.h"
#include "serve/serving.h"

namespace nmt {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

std::string error_of(const ApiReply& reply) { return json_of(reply).at("error"); }

class ApiTest : public testing::Test {
 protected:
  const FakeModel model_ = copy_model(kVocabulary);
  Serving serving_{model_};
};

TEST_F(ApiTest, TranslatesATextOrAList) {
  const ApiReply one = serving_.post("/translate", R"({"q": "w1 w2"})");
  EXPECT_EQ(one.status, 200);
  EXPECT_EQ(one.content_type, "application/json");
  EXPECT_EQ(json_of(one), Json::parse(R"({"translatedText": "W1 W2"})"));
  const ApiReply list = serving_.post(
      "/translate",
      R"({"q": ["w1", "", "w2 w3"], "source": "auto", "target": "x", "format": "text"})");
  EXPECT_EQ(json_of(list), Json::parse(R"({"translatedText": ["W1", "", "W2 W3"]})"));
  EXPECT_EQ(json_of(serving_.post("/translate", R"({"q": []})")),
            Json::parse(R"({"translatedText": []})"));
}

TEST_F(ApiTest, ReadsForms) {
  const std::string form = "application/x-www-form-urlencoded; charset=UTF-8";
  EXPECT_EQ(json_of(serving_.post("/translate", "q=w1+w2%20w3&source=en&alternatives=0", form)),
            Json::parse(R"({"translatedText": "W1 W2 W3"})"));
  EXPECT_EQ(json_of(serving_.post("/translate", "q=w1&q=w2", form)),
            Json::parse(R"({"translatedText": ["W1", "W2"]})"));
  // What curl -d says of any body.
  EXPECT_EQ(json_of(serving_.post("/translate", R"( {"q": "w1"})", form)),
            Json::parse(R"({"translatedText": "W1"})"));
  for (const auto& [bad, error] : std::map<std::string, std::string>{
           {"q=%", "the form ends within a % sequence"},
           {"q=%4", "the form ends within a % sequence"},
           {"q=%zz", "the form has a % without two hexadecimal digits after it"},
           {"%ff=1", "Invalid request: missing q parameter"}}) {
    const ApiReply reply = serving_.post("/translate", bad, form);
    EXPECT_EQ(reply.status, 400) << bad;
    EXPECT_EQ(error_of(reply), error) << bad;
  }
}

TEST_F(ApiTest, KeepsLinesAndJoinsPieces) {
  std::string line = "w0";
  for (int i = 1; i < 100; ++i) line += " w" + std::to_string(i % kWords);
  const std::string text = "w1\r\n\n" + line + "\nw2\n";
  EXPECT_EQ(json_of(serving_.post("/translate", body_of(text))).at("translatedText"),
            "W1\n\n" + upper(line) + "\nW2\n");
}

TEST_F(ApiTest, GivesAlternatives) {
  const Json one = json_of(serving_.post("/translate", R"({"q": "w1 w2", "alternatives": 2})"));
  EXPECT_EQ(one.at("translatedText"), "W1 W2");
  EXPECT_EQ(one.at("alternatives").size(), 2u);
  const Json list = json_of(serving_.post("/translate", R"({"q": ["w1"], "alternatives": 1})"));
  EXPECT_EQ(list.at("alternatives").at(0).size(), 1u);
}

TEST_F(ApiTest, TellsAlignmentAndAttention) {
  const Json aligned = json_of(serving_.post("/translate", R"({"q": "w1 w2", "alignment": true})"));
  const Json& sentence = aligned.at("sentences").at(0);
  EXPECT_EQ(sentence.at("source_tokens"), Json::parse(R"(["w1", "w2", "</s>"])"));
  const Json& candidate = sentence.at("candidates").at(0);
  EXPECT_EQ(candidate.at("text"), "W1 W2");
  EXPECT_EQ(candidate.at("target_tokens"), Json::parse(R"(["W1", "W2"])"));
  EXPECT_EQ(candidate.at("alignment"),
            Json::parse(R"([{"source": 0, "target": 0, "source_token": "w1", "target_token": "W1"},
                            {"source": 1, "target": 1, "source_token": "w2",
                             "target_token": "W2"}])"));
  EXPECT_LE(candidate.at("score"), 0);
  EXPECT_FALSE(candidate.contains("attention"));

  const Json seen = json_of(serving_.post("/translate", R"({"q": ["w1 w2"], "attention": true})"));
  const Json& with_map = seen.at("sentences").at(0).at(0).at("candidates").at(0);
  EXPECT_EQ(with_map.at("attention"), Json::parse("[[1, 0, 0], [0, 1, 0], [0, 0, 1]]"));
  EXPECT_EQ(with_map.at("target_tokens"), Json::parse(R"(["W1", "W2", "</s>"])"));
}

TEST_F(ApiTest, AlternativesAreThoseOfTheSettingWhereNoneAreAskedFor) {
  DecodingSettings decoding = Serving::decoding(2);
  decoding.n_best = 3;
  Serving three(model_, decoding, {});
  EXPECT_EQ(json_of(three.post("/translate", body_of("w1 w2"))).at("alternatives").size(), 2u);
  EXPECT_EQ(
      json_of(three.post("/translate", R"({"q": "w1", "alternatives": 1})")).at("alternatives"),
      json_of(serving_.post("/translate", R"({"q": "w1", "alternatives": 1})")).at("alternatives"));
  EXPECT_FALSE(json_of(three.post("/translate", R"({"q": "w1", "alternatives": 0})"))
                   .contains("alternatives"));
}

TEST_F(ApiTest, TellsOfEachLineWhatItsSettingsAskFor) {
  DecodingSettings decoding = Serving::decoding(2);
  decoding.alignment = "hard";
  decoding.confidence = true;
  Serving telling(model_, decoding, {});
  const Json one = json_of(telling.post("/translate", body_of("w1 w2\n\nw3")));
  ASSERT_EQ(one.at("lines").size(), 3u);
  EXPECT_EQ(one.at("lines").at(0).at("source"), "w1 w2");
  EXPECT_EQ(one.at("lines").at(0).at("translation"), "W1 W2");
  EXPECT_EQ(one.at("lines").at(0).at("alignment"), Json::parse("[[0, 0], [1, 1]]"));
  EXPECT_EQ(one.at("lines").at(0).at("words").at(1).at("word"), "W2");
  EXPECT_EQ(one.at("lines").at(1).at("translation"), "");
  EXPECT_EQ(one.at("lines").at(2).at("line"), 3);
  EXPECT_FALSE(one.contains("sentences"));
  const Json list =
      json_of(telling.post("/translate", R"({"q": ["w1", "w2"], "attention": true})"));
  EXPECT_EQ(list.at("lines").at(1).at(0).at("translation"), "W2");
  EXPECT_EQ(list.at("sentences").at(1).at(0).at("candidates").at(0).at("attention"),
            Json::parse("[[1, 0], [0, 1]]"));
  EXPECT_FALSE(json_of(serving_.post("/translate", body_of("w1"))).contains("lines"));
}

TEST_F(ApiTest, WhatIsKeptShowsInTheSentencesToo) {
  DecodingSettings decoding = Serving::decoding(2);
  decoding.keep = {"tag", "url"};
  Serving keeping(model_, decoding, {});
  const Json kept = json_of(keeping.post(
      "/translate", R"({"q": "w1 <b>w2</b> https://example.org/", "alignment": true})"));
  EXPECT_EQ(kept.at("translatedText"), "W1 <b>W2</b> https://example.org/");
  EXPECT_EQ(kept.at("sentences").at(0).at("candidates").at(0).at("text"),
            kept.at("translatedText"));
}

TEST_F(ApiTest, TellsWhereSentencesStand) {
  DecodingSettings decoding = Serving::decoding(2);
  decoding.keep = {"placeholder"};
  Serving keeping(model_, decoding, {});
  const Json answer =
      json_of(keeping.post("/translate", R"({"q": "w1\n é w2! {x} w3! ", "alignment": true})"));
  EXPECT_EQ(answer.at("sentences").size(), 3u);
  const Json& first = answer.at("sentences").at(0);
  EXPECT_EQ(first.at("line"), 1);
  EXPECT_EQ(first.at("source"), Json::parse("[0, 2]"));
  EXPECT_EQ(first.at("translation"), Json::parse("[0, 2]"));
  const Json& last = answer.at("sentences").at(2);
  EXPECT_EQ(last.at("line"), 2);
  EXPECT_EQ(last.at("source"), Json::parse("[7, 14]"));
  const std::string text = answer.at("translatedText"),
                    best = last.at("candidates").at(0).at("text");
  EXPECT_EQ(best.substr(0, 3), "{x}");
  const std::size_t begin = last.at("translation").at(0), end = last.at("translation").at(1);
  EXPECT_EQ(text.substr(3 + begin, end - begin), best);  // the translation is ASCII
}

TEST_F(ApiTest, ScoresPairs) {
  const Json right = json_of(serving_.post("/score", R"({"source": "w1", "target": "W1"})"));
  EXPECT_GT(right.at("log_probability"), -1e-3);
  ASSERT_EQ(right.at("tokens").size(), 2u);
  EXPECT_EQ(right.at("tokens").at(1).at("token"), "</s>");
  const Json list =
      json_of(serving_.post("/score", R"({"source": ["w1", "w2"], "target": ["W1", "W5"]})"));
  EXPECT_EQ(list.at("scores").at(0), right);
  EXPECT_LT(list.at("scores").at(1).at("log_probability"), -10);
}

TEST_F(ApiTest, TellsOfItself) {
  const Json health = json_of(serving_.get("/health"));
  EXPECT_EQ(health.at("status"), "ok");
  EXPECT_EQ(health.at("model"), "fake");
  EXPECT_EQ(health.at("max_alternatives"), 2);
  serving_.post("/translate", R"({"q": ["w1", "w2 w3"]})");
  const ApiReply metrics = serving_.get("/metrics");
  EXPECT_THAT(metrics.content_type, HasSubstr("text/plain; version=0.0.4"));
  EXPECT_THAT(metrics.body, HasSubstr("nmt_sentences_total 2\n"));
  EXPECT_THAT(metrics.body, HasSubstr("nmt_source_tokens_total 5\n"));
  EXPECT_THAT(metrics.body, HasSubstr("nmt_target_tokens_total 5\n"));
  const ApiReply page = serving_.get("/");
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(page.body, testing::StartsWith("<!doctype html>"));
  EXPECT_THAT(page.body, testing::EndsWith("</html>\n"));
  // Nothing comes from elsewhere.
  EXPECT_THAT(page.body, testing::Not(HasSubstr("http")));
}

TEST_F(ApiTest, KnowsItsLanguages) {
  EXPECT_EQ(json_of(serving_.get("/languages")).at(0).at("targets").at(0), "target");
  Serving german(model_, {.source_language = "en", .target_language = "de"});
  EXPECT_EQ(json_of(german.get("/languages")),
            Json::parse(R"([{"code": "en", "name": "English", "targets": ["de"]},
                            {"code": "de", "name": "German", "targets": []}])"));
  EXPECT_EQ(german.post("/translate", R"({"q": "w1", "source": "auto", "target": "de"})").status,
            200);
  const ApiReply french = german.post("/translate", R"({"q": "w1", "target": "fr"})");
  EXPECT_EQ(french.status, 400);
  EXPECT_EQ(error_of(french), "fr is not supported");
}

TEST_F(ApiTest, RefusesUnknownPathsAndMethods) {
  EXPECT_EQ(serving_.get("/translations").status, 404);
  EXPECT_THAT(error_of(serving_.get("/translations")), HasSubstr("there is no such path"));
  const ApiReply wrong = serving_.get("/translate");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(error_of(wrong), "/translate takes POST, not GET");
  EXPECT_THAT(wrong.headers, testing::Contains(testing::Pair("Allow", "POST")));
  EXPECT_EQ(serving_.post("/health", "").status, 405);
}

TEST_F(ApiTest, RefusesBodiesInPlainWords) {
  const auto error = [&](const std::string& path, const std::string& body) {
    const ApiReply reply = serving_.post(path, body);
    EXPECT_EQ(reply.status, 400) << body;
    return error_of(reply);
  };
  EXPECT_THAT(error("/translate", ""), HasSubstr("the body is empty"));
  EXPECT_EQ(error("/translate", R"({"q": "w1")"), "the body is not valid JSON, at byte 11");
  EXPECT_EQ(error("/translate", "{\"q\": \"\xe2\x82\""), "the body is not valid JSON, at byte 10");
  EXPECT_THAT(error("/translate", std::string(100'000, '[')), HasSubstr("not valid JSON"));
  EXPECT_THAT(error("/translate", "[]"), HasSubstr("no JSON object"));
  EXPECT_EQ(error("/translate", "{}"), "Invalid request: missing q parameter");
  EXPECT_EQ(error("/translate", R"({"q": null})"), "Invalid request: missing q parameter");
  EXPECT_EQ(error("/translate", R"({"q": 7})"), "q is neither a text nor a list of texts");
  EXPECT_EQ(error("/translate", R"({"q": ["w1", 7]})"), "q[1] is not a text; its type is number");
  EXPECT_EQ(error("/translate", R"({"q": [null, "w1"]})"), "q[0] is not a text; its type is null");
  EXPECT_EQ(error("/translate", R"({"q": ["w1", ["w2"]]})"),
            "q[1] is not a text; its type is array");
  EXPECT_EQ(error("/score", R"({"source": ["w1"], "target": [true]})"),
            "target[0] is not a text; its type is boolean");
  // As JSON has it, a control character in a string is escaped.
  EXPECT_EQ(error("/translate", std::string("{\"q\": \"w1\0\"}", 12)),
            "the body is not valid JSON, at byte 10");
  EXPECT_THAT(error("/translate", R"({"q": "w1", "format": "xml"})"),
              HasSubstr("xml format is not supported"));
  EXPECT_EQ(error("/translate", R"({"q": "w1", "alternatives": 3})"),
            "alternatives is 3; this server gives 0 to 2");
  EXPECT_THAT(error("/translate", R"({"q": "w1", "alternatives": -1})"), HasSubstr("is -1"));
  for (const char* number : {"1.5", "99999999999", "\"one\"", "[]", "true"})
    EXPECT_EQ(error("/translate", format(R"({{"q": "w1", "alternatives": {}}})", number)),
              "alternatives is not a whole number");
  EXPECT_EQ(error("/translate", R"({"q": "w1", "attention": "maybe"})"),
            "attention is neither true nor false");
  EXPECT_EQ(error("/translate", R"({"q": "w1", "target": ["de"]})"), "target is not a text");
  EXPECT_EQ(error("/score", R"({"source": "w1"})"), "Invalid request: missing target parameter");
  EXPECT_EQ(error("/score", R"({"source": ["w1", "w2"], "target": ["W1"]})"),
            "source has 2 texts and target 1; they must go in pairs");
  EXPECT_EQ(error("/score", R"({"source": "w1", "target": " "})"), "target is empty");
  EXPECT_EQ(error("/score", R"({"source": ["w1", "w2"], "target": ["W1", " "]})"),
            "target[1] is empty");
  EXPECT_EQ(serving_.post("/translate", "q=w1", "multipart/form-data; boundary=x").status, 400);
}

// A text that is none in part takes nobody along: its wrong part is replaced, as in a file.
TEST_F(ApiTest, WhatIsNoTextIsReplacedWithAWarningForThatTextOnly) {
  const std::string warning = "line 1: byte 4 is not UTF-8; what is wrong was replaced by U+FFFD";
  for (const char* wrong :
       {R"(\ud800)", R"(\uDFFF)", R"(\ud83d\u0041)", "\xff", "\xe2\x82", "\xed\xa0\x80"}) {
    const std::string list = format(R"({{"q": ["w1", "w2 {}", "w3"]}})", wrong);
    const ApiReply reply = serving_.post("/translate", list);
    ASSERT_EQ(reply.status, 200) << reply.body;
    const Json answer = json_of(reply);
    EXPECT_EQ(answer.at("translatedText").at(0), "W1");
    EXPECT_EQ(answer.at("translatedText").at(2), "W3");
    EXPECT_EQ(answer.at("warnings"), Json({Json::array(), {warning}, Json::array()})) << wrong;
    const Json one = json_of(serving_.post("/translate", format(R"({{"q": "w2 {}"}})", wrong)));
    EXPECT_EQ(one.at("warnings"), Json({warning}));
    EXPECT_EQ(one.at("translatedText"), answer.at("translatedText").at(1));
  }
  // What a text means is the same, whichever way it was wrong.
  const std::string form = "application/x-www-form-urlencoded";
  const ApiReply replaced = serving_.post("/translate", R"({"q": "w2 \ufffd"})");
  EXPECT_FALSE(json_of(replaced).contains("warnings"));
  const Json sent = json_of(serving_.post("/translate", "q=w2+%ff", form));
  EXPECT_EQ(sent.at("translatedText"), json_of(replaced).at("translatedText"));
  EXPECT_EQ(sent.at("warnings"), Json({warning}));
  EXPECT_EQ(json_of(serving_.post("/translate", "q=w2+\xff", form)), sent);
}

TEST_F(ApiTest, PairsOfSurrogatesAndOtherEscapesAreAsTheyWere) {
  DecodingSettings decoding = Serving::decoding(1);
  decoding.alignment = "hard";
  Serving telling(model_, decoding, {});
  const auto source = [&](const std::string& json) {
    const Json answer = json_of(telling.post("/translate", format(R"({{"q": "{}"}})", json)));
    return answer.at("lines").at(0).at("source").get<std::string>();
  };
  EXPECT_EQ(source(R"(\ud83d\ude00)"), "\U0001F600");
  EXPECT_EQ(source(R"(\ud83d\ud83d\ude00\ude00)"), "\uFFFD\U0001F600\uFFFD");
  EXPECT_EQ(source(R"(\\ud800 \" \\\ud800)"), "\\ud800 \" \\\uFFFD");
  EXPECT_EQ(source("\uFDD0 \uFFFE"), "\uFDD0 \uFFFE");
  EXPECT_EQ(source(R"(w1\u0000w2)"), std::string("w1\0w2", 5));
  EXPECT_EQ(telling.post("/translate", R"({"q": "\ud8)").status, 400);
  EXPECT_EQ(telling.post("/translate", R"({"q": "\)").status, 400);
  EXPECT_EQ(telling.post("/translate", R"({"q": "\ud83d\u)").status, 400);
}

TEST_F(ApiTest, ANulIsAControlCharacterLikeAnother) {
  const Json answer =
      json_of(serving_.post("/translate", R"({"q": ["w1", "w2 \u0000 w3", "w4 \u0001"]})"));
  const Json list =
      json_of(serving_.post("/translate", R"({"q": ["w1", "w2 \u0001 w3", "w4 \u0000"]})"));
  EXPECT_EQ(answer, list);
  EXPECT_FALSE(answer.contains("warnings"));
}

TEST_F(ApiTest, ScoresReplaceAndWarnToo) {
  const Json list = json_of(
      serving_.post("/score", R"({"source": ["w1", "w2 \ud800"], "target": ["W1", "W2 \ud800"]})"));
  EXPECT_FALSE(list.at("scores").at(0).contains("warnings"));
  EXPECT_EQ(list.at("scores").at(1).at("warnings"),
            Json({"byte 4 of the source is not UTF-8; what is wrong was replaced by U+FFFD",
                  "byte 4 of the target is not UTF-8; what is wrong was replaced by U+FFFD"}));
  const Json same =
      json_of(serving_.post("/score", R"({"source": "w2 \ufffd", "target": "W2 \ufffd"})"));
  EXPECT_EQ(list.at("scores").at(1).at("tokens"), same.at("tokens"));
}

// A list of other things in a field that nobody reads harms nobody.
TEST_F(ApiTest, FieldsOfOtherApisAreReadOver) {
  EXPECT_EQ(serving_.post("/translate", R"({"q": "w1", "options": [1, {"a": null}]})").status, 200);
}

TEST_F(ApiTest, HoldsItsLimits) {
  Serving strict(model_, {.max_characters = 10, .max_sentences = 2});
  EXPECT_EQ(error_of(strict.post("/translate", body_of("w1 w2 w3 w4"))),
            "q has 11 characters; this server takes 10");
  EXPECT_EQ(error_of(strict.post("/translate", R"({"q": ["w1", "w1 w2 w3 w4"]})")),
            "q[1] has 11 characters; this server takes 10");
  EXPECT_EQ(strict.post("/translate", body_of("ääääääääää")).status, 200);
  std::string halves;
  for (int i = 0; i < 100'000; ++i) halves += "\\ud800";
  EXPECT_EQ(error_of(serving_.post("/translate", format(R"({{"q": "{}"}})", halves))),
            "q has 100000 characters; this server takes 5000");
  EXPECT_EQ(strict.post("/translate", body_of("w1\n\n\nw2")).status, 200);
  EXPECT_EQ(error_of(strict.post("/translate", body_of("w1\nw2\nw3"))),
            "the request has more than 2 lines to translate; send several");
  EXPECT_EQ(error_of(strict.post("/score", R"({"source": ["w1", "w1", "w1"],
                                               "target": ["w1", "w1", "w1"]})")),
            "the request has 3 pairs; this server takes 2");
  std::string line = "W1";
  for (int i = 0; i < 70; ++i) line += " W1";
  EXPECT_EQ(error_of(serving_.post("/score", Json({{"source", "w1"}, {"target", line}}).dump())),
            "target has 72 tokens; this model scores at most 60");
}

// Looks nowhere.
struct BlindModel : FakeModel {
  BlindModel()
      : FakeModel(kVocabulary, [](const auto& source, const auto& prefix, TokenId token) {
          return token == source[std::min(prefix.size(), source.size() - 1)] ? 20.0 : 0.0;
        }) {}
  bool attends() const override { return false; }
};

// As the page asks, whatever the model is.
TEST(Api, AModelWithoutAttentionHasAMapOfZeros) {
  const BlindModel model;
  Serving serving(model);
  const Json answer = json_of(serving.post("/translate", R"({"q": "w1", "attention": true})"));
  const Json& candidate = answer.at("sentences").at(0).at("candidates").at(0);
  EXPECT_EQ(candidate.at("attention"), Json::parse("[[0, 0], [0, 0]]"));
  EXPECT_EQ(candidate.at("alignment").size(), 1u);
}

TEST(Api, SettingsThatNeedAttentionAreRefusedAtTheStart) {
  const BlindModel model;
  DecodingSettings decoding = Serving::decoding(1);
  decoding.copy_unknown = true;
  EXPECT_THROW(Serving(model, decoding, {}), Error);
  decoding.copy_unknown = false;
  decoding.coverage_penalty = 0.2;
  EXPECT_THROW(Serving(model, decoding, {}), Error);
}

TEST(Api, AnswersThatItIsTooLate) {
  Gate gate;
  const FakeModel model = gated_model(gate);
  Serving serving(model, {.timeout_seconds = 0.05}, 1);
  const ApiReply late = serving.post("/translate", body_of("w1"));
  EXPECT_EQ(late.status, 504);
  EXPECT_EQ(error_of(late), "there was no answer within 0.05 seconds; send less at once");
  gate.open();
}

TEST(Api, AnswersThatItIsFull) {
  Gate gate;
  const FakeModel model = gated_model(gate);
  Serving serving(model, {.queue_length = 1}, 1);
  std::thread first([&] { EXPECT_EQ(serving.post("/translate", body_of("w1")).status, 200); });
  gate.await_somebody();
  std::thread second([&] { EXPECT_EQ(serving.post("/translate", body_of("w2")).status, 200); });
  while (serving.models.waiting() < 1) std::this_thread::yield();
  const ApiReply full = serving.post("/translate", body_of("w3"));
  EXPECT_EQ(full.status, 503);
  EXPECT_EQ(error_of(full), "the queue of 1 sentences is full; try again in a moment");
  EXPECT_THAT(full.headers, testing::Contains(testing::Pair("Retry-After", "1")));
  gate.open();
  first.join();
  second.join();
}

TEST(Api, AFailureTakesNobodyAlong) {
  const FakeModel broken(kVocabulary, [](const auto& source, const auto&, TokenId token) {
    return source[0] == 8 ? std::nan("") : token == kEnd ? 20.0 : 0.0;
  });
  Serving serving(broken, {}, 1);
  const ApiReply failed = serving.post("/translate", R"({"q": ["w1", "w5", "w2"]})");
  EXPECT_EQ(failed.status, 500);
  EXPECT_THAT(error_of(failed), HasSubstr("not finite"));
  EXPECT_EQ(serving.post("/translate", body_of("w1")).status, 200);
}

}  // namespace
}  // namespace nmt
