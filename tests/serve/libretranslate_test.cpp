// The calls of LibreTranslate beyond those that translate texts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "serve/serving.h"
#include "serve/spec.h"

namespace nmt {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

std::string error_of(const ApiReply& reply) { return json_of(reply).at("error"); }

class LibreTranslate : public testing::Test {
 protected:
  ApiReply post_parts(const std::string& path, std::vector<RequestPart> parts) {
    return serving_.api.answer({.method = "POST",
                                .path = path,
                                .content_type = "multipart/form-data; boundary=x",
                                .parts = std::move(parts),
                                .origin = "http://here:1"});
  }
  ApiReply post_file(const std::string& name, const std::string& content) {
    return post_parts("/translate_file",
                      {{"source", "", "en"}, {"target", "", "de"}, {"file", name, content}});
  }

  const FakeModel model_ = copy_model(kVocabulary);
  const ServeSettings settings_ = {.source_language = "en", .target_language = "de"};
  Serving serving_{model_, settings_};
};

TEST_F(LibreTranslate, DetectsALanguage) {
  const Json guesses = json_of(serving_.post("/detect", R"({"q": "Wo ist der Hund?"})"));
  EXPECT_EQ(guesses.at(0).at("language"), "de");
  EXPECT_GT(guesses.at(0).at("confidence"), 90);
  EXPECT_LE(guesses.at(0).at("confidence"), 100);
  const std::string form = "application/x-www-form-urlencoded";
  EXPECT_EQ(json_of(serving_.post("/detect", "q=Where+is+the+dog%3F", form)).at(0).at("language"),
            "en");
  EXPECT_EQ(json_of(serving_.post("/detect", R"({"q": ["Ein Hund", "und"]})")).at(0).at("language"),
            "de");
  EXPECT_EQ(json_of(post_parts("/detect", {{"q", "", "The man and the dog"}})).at(0).at("language"),
            "en");
  EXPECT_EQ(error_of(serving_.post("/detect", "{}")), "Invalid request: missing q parameter");
}

TEST_F(LibreTranslate, CannotDetectAmongLanguagesThatNobodyNamed) {
  Serving unnamed(model_);
  const ApiReply reply = unnamed.post("/detect", R"({"q": "Hello"})");
  EXPECT_EQ(reply.status, 400);
  EXPECT_THAT(error_of(reply), HasSubstr("was not told its languages"));
}

TEST_F(LibreTranslate, TellsTheLanguageThatItFound) {
  const Json one = json_of(serving_.post("/translate", R"({"q": "w1", "source": "auto"})"));
  EXPECT_EQ(one.at("translatedText"), "W1");
  EXPECT_EQ(one.at("detectedLanguage").at("language"), "en");
  const Json list = json_of(
      serving_.post("/translate", R"({"q": ["w1", "w2"], "source": "auto", "target": "de"})"));
  EXPECT_EQ(list.at("detectedLanguage").size(), 2u);
  EXPECT_FALSE(json_of(serving_.post("/translate", R"({"q": "w1"})")).contains("detectedLanguage"));
}

// Only from English can it be translated, whatever it looks like.
TEST_F(LibreTranslate, FindsOnlyLanguagesThatItTranslatesFrom) {
  const Json german =
      json_of(serving_.post("/translate", R"({"q": "Wo ist der Hund?", "source": "auto"})"));
  EXPECT_EQ(german.at("detectedLanguage").at("language"), "en");
  EXPECT_LT(german.at("detectedLanguage").at("confidence"), 10);
}

TEST_F(LibreTranslate, ReadsMultipartForms) {
  EXPECT_EQ(json_of(post_parts("/translate", {{"q", "", "w1 w2"},
                                              {"source", "", "en"},
                                              {"target", "", "de"},
                                              {"alternatives", "", "0"}})),
            Json::parse(R"({"translatedText": "W1 W2"})"));
  EXPECT_EQ(json_of(post_parts("/translate", {{"q", "", "w1"}, {"q", "", "w2"}})),
            Json::parse(R"({"translatedText": ["W1", "W2"]})"));
  EXPECT_EQ(error_of(serving_.post("/translate", "x", "multipart/mixed")),
            "of multipart bodies only multipart/form-data is read");
}

TEST_F(LibreTranslate, TranslatesAFileByItsEnding) {
  const Json answer = json_of(post_file("texts/my words.TXT", "w1 w2\n\n w3\n"));
  const std::string url = answer.at("translatedFileUrl");
  EXPECT_THAT(url,
              testing::MatchesRegex("http://here:1/download_file/[0-9a-f]*\\.my_words\\.de\\.TXT"));
  const ApiReply file = serving_.get(url.substr(std::string("http://here:1").size()));
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.body, "W1 W2\n\n W3\n");
  EXPECT_EQ(file.content_type, "application/octet-stream");
  EXPECT_THAT(file.headers,
              testing::Contains(testing::Pair("Content-Disposition",
                                              "attachment; filename=\"my_words.de.TXT\"")));
  EXPECT_FALSE(answer.contains("warnings"));
}

TEST_F(LibreTranslate, TellsWhichFilesItCannotTranslate) {
  EXPECT_EQ(error_of(post_file("a.exe", "w1")), "Invalid request: file format not supported");
  EXPECT_EQ(error_of(post_file("txt", "w1")), "Invalid request: file format not supported");
  EXPECT_EQ(error_of(post_parts("/translate_file", {{"target", "", "de"}})),
            "Invalid request: missing file parameter");
  EXPECT_EQ(error_of(serving_.post("/translate_file", R"({"file": "a.txt"})")),
            "Invalid request: missing file parameter");
  EXPECT_EQ(
      error_of(post_parts("/translate_file",
                          {{"file", "a.txt", "w1"}, {"source", "", "en"}, {"target", "", "zz"}})),
      "zz is not supported");
  const ApiReply none = serving_.get("/download_file/0123456789abcdef.a.txt");
  EXPECT_EQ(none.status, 404);
  EXPECT_THAT(error_of(none), HasSubstr("there is no such file"));
  EXPECT_EQ(serving_.get("/download_file/../a.txt").status, 404);
}

TEST_F(LibreTranslate, TellsWhatIsDoubtfulInAFile) {
  DecodingSettings decoding = Serving::decoding(1);
  decoding.confidence = true;
  Serving doubting(model_, decoding, settings_);
  const ApiReply reply = doubting.api.answer({.method = "POST",
                                              .path = "/translate_file",
                                              .content_type = "multipart/form-data",
                                              .parts = {{"file", "a.md", "w1\n\nw2 w3 w3 w3\n"}}});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(json_of(reply).at("warnings"),
            Json::parse(R"(["line 3: the translation repeats 'W3' 3 times"])"));
}

TEST_F(LibreTranslate, TellsWhatIsWrongWithAFile) {
  const ApiReply reply = post_file("a.docx", "no archive");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(error_of(reply), "a.docx: it is no zip archive, as documents of this format are");
  EXPECT_EQ(error_of(post_file("a.md", "w1\nw2 \xff\n")), "a.md:2: invalid UTF-8: byte 0xFF");
  EXPECT_THAT(error_of(post_file("a.json", "{\"w1\": ")), testing::StartsWith("a.json:1"));
}

TEST_F(LibreTranslate, NamesFilesByThePublicAddress) {
  ServeSettings settings = settings_;
  settings.public_url = "https://translate.example.org/";
  Serving proxied(model_, settings);
  const ApiReply reply = proxied.api.answer({.method = "POST",
                                             .path = "/translate_file",
                                             .content_type = "multipart/form-data",
                                             .parts = {{"file", "a.txt", "w1"}}});
  EXPECT_THAT(std::string(json_of(reply).at("translatedFileUrl")),
              testing::StartsWith("https://translate.example.org/download_file/"));
}

TEST_F(LibreTranslate, TakesNoFilesWhereItIsTold) {
  ServeSettings settings = settings_;
  settings.max_files = 0;
  Serving without(model_, settings);
  const ApiReply reply = without.post("/translate_file", "");
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(error_of(reply), "Files translation are disabled on this server.");
  const Json told = json_of(without.get("/frontend/settings"));
  EXPECT_EQ(told.at("filesTranslation"), false);
  EXPECT_EQ(told.at("supportedFilesFormat"), Json::array());
  settings = settings_;
  settings.max_files_bytes = 3;
  Serving small(model_, settings);
  const ApiReply long_file = small.api.answer({.method = "POST",
                                               .path = "/translate_file",
                                               .content_type = "multipart/form-data",
                                               .parts = {{"file", "a.txt", "w1 w2"}}});
  EXPECT_EQ(long_file.status, 413);
  EXPECT_EQ(error_of(long_file), "the translated file is longer than 3 bytes");
}

TEST_F(LibreTranslate, TellsItsSettings) {
  const Json told = json_of(serving_.get("/frontend/settings"));
  EXPECT_EQ(told.at("charLimit"), settings_.max_characters);
  EXPECT_EQ(told.at("filesTranslation"), true);
  EXPECT_THAT(told.at("supportedFilesFormat"), testing::Contains(".txt"));
  EXPECT_EQ(told.at("language"), Json::parse(R"({"source": {"code": "auto", "name": "Auto Detect"},
                            "target": {"code": "de", "name": "German"}})"));
  EXPECT_EQ(json_of(Serving(model_).get("/frontend/settings")).at("language").at("target"),
            Json::parse(R"({"code": "target", "name": "target"})"));
}

TEST_F(LibreTranslate, AsksForAKeyWhereverItWorks) {
  ServeSettings settings = settings_;
  settings.api_keys = testing::TempDir() + "libretranslate_keys";
  settings.require_api_key = true;
  std::ofstream(settings.api_keys) << "secret\n";
  Serving locked(model_, settings);
  for (const char* path : {"/translate", "/translate_file", "/detect", "/score"})
    EXPECT_EQ(locked.post(path, R"({"q": "w1"})").status, 403) << path;
  EXPECT_EQ(locked.post("/detect", R"({"q": "w1", "api_key": "secret"})").status, 200);
  const Json told = json_of(locked.get("/frontend/settings"));
  EXPECT_EQ(told.at("apiKeys"), true);
  EXPECT_EQ(told.at("keyRequired"), true);
}

TEST_F(LibreTranslate, TakesNoSuggestions) {
  const ApiReply reply = serving_.post("/suggest", R"({"q": "w1", "s": "W2"})");
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(error_of(reply), "Suggestions are disabled on this server.");
}

// All that the description says there is, is there.
TEST_F(LibreTranslate, DescribesEachOfItsPaths) {
  const Json spec = json_of(serving_.get("/spec"));
  EXPECT_EQ(spec.at("info").at("version"), NMT_VERSION);
  int paths = 0;
  for (const auto& [path, methods] : spec.at("paths").items())
    for (const auto& [method, call] : methods.items()) {
      ++paths;
      const std::string upper_method = method == "get" ? "GET" : "POST";
      EXPECT_FALSE(Api::refusal(upper_method, path)) << path;
      EXPECT_FALSE(call.at("responses").empty());
    }
  EXPECT_EQ(paths, 11);
  EXPECT_EQ(serving_.post("/spec", "").status, 405);
}

TEST_F(LibreTranslate, ReferencesOfTheDescriptionLeadSomewhere) {
  const Json spec = Json::parse(api_spec());
  const auto check = [&](const auto& self, const Json& node) -> void {
    if (node.is_object() && node.contains("$ref")) {
      const std::string path = node.at("$ref");
      EXPECT_TRUE(spec.contains(Json::json_pointer(path.substr(1)))) << path;
    }
    for (const Json& child : node)
      if (child.is_structured()) self(self, child);
  };
  check(check, spec);
}

TEST_F(LibreTranslate, CountsFilesTogether) {
  serving_.api.count("/download_file/0123", 404, 0.001);
  EXPECT_THAT(serving_.get("/metrics").body,
              HasSubstr("nmt_requests_total{path=\"/download_file/\",status=\"404\"} 1\n"));
}

TEST_F(LibreTranslate, TranslatesHtml) {
  const Json one = json_of(serving_.post(
      "/translate", R"({"q": "<p>w1 <b>w2</b></p>", "format": "html", "alternatives": 1})"));
  EXPECT_EQ(one.at("translatedText"), "<p>W1 <b>W2</b></p>");
  EXPECT_EQ(one.at("alternatives"), Json::array());
  const Json list = json_of(serving_.post(
      "/translate", R"({"q": ["<i>w1</i>", "w2 &amp; w3"], "format": "html", "source": "auto"})"));
  EXPECT_EQ(list.at("translatedText").at(0), "<i>W1</i>");
  EXPECT_EQ(list.at("detectedLanguage").size(), 2u);
}

}  // namespace
}  // namespace nmt
