// Talks HTTP to a server on a port of its own.
#include "serve/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <thread>

#include "base/error.h"
#include "base/format.h"
#include "base/log.h"
#include "serve/serving.h"

namespace nmt {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

ServeSettings on_free_port(ServeSettings settings = {}) {
  settings.port = 0;
  return settings;
}

// A server that runs while this lives.
struct Running : Serving {
  Server server;

  explicit Running(const Seq2Seq& model, const ServeSettings& with = {}, int threads = 2)
      : Serving(model, on_free_port(with), threads), server(api, settings) {}
  httplib::Client client() const { return httplib::Client("127.0.0.1", server.port()); }
};

class ServerTest : public testing::Test {
 protected:
  ServerTest() { set_log_level(LogLevel::quiet); }
  ~ServerTest() override { set_log_level(LogLevel::normal); }

  const FakeModel model_ = copy_model(kVocabulary);
};

httplib::Result translate(httplib::Client& client, const std::string& text) {
  return client.Post("/translate", body_of(text), "application/json");
}

TEST_F(ServerTest, AnswersEveryPath) {
  Running running(model_);
  httplib::Client client = running.client();
  client.set_keep_alive(true);
  const auto translated = translate(client, "w1 w2");
  ASSERT_TRUE(translated);
  EXPECT_EQ(translated->status, 200);
  EXPECT_EQ(Json::parse(translated->body).at("translatedText"), "W1 W2");
  EXPECT_FALSE(translated->has_header("Access-Control-Allow-Origin"));
  const auto form = client.Post("/translate", httplib::Params{{"q", "w3 w4"}});
  ASSERT_TRUE(form);
  EXPECT_EQ(Json::parse(form->body).at("translatedText"), "W3 W4");
  const auto scored =
      client.Post("/score", R"({"source": "w1", "target": "W1"})", "application/json");
  ASSERT_TRUE(scored);
  EXPECT_EQ(scored->status, 200);
  for (const char* path : {"/", "/health", "/languages", "/metrics"}) {
    const auto reply = client.Get(path);
    ASSERT_TRUE(reply) << path;
    EXPECT_EQ(reply->status, 200) << path;
  }
  const auto head = client.Head("/health");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
  const auto metrics = client.Get("/metrics");
  EXPECT_THAT(metrics->body,
              HasSubstr("nmt_requests_total{path=\"/translate\",status=\"200\"} 2\n"));
}

TEST_F(ServerTest, RefusesWhatItDoesNotKnow) {
  Running running(model_);
  httplib::Client client = running.client();
  for (const std::string& path : {std::string("/x"), "/" + std::string(7000, 'x')}) {
    const auto reply = client.Get(path);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 404);
    EXPECT_TRUE(Json::parse(reply->body).contains("error"));
    const auto posted = client.Post(path, "{}", "application/json");
    ASSERT_TRUE(posted);
    EXPECT_EQ(posted->status, 404);
  }
  EXPECT_EQ(client.Get("/" + std::string(9000, 'x'))->status, 414);
  EXPECT_EQ(client.Get("/translate")->status, 405);
  EXPECT_EQ(client.Get("/translate")->get_header_value("Allow"), "POST");
  EXPECT_EQ(client.Put("/translate", "{}", "application/json")->status, 405);
  EXPECT_EQ(client.Delete("/translate")->status, 405);
  EXPECT_EQ(client.Options("/translate")->status, 405);
  EXPECT_EQ(client.Post("/translate", "{", "application/json")->status, 400);
  EXPECT_EQ(client.Post("/translate", "--x", "multipart/form-data; boundary=y")->status, 400);
  EXPECT_THAT(running.client().Get("/metrics")->body,
              HasSubstr("nmt_requests_total{path=\"other\",status=\"404\"} 4\n"));
}

TEST_F(ServerTest, ReadsPartsAndGivesFiles) {
  Running running(model_, {.max_body_bytes = 2000});
  httplib::Client client = running.client();
  httplib::MultipartFormDataItems items = {{"q", "w1", "", ""}, {"target", "x", "", ""}};
  const auto text = client.Post("/translate", items);
  ASSERT_TRUE(text);
  EXPECT_EQ(Json::parse(text->body), Json::parse(R"({"translatedText": "W1"})"));
  // As LibreTranslate does, fields of the query go with those of a form.
  const auto query = client.Post("/translate?q=w1+w2&alternatives=1", "", "");
  EXPECT_EQ(Json::parse(query->body).at("alternatives").size(), 1u);
  const auto both = client.Post("/translate?alternatives=1", httplib::Params{{"q", "w3"}});
  EXPECT_EQ(Json::parse(both->body).at("translatedText"), "W3");
  EXPECT_EQ(Json::parse(both->body).at("alternatives").size(), 1u);
  const auto json = client.Post("/translate?alternatives=1", body_of("w3"), "application/json");
  EXPECT_FALSE(Json::parse(json->body).contains("alternatives"));
  items = {{"file", "w1 w2\n", "a.txt", "text/plain"}};
  const auto file = client.Post("/translate_file", items);
  ASSERT_TRUE(file);
  const std::string url = Json::parse(file->body).at("translatedFileUrl"),
                    origin = format("http://127.0.0.1:{}", running.server.port());
  ASSERT_TRUE(url.starts_with(origin + "/download_file/")) << url;
  const auto got = client.Get(url.substr(origin.size()));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->body, "W1 W2\n");
  EXPECT_EQ(got->get_header_value("Content-Disposition"), "attachment; filename=\"a.txt\"");
  // Many small parts take room too.
  httplib::MultipartFormDataItems many(100, {"q", "", "", ""});
  EXPECT_EQ(client.Post("/translate", many)->status, 413);
  items = {{"q", std::string(3000, 'w'), "", ""}};
  EXPECT_EQ(client.Post("/translate", items)->status, 413);
}

TEST_F(ServerTest, RefusesABodyThatIsTooLong) {
  Running running(model_, {.max_body_bytes = 20'000, .max_characters = 100'000});
  httplib::Client client = running.client();
  client.set_keep_alive(true);
  std::string text = "w1";
  while (text.size() < 15'000) text += " w" + std::to_string(text.size() % kWords);
  EXPECT_EQ(translate(client, text)->status, 200);
  // A form has the same limit, not the library's.
  const auto form = client.Post("/translate", "q=" + text, "application/x-www-form-urlencoded");
  EXPECT_EQ(Json::parse(form->body).at("translatedText"), upper(text));
  const auto refused = translate(client, text + text);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 413);
  EXPECT_EQ(Json::parse(refused->body).at("error"),
            "the body is longer than 20000 bytes; send less");
  EXPECT_EQ(translate(client, "w1")->status, 200);
  // Without a length said before.
  const auto chunked = running.client().Post(
      "/translate",
      [&](std::size_t, httplib::DataSink& sink) {
        sink.os << text << text;
        sink.done();
        return true;
      },
      "application/json");
  if (chunked) {
    EXPECT_EQ(chunked->status, 413);
  }
  EXPECT_EQ(translate(client, "w1")->status, 200);
}

TEST_F(ServerTest, AnswersManyClientsRightAndCompletely) {
  const FakeModel model = copy_model(kVocabulary);
  Running running(model);
  std::atomic<int> right = 0;
  std::vector<std::thread> clients;
  for (int c = 0; c < 8; ++c)
    clients.emplace_back([&, c] {
      httplib::Client client = running.client();
      client.set_keep_alive(true);
      Random random(static_cast<std::uint64_t>(c));
      for (int i = 0; i < 25; ++i) {
        std::string text;
        for (std::uint64_t n = random.below(30); n > 0; --n)
          text += (text.empty()           ? "w"
                   : random.below(9) == 0 ? "\nw"
                                          : " w") +
                  std::to_string(random.below(kWords));
        const auto reply = translate(client, text);
        if (reply && reply->status == 200 &&
            Json::parse(reply->body).at("translatedText") == upper(text))
          ++right;
      }
    });
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(right, 200);
}

TEST_F(ServerTest, PutsTheSentencesOfWaitingClientsTogether) {
  Gate gate;
  const FakeModel model = gated_model(gate);
  Running running(model, {}, 1);
  std::vector<std::thread> clients;
  const auto ask = [&](int word) {
    clients.emplace_back([&running, word] {
      httplib::Client client = running.client();
      const auto reply = translate(client, "w" + std::to_string(word));
      ASSERT_TRUE(reply);
      EXPECT_EQ(Json::parse(reply->body).at("translatedText"), "W" + std::to_string(word));
    });
  };
  ask(0);
  gate.await_somebody();
  for (int word = 1; word <= 8; ++word) ask(word);
  while (running.models.waiting() < 8) std::this_thread::yield();
  gate.open();
  for (std::thread& client : clients) client.join();
  const std::string metrics = running.client().Get("/metrics")->body;
  EXPECT_THAT(metrics, HasSubstr("nmt_sentences_total 9\n"));
  EXPECT_THAT(metrics, HasSubstr("nmt_batches_total 2\n"));
}

TEST_F(ServerTest, FinishesWhatRunsWhenItStops) {
  Gate gate;
  const FakeModel model = gated_model(gate);
  Running running(model, {}, 1);
  std::vector<std::thread> clients;
  std::atomic<int> answered = 0;
  const auto ask = [&] {
    clients.emplace_back([&] {
      httplib::Client client = running.client();
      const auto reply = translate(client, "w1");
      if (reply && reply->status == 200) ++answered;
    });
  };
  ask();
  gate.await_somebody();
  for (int i = 0; i < 3; ++i) ask();
  while (running.models.waiting() < 3) std::this_thread::yield();
  std::thread stopping([&] { running.server.stop(); });
  // Nobody new comes in.
  while (running.client().Get("/health")) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(answered, 0);
  gate.open();
  stopping.join();
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(answered, 4);
}

TEST_F(ServerTest, TellsThoseBeyondItsConnectionsToComeBack) {
  Gate gate;
  const FakeModel model = gated_model(gate);
  Running running(model, {.connections = 1}, 1);
  std::thread first([&] {
    httplib::Client client = running.client();
    EXPECT_EQ(translate(client, "w1")->status, 200);
  });
  gate.await_somebody();
  httplib::Client second = running.client();
  const auto refused = translate(second, "w2");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  EXPECT_EQ(refused->get_header_value("Retry-After"), "1");
  gate.open();
  first.join();
}

TEST_F(ServerTest, LetsOtherSitesInWhereItIsTold) {
  Running running(model_, {.cors_origin = "https://example.org"});
  httplib::Client client = running.client();
  EXPECT_EQ(client.Get("/health")->get_header_value("Access-Control-Allow-Origin"),
            "https://example.org");
  const auto asked = client.Options("/translate");
  EXPECT_EQ(asked->status, 204);
  EXPECT_EQ(asked->get_header_value("Access-Control-Allow-Headers"), "Content-Type");
}

TEST_F(ServerTest, SaysWhyItCannotListen) {
  Running running(model_);
  const auto parts_of = [&](ServeSettings settings) {
    try {
      const Server server(running.api, settings);
    } catch (const Error& error) {
      return error.parts();
    }
    return Error::Parts{.what = "it listens"};
  };
  const int port = running.server.port();
  const Error::Parts in_use = parts_of({.port = port});
  EXPECT_EQ(in_use.what, format("port {} of 127.0.0.1 is in use", port));
  EXPECT_EQ(in_use.where, format("--port {}", port));
  EXPECT_EQ(in_use.fix, "take another one, or any free one: --port 0");
  EXPECT_THAT(parts_of({.host = "192.0.2.1", .port = 0}).what,
              HasSubstr("cannot listen on 192.0.2.1"));
  EXPECT_EQ(parts_of({.host = "192.0.2.1", .port = 0}).where, "--host 192.0.2.1");
}

// A connection on which bytes are sent as they are.
class RawClient {
 public:
  explicit RawClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  }
  ~RawClient() { close(socket_); }
  void send(std::string_view text) const {
    EXPECT_EQ(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }
  // What comes up to the end, or until `count` answers have begun and the last one has its body.
  std::string answers(int count) const {
    std::string text;
    char part[4096];
    while (answers_in(text) < count || !text.ends_with("}\n")) {
      const ssize_t got = recv(socket_, part, sizeof(part), 0);
      if (got <= 0) break;
      text.append(part, static_cast<std::size_t>(got));
    }
    return text;
  }
  static int answers_in(const std::string& text) {
    int count = 0;
    for (std::size_t at = 0; (at = text.find("HTTP/1.1 ", at)) != std::string::npos; ++at) ++count;
    return count;
  }

 private:
  int socket_;
};

// What a server says to these bytes, and that it does not wait for more: the library's limit is 5 s.
std::string said_at_once(const Running& running, std::string_view sent) {
  const RawClient client(running.server.port());
  const auto began = std::chrono::steady_clock::now();
  client.send(sent);
  const std::string answer = client.answers(1);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(4)) << sent;
  return answer;
}

TEST_F(ServerTest, DoesNotWaitForABodyThatNobodySends) {
  Running running(model_);
  const std::string without = said_at_once(running, "POST /translate HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(without, testing::StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(without, HasSubstr("the body is empty; send JSON"));
  // The path and the method are known before the body comes, however its end is told.
  for (const char* end : {"", "Content-Length: 99\r\n", "Transfer-Encoding: chunked\r\n"}) {
    for (const char* method : {"POST", "PUT", "DELETE", "PATCH"})
      EXPECT_THAT(said_at_once(running, format("{} /nowhere HTTP/1.1\r\n{}\r\n", method, end)),
                  testing::StartsWith("HTTP/1.1 404 "))
          << method << end;
    EXPECT_THAT(said_at_once(running, format("PUT /translate HTTP/1.1\r\n{}\r\n", end)),
                testing::StartsWith("HTTP/1.1 405 "))
        << end;
    EXPECT_THAT(said_at_once(running, format("POST /health HTTP/1.1\r\n{}\r\n", end)),
                testing::StartsWith("HTTP/1.1 405 "))
        << end;
  }
  // Nor for one that it will not take.
  EXPECT_THAT(said_at_once(running, "POST /translate HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n{"),
              testing::StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(said_at_once(running, "POST /translate HTTP/1.1\r\nContent-Length: -1\r\n\r\n{}"),
              testing::StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(
      said_at_once(running, "POST /translate HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n{}"),
      testing::StartsWith("HTTP/1.1 501 "));
}

std::string post(const std::string& text) {
  const std::string body = body_of(text);
  return format("POST /translate HTTP/1.1\r\nContent-Length: {}\r\n\r\n{}", body.size(), body);
}

// A client need not wait for one answer before it asks the next.
TEST_F(ServerTest, AnswersRequestsThatCameTogether) {
  Running running(model_);
  const RawClient client(running.server.port());
  std::string sent;
  for (int word = 1; word <= 9; ++word) sent += post("w" + std::to_string(word));
  sent += "GET /health HTTP/1.1\r\n\r\n" + post("w10");
  client.send(sent);
  const std::string answers = client.answers(11);
  EXPECT_EQ(RawClient::answers_in(answers), 11);
  std::size_t at = 0;
  for (int word = 1; word <= 10; ++word) {
    const std::size_t found = answers.find("\"W" + std::to_string(word) + "\"", at);
    ASSERT_NE(found, std::string::npos) << word << "\n" << answers;
    at = found;
  }
  // A request without a body is followed by the next one.
  const RawClient second(running.server.port());
  second.send("POST /translate HTTP/1.1\r\n\r\n" + post("w7"));
  EXPECT_THAT(second.answers(2), HasSubstr("\"W7\""));
}

// What follows a body that was not read is no request: the connection ends.
TEST_F(ServerTest, TakesNoBodyForARequest) {
  Running running(model_);
  const RawClient client(running.server.port());
  const std::string inner = "GET /health HTTP/1.1\r\n\r\n";
  client.send(
      format("POST /nowhere HTTP/1.1\r\nContent-Length: {}\r\n\r\n{}", inner.size(), inner));
  const std::string answers = client.answers(2);
  EXPECT_EQ(RawClient::answers_in(answers), 1) << answers;
  EXPECT_THAT(answers, HasSubstr("Connection: close"));
  const RawClient second(running.server.port());
  second.send(format("GET /health HTTP/1.1\r\nContent-Length: {}\r\n\r\n{}", inner.size(), inner));
  EXPECT_EQ(RawClient::answers_in(second.answers(2)), 1);
}

TEST_F(ServerTest, LogsTheReasonThatTheClientGot) {
  Running running(model_);
  httplib::Client client = running.client();
  set_log_level(LogLevel::normal);
  testing::internal::CaptureStderr();
  EXPECT_EQ(client.Post("/translate", "{", "application/json")->status, 400);
  EXPECT_EQ(client.Get("/nowhere")->status, 404);
  EXPECT_EQ(translate(client, "w1")->status, 200);
  EXPECT_EQ(client.Get("/" + std::string(9000, 'x'))->status, 414);
  running.server.stop();
  const std::string log = testing::internal::GetCapturedStderr();
  set_log_level(LogLevel::quiet);
  EXPECT_THAT(log,
              testing::ContainsRegex("POST /translate 400 [0-9.]+ ms: the body is not valid JSON"));
  EXPECT_THAT(log, testing::ContainsRegex("GET /nowhere 404 [0-9.]+ ms: there is no such path"));
  EXPECT_THAT(log, testing::ContainsRegex("POST /translate 200 [0-9.]+ ms\n"));
  EXPECT_THAT(log, HasSubstr("the path is too long"));
}

TEST_F(ServerTest, SurvivesWhatIsNoHttp) {
  Running running(model_);
  for (const std::string_view sent : {"\r\n\r\n", "GET\r\n\r\n", "BREW / HTTP/1.1\r\n\r\n",
                                      "POST /translate HTTP/1.1\r\nContent-Length: 99\r\n\r\n{",
                                      "POST /translate HTTP/1.1\r\nContent-Length: -1\r\n\r\n{}"}) {
    RawClient(running.server.port()).send(sent);
  }
  httplib::Client client = running.client();
  EXPECT_EQ(translate(client, "w1")->status, 200);
}

TEST(AwaitStart, EndsWhereTheServerDoesBeforeItIsSeenRunning) {
  std::atomic<bool> has_ended = false;
  std::atomic<int> looks = 0;
  std::thread server([&] {
    while (looks < 3) std::this_thread::yield();
    has_ended = true;
  });
  EXPECT_FALSE(await_start([&] { return ++looks < 0; }, has_ended));
  server.join();
  EXPECT_TRUE(await_start([] { return true; }, has_ended));
}

}  // namespace
}  // namespace nmt
