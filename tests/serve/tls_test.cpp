// HTTPS: what clients get, what those get who do not speak it, and which files are refused.
#include "serve/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/log.h"
#include "base/random.h"
#include "serve/connection.h"
#include "serve/server.h"
#include "serve/serving.h"

#ifdef CPPHTTPLIB_OPENSSL_SUPPORT

namespace nmt {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class TlsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = testing::TempDir() + "nmt_tls_" + std::to_string(getpid());
    std::filesystem::create_directory(folder_);
    const std::string make =
        "cd '" + folder_ + "' && exec >log 2>&1 && for name in one other; do " +
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $name.key "
        "-out $name.pem -days 2 -subj /CN=localhost "
        "-addext subjectAltName=IP:127.0.0.1,DNS:localhost || exit 1; done; " +
        "openssl pkey -in one.key -aes256 -passout pass:word -out locked.key && "
        // Only `openssl ca` gives dates that are over in every version.
        "printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index\\nserial=serial\\nnew_certs_dir=.\\n"
        "default_md=sha256\\npolicy=p\\n[p]\\ncommonName=supplied\\n' > ca.cnf && : > index && "
        "echo 01 > serial && "
        "openssl req -new -key one.key -subj /CN=localhost -out one.csr && "
        "openssl ca -config ca.cnf -batch -selfsign -keyfile one.key -in one.csr -notext "
        "-startdate 20200101000000Z -enddate 20200102000000Z -out expired.pem";
    made_ = std::system(make.c_str()) == 0;
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder_); }

  TlsTest() { set_log_level(LogLevel::quiet); }
  ~TlsTest() override { set_log_level(LogLevel::normal); }
  void SetUp() override {
    if (Tls::library().empty()) GTEST_SKIP() << "built without TLS";
    ASSERT_TRUE(made_) << read_file(folder_ + "/log");
  }

  static std::string file(const std::string& name) { return folder_ + "/" + name; }
  static ServeSettings settings() {
    return {.port = 0,
            .max_body_bytes = 1 << 22,
            .max_characters = 1 << 20,
            .max_sentences = 100'000,
            .queue_length = 100'000,
            .tls_certificate = file("one.pem"),
            .tls_key = file("one.key")};
  }

  static std::string folder_;
  static bool made_;
  const FakeModel model_ = copy_model(kVocabulary);
};
std::string TlsTest::folder_;
bool TlsTest::made_ = false;

// A server with TLS that runs while this lives.
struct Secured : Serving {
  Server server;
  explicit Secured(const Seq2Seq& model, const ServeSettings& with)
      : Serving(model, with), server(api, settings) {}
};

// Trusts that certificate and no other.
struct Client {
  httplib::SSLClient ssl;  // nothing may be derived from it in newer versions

  Client(const Server& server, const std::string& certificate) : ssl("127.0.0.1", server.port()) {
    ssl.set_ca_cert_path(certificate.c_str());
    ssl.enable_server_certificate_verification(true);
  }
  httplib::SSLClient* operator->() { return &ssl; }
};

// A connection that nobody has said anything on yet.
class Plain {
 public:
  explicit Plain(int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  }
  ~Plain() { close(socket_); }
  Plain(const Plain&) = delete;
  Plain& operator=(const Plain&) = delete;

  void say(std::string_view bytes) { send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  // All that comes until the other side closes the connection; "late" where it does not.
  std::string hear_to_the_end() {
    std::string heard;
    for (;;) {
      pollfd asked = {.fd = socket_, .events = POLLIN, .revents = 0};
      if (poll(&asked, 1, 20'000) <= 0) return "late";
      char bytes[4096];
      const ssize_t got = recv(socket_, bytes, sizeof(bytes), 0);
      if (got <= 0) return heard;
      heard.append(bytes, static_cast<std::size_t>(got));
    }
  }

 private:
  int socket_;
};

TEST_F(TlsTest, CarriesRequestsAndAnswers) {
  Secured running(model_, settings());
  EXPECT_THAT(running.server.address(), HasSubstr("https://127.0.0.1:"));
  Client client(running.server, file("one.pem"));
  client->set_keep_alive(true);
  for (int i = 0; i < 5; ++i) {
    const auto reply = client->Post("/translate", body_of("w1 w2"), "application/json");
    ASSERT_TRUE(reply);
    EXPECT_EQ(nlohmann::json::parse(reply->body).at("translatedText"), "W1 W2");
  }
  EXPECT_EQ(client->Get("/health")->status, 200);
  EXPECT_EQ(client->Get("/nowhere")->status, 404);
}

TEST_F(TlsTest, CarriesLongTexts) {
  Secured running(model_, settings());
  std::string text;
  while (text.size() < 300'000) text += format("w{} w3\n", text.size() % kWords);
  Client client(running.server, file("one.pem"));
  client->set_read_timeout(60);
  const auto reply = client->Post("/translate", body_of(text), "application/json");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(nlohmann::json::parse(reply->body).at("translatedText"), upper(text));
  // The answer to one whose body is left unread comes, too.
  const std::string longer(std::size_t{5} << 20, 'x');
  const auto refused =
      Client(running.server, file("one.pem"))->Post("/translate", longer, "application/json");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 413);
}

TEST_F(TlsTest, IsWhatLinksToFilesName) {
  Secured running(model_, settings());
  Client client(running.server, file("one.pem"));
  const httplib::MultipartFormDataItems items = {{"file", "w1 w2\n", "a.txt", "text/plain"}};
  const auto reply = client->Post("/translate_file", items);
  ASSERT_TRUE(reply);
  ASSERT_EQ(reply->status, 200) << reply->body;
  const std::string link = nlohmann::json::parse(reply->body).at("translatedFileUrl");
  const std::string origin = format("https://127.0.0.1:{}", running.server.port());
  ASSERT_EQ(link.substr(0, origin.size()), origin);
  EXPECT_EQ(client->Get(link.substr(origin.size()))->body, "W1 W2\n");
}

TEST_F(TlsTest, IsNotForClientsThatDoNotTrustIt) {
  Secured running(model_, settings());
  EXPECT_FALSE(Client(running.server, file("other.pem"))->Get("/health"));
  EXPECT_TRUE(Client(running.server, file("one.pem"))->Get("/health"));
}

TEST_F(TlsTest, ACertificateThatHasExpiredIsWarnedAboutAndUsed) {
  testing::internal::CaptureStderr();
  { const Tls sound(file("one.pem"), file("one.key")); }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  testing::internal::CaptureStderr();
  ServeSettings expired = settings();
  expired.tls_certificate = file("expired.pem");
  Secured running(model_, expired);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("expired.pem: the certificate has expired; clients will refuse it"));
  EXPECT_FALSE(Client(running.server, file("expired.pem"))->Get("/health"));
}

TEST_F(TlsTest, ClosesWhatIsNoTls) {
  Secured running(model_, settings());
  Random random(5);
  for (int round = 0; round < 20; ++round) {
    Plain client(running.server.port());
    std::string bytes = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
    if (round > 0)
      for (char& c : bytes) c = static_cast<char>(random.below(256));
    client.say(bytes);
    if (round > 0) client.say(std::string(70'000, '\x17'));
    const std::string heard = client.hear_to_the_end();
    EXPECT_THAT(heard, Not(HasSubstr("HTTP/"))) << round;
    EXPECT_LT(heard.size(), 100u) << round;
  }
  EXPECT_EQ(Client(running.server, file("one.pem"))->Get("/health")->status, 200);
}

TEST_F(TlsTest, DoesNotLetSlowClientsHoldUpOthers) {
  Secured running(model_, settings());
  std::vector<std::unique_ptr<Plain>> silent;
  for (int i = 0; i < 20; ++i) {
    silent.push_back(std::make_unique<Plain>(running.server.port()));
    silent.back()->say(i % 2 == 0 ? "" : "\x16\x03\x01");
  }
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(Client(running.server, file("one.pem"))->Get("/health")->status, 200);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 4s);
  EXPECT_EQ(silent.front()->hear_to_the_end(), "");
}

// The first message of a client, as it comes.
std::string client_hello() {
  const int listening = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(bind(listening, generic, size), 0);
  EXPECT_EQ(listen(listening, 1), 0);
  getsockname(listening, generic, &size);
  std::thread client(
      [port = ntohs(address.sin_port)] { httplib::SSLClient("127.0.0.1", port).Get("/"); });
  const int accepted = accept(listening, nullptr, nullptr);
  std::string hello(10'000, ' ');
  hello.resize(static_cast<std::size_t>(
      std::max<ssize_t>(0, recv(accepted, hello.data(), hello.size(), 0))));
  close(accepted);
  close(listening);
  client.join();
  return hello;
}

TEST_F(TlsTest, EndsHandshakesThatAreBroken) {
  const Tls tls(file("one.pem"), file("one.key"));
  const std::string hello = client_hello();
  ASSERT_GT(hello.size(), 100u);
  const auto whole = tls.accept();
  whole->put(hello);
  EXPECT_EQ(whole->handshake(), TlsSession::Handshake::unfinished);
  EXPECT_GT(whole->take().size(), 100u);
  Random random(6);
  for (std::size_t cut = 0; cut < hello.size(); ++cut) {
    const auto session = tls.accept();
    session->put(std::string_view(hello).substr(0, cut));
    EXPECT_EQ(session->handshake(), TlsSession::Handshake::unfinished) << cut;
    std::string other = hello;
    other[cut] = static_cast<char>(random.below(256));
    const auto changed = tls.accept();
    changed->put(other);
    changed->handshake();
    char byte = 0;
    EXPECT_LE(changed->read(&byte, 1), 0);
    EXPECT_FALSE(changed->write("text"));
    changed->close();
    EXPECT_LT(changed->take().size(), 10'000u);
  }
}

TEST_F(TlsTest, GivesAHandshakeTheTimeThatItIsToldAndNoMore) {
  const Tls tls(file("one.pem"), file("one.key"));
  const std::string hello = client_hello();
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  std::thread dripping([&] {
    // Each byte comes in time for a limit that were one of the next byte.
    for (const char c : hello) {
      if (send(ends[0], &c, 1, MSG_NOSIGNAL) != 1) return;
      std::this_thread::sleep_for(10ms);
    }
  });
  const auto began = std::chrono::steady_clock::now();
  {
    Connection connection(ends[1], {.read = 1000ms, .write = 1000ms}, tls.accept());
    EXPECT_FALSE(connection.secure(100ms));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, 1000ms);
  dripping.join();
  close(ends[0]);
}

TEST_F(TlsTest, SaysWhichFileIsUnfit) {
  std::ofstream(file("text")) << "no certificate\n";
  const auto complaint = [&](const std::string& certificate, const std::string& key) {
    ServeSettings with = settings();
    with.tls_certificate = certificate.empty() ? "" : file(certificate);
    with.tls_key = key.empty() ? "" : file(key);
    try {
      const Secured running(model_, with);
    } catch (const Error& error) {
      EXPECT_FALSE(error.parts().fix.empty());
      std::string where = error.parts().where;
      if (const auto at = where.find(folder_ + "/"); at != std::string::npos)
        where.erase(at, folder_.size() + 1);
      return where + ": " + error.parts().what;
    }
    return std::string("none");
  };
  EXPECT_EQ(complaint("one.pem", "one.key"), "none");
  EXPECT_EQ(complaint("one.pem", ""), "--tls_certificate: a certificate needs its key");
  EXPECT_EQ(complaint("", "one.key"), "--tls_key: a key needs its certificate");
  EXPECT_THAT(complaint("none.pem", "one.key"), HasSubstr("none.pem: cannot read the file"));
  EXPECT_THAT(complaint("one.pem", "none.key"), HasSubstr("none.key: cannot read the file"));
  EXPECT_THAT(complaint("text", "one.key"),
              HasSubstr("--tls_certificate text: the certificate cannot be used: "));
  EXPECT_THAT(complaint("one.pem", "text"), HasSubstr("--tls_key text: the key cannot be used: "));
  EXPECT_THAT(complaint("one.pem", "other.key"),
              HasSubstr("--tls_key other.key: the key is not that of the certificate"));
  EXPECT_EQ(complaint("one.pem", "locked.key"), "--tls_key locked.key: the key is encrypted");
}

}  // namespace
}  // namespace nmt

#endif
