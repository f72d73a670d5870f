// Keys and limits: who gets in, what the others are told, and when they may come back.
#include "serve/access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <thread>

#include "base/error.h"
#include "base/format.h"
#include "serve/serving.h"

namespace nmt {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;
using Clock = Access::Clock;

const std::string kSecret = "a-secret-key-0123456789";

class KeysFile {
 public:
  explicit KeysFile(const std::string& text)
      : path_(testing::TempDir() + "nmt_keys_" + std::to_string(getpid())) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~KeysFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// What the client is told, or "in".
std::string told(Access& access, const std::string& key, const std::string& address = "1.2.3.4",
                 Clock::time_point now = Clock::time_point(seconds(1000))) {
  try {
    access.admit(key, address, now);
    return "in";
  } catch (const Refusal& refusal) {
    const auto wait = refusal.retry_after().count();
    return format("{} {}{}", refusal.status(), refusal.what(),
                  wait > 0 ? format(", {} s", wait) : "");
  }
}

TEST(Access, LetsEverybodyInWhereNothingIsSaid) {
  Access access{ServeSettings()};
  EXPECT_FALSE(access.has_keys());
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(told(access, ""), "in");
  // A key that nobody asked for is no harm: clients may send one to any server.
  EXPECT_EQ(told(access, "anything"), "in");
}

TEST(Access, KnowsItsKeys) {
  const KeysFile file("\xEF\xBB\xBF# of Ann\n" + kSecret + "\r\n\n  other-key \t 2\nlast 1000000");
  Access access(ServeSettings{.api_keys = file.path()});
  for (int i = 0; i < 100; ++i) ASSERT_EQ(told(access, kSecret), "in");
  EXPECT_EQ(told(access, "last"), "in");
  EXPECT_EQ(told(access, ""), "in");
  EXPECT_EQ(told(access, "other-ke"), "403 Invalid API key");
  EXPECT_EQ(told(access, kSecret + "0"), "403 Invalid API key");
  EXPECT_EQ(told(access, "# of Ann"), "403 Invalid API key");
  EXPECT_EQ(told(access, "#"), "403 Invalid API key");
  EXPECT_EQ(told(access, kSecret + kSecret), "403 Invalid API key");
  EXPECT_EQ(told(access, std::string(1 << 20, 'k')), "403 Invalid API key");
}

TEST(Access, RequiresAKeyWhereItIsToldTo) {
  const KeysFile file(kSecret + "\n");
  Access access(ServeSettings{.api_keys = file.path(), .require_api_key = true});
  EXPECT_EQ(told(access, kSecret), "in");
  EXPECT_EQ(told(access, ""), "403 Please contact the server operator to get an API key");
  EXPECT_EQ(told(access, "x"), "403 Invalid API key");
}

TEST(Access, LimitsAKeyWhereverItComesFrom) {
  const KeysFile file(kSecret + " 2\nfree\n");
  Access access(ServeSettings{.api_keys = file.path()});
  const Clock::time_point now(seconds(1000));
  EXPECT_EQ(told(access, kSecret, "1.1.1.1", now), "in");
  EXPECT_EQ(told(access, kSecret, "2.2.2.2", now + seconds(10)), "in");
  EXPECT_EQ(told(access, kSecret, "3.3.3.3", now + milliseconds(20'500)),
            "429 Slowdown: 2 per 1 minute, 40 s");
  EXPECT_EQ(told(access, "free", "3.3.3.3", now + seconds(21)), "in");
  // A minute after the first of them, and not after those that were refused.
  EXPECT_EQ(told(access, kSecret, "1.1.1.1", now + milliseconds(59'999)),
            "429 Slowdown: 2 per 1 minute, 1 s");
  EXPECT_EQ(told(access, kSecret, "1.1.1.1", now + seconds(60)), "in");
  EXPECT_EQ(told(access, kSecret, "1.1.1.1", now + seconds(60)), "in");
  EXPECT_THAT(told(access, kSecret, "1.1.1.1", now + seconds(60)), HasSubstr("429"));
}

TEST(Access, LimitsAddressesWithoutAKey) {
  const KeysFile file(kSecret + "\n");
  Access access(ServeSettings{.api_keys = file.path(), .requests_per_minute = 3});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(told(access, "", "1.1.1.1"), "in");
  EXPECT_EQ(told(access, "", "1.1.1.1"), "429 Slowdown: 3 per 1 minute, 60 s");
  EXPECT_EQ(told(access, "", "1.1.1.2"), "in");
  EXPECT_EQ(told(access, kSecret, "1.1.1.1"), "in");
  // Guessing keys is limited as anything else is.
  for (int i = 0; i < 3; ++i) EXPECT_EQ(told(access, "guess", "9.9.9.9"), "403 Invalid API key");
  EXPECT_THAT(told(access, "guess", "9.9.9.9"), HasSubstr("429"));
}

TEST(Access, CountsOneNetworkOnce) {
  EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), network_of("2001:db8:1:2::1"));
  EXPECT_NE(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
  EXPECT_EQ(network_of("::ffff:1.2.3.4"), "1.2.3.4");
  EXPECT_EQ(network_of("1.2.3.4"), "1.2.3.4");
  EXPECT_EQ(network_of("fe80::1%eth0"), network_of("fe80::1"));
  EXPECT_EQ(network_of(""), "");
}

TEST(Access, RemembersNoMoreNamesThanItMay) {
  MinuteCounts counts(100);
  const Clock::time_point now(seconds(5));
  for (int i = 0; i < 10'000; ++i) {
    counts.add(std::to_string(i), 1, now + milliseconds(i));
    ASSERT_LE(counts.size(), 100u);
  }
  EXPECT_GT(counts.add("9999", 1, now + seconds(11)), Clock::duration::zero());
  counts.add("late", 1, now + seconds(100));
  EXPECT_EQ(counts.size(), 1u);
}

TEST(Access, IsLimitedByManyThreadsAsByOne) {
  const KeysFile file(kSecret + " 500\n");
  Access access(ServeSettings{.api_keys = file.path()});
  std::atomic<int> in = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 300; ++i) in += told(access, kSecret) == "in" ? 1 : 0;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(in, 500);
}

TEST(Access, SaysWhatIsWrongWithItsFileWithoutTheKey) {
  const auto complaint = [](const std::string& text) {
    const KeysFile file(text);
    try {
      const Access access(ServeSettings{.api_keys = file.path()});
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), Not(HasSubstr(kSecret)));
      return error.parts().where.substr(file.path().size()) + " " + error.parts().what;
    }
    return std::string("none");
  };
  EXPECT_EQ(complaint("a 1\n" + kSecret + " x\n"),
            ":2 what stands behind the key is no number from 1 on");
  EXPECT_EQ(complaint(kSecret + " 0"), ":1 what stands behind the key is no number from 1 on");
  EXPECT_EQ(complaint(kSecret + " 99999999999"),
            ":1 what stands behind the key is no number from 1 on");
  EXPECT_EQ(complaint(kSecret + " 1 2"), ":1 the line has 3 words, not 1 or 2");
  EXPECT_EQ(complaint(kSecret + "\n" + kSecret + " 5"), ":2 the key stands in a line before, too");
  EXPECT_EQ(complaint("\n# nothing\n"), " the file has no keys");
  EXPECT_THROW(Access(ServeSettings{.require_api_key = true}), Error);
  EXPECT_THROW(Access(ServeSettings{.api_keys = "/nowhere"}), Error);
}

TEST(ApiWithKeys, TakesTheKeyFromTheBodyOrTheQuery) {
  const KeysFile file(kSecret + "\n");
  const FakeModel model = copy_model(kVocabulary);
  Serving serving(model, {.api_keys = file.path(), .require_api_key = true});
  const auto status = [&](const std::string& body, const std::string& query = "",
                          const std::string& path = "/translate") {
    return serving.api.answer({.method = "POST", .path = path, .body = body, .api_key = query})
        .status;
  };
  EXPECT_EQ(status(R"({"q": "w1", "api_key": ")" + kSecret + R"("})"), 200);
  EXPECT_EQ(status(R"({"q": "w1"})", kSecret), 200);
  EXPECT_EQ(status(R"({"q": "w1", "api_key": ""})", kSecret), 200);
  EXPECT_EQ(status(R"({"q": "w1", "api_key": "x"})", kSecret), 403);
  EXPECT_EQ(status(R"({"q": "w1", "api_key": 5})"), 400);
  EXPECT_EQ(status(R"({"q": "w1"})"), 403);
  EXPECT_EQ(status(R"({"source": "w1", "target": "W1"})", "", "/score"), 403);
  EXPECT_EQ(status(R"({"source": "w1", "target": "W1"})", kSecret, "/score"), 200);
  EXPECT_EQ(
      serving.post("/translate", "q=w1&api_key=" + kSecret, "application/x-www-form-urlencoded")
          .status,
      200);
  for (const char* path : {"/translate", "/translate_file", "/detect", "/score"}) {
    EXPECT_EQ(status("{}", "", path), 403) << path;
    EXPECT_EQ(status("{}", kSecret, path), 400) << path;
  }
  for (const char* path : {"/", "/languages", "/frontend/settings", "/spec", "/health", "/metrics"})
    EXPECT_EQ(serving.get(path).status, 200) << path;
  const ApiReply refused = serving.post("/translate", R"({"q": "w1", "api_key": "x"})");
  EXPECT_EQ(json_of(refused), nlohmann::json({{"error", "Invalid API key"}}));
}

TEST(ApiWithKeys, TellsPagesWhetherToAskForOne) {
  const KeysFile file(kSecret + "\n");
  const FakeModel model = copy_model(kVocabulary);
  const auto settings = [&](const ServeSettings& with) {
    const nlohmann::json told = json_of(Serving(model, with).get("/frontend/settings"));
    return std::pair(told.at("apiKeys").get<bool>(), told.at("keyRequired").get<bool>());
  };
  EXPECT_EQ(settings({}), std::pair(false, false));
  EXPECT_EQ(settings({.api_keys = file.path()}), std::pair(true, false));
  EXPECT_EQ(settings({.api_keys = file.path(), .require_api_key = true}), std::pair(true, true));
}

TEST(ApiWithKeys, SaysWhenToComeBack) {
  const FakeModel model = copy_model(kVocabulary);
  Serving serving(model, {.requests_per_minute = 1});
  const ApiRequest request = {
      .method = "POST", .path = "/translate", .body = body_of("w1"), .address = "1.2.3.4"};
  EXPECT_EQ(serving.api.answer(request).status, 200);
  const ApiReply refused = serving.api.answer(request);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(json_of(refused), nlohmann::json({{"error", "Slowdown: 1 per 1 minute"}}));
  ASSERT_EQ(refused.headers.size(), 1u);
  EXPECT_EQ(refused.headers[0].first, "Retry-After");
  EXPECT_THAT(refused.headers[0].second, testing::AnyOf("60", "59"));
}

}  // namespace
}  // namespace nmt
