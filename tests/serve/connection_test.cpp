#include "serve/connection.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>
#include <utility>

namespace nmt {
namespace {

using namespace std::chrono_literals;

class ConnectionTest : public testing::Test {
 protected:
  ConnectionTest() {
    int ends[2];
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    client_ = ends[0];
    server_ = ends[1];
  }
  ~ConnectionTest() override {
    if (client_ >= 0) close(client_);
  }
  void send_text(const std::string& text) const {
    ASSERT_EQ(send(client_, text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
  }

  int client_ = -1, server_ = -1;
  const Connection::Limits limits_ = {.read = 30ms, .write = 30ms};
};

TEST_F(ConnectionTest, KeepsWhatItReadAhead) {
  Connection connection(server_, limits_);
  send_text("GET one\nGET two\n");
  std::string read;
  for (char c = 0; connection.readable(0ms) && connection.read(&c, 1) == 1;) read += c;
  EXPECT_EQ(read, "GET one\nGET two\n");
  // A large read takes what was read ahead first.
  send_text("ab");
  char c = 0;
  ASSERT_EQ(connection.read(&c, 1), 1);
  std::string rest(10'000, ' ');
  ASSERT_EQ(connection.read(rest.data(), rest.size()), 1);
  EXPECT_EQ(rest[0], 'b');
}

TEST_F(ConnectionTest, TellsSilenceFromTheEnd) {
  Connection connection(server_, limits_);
  char c = 0;
  EXPECT_FALSE(connection.readable());
  EXPECT_EQ(connection.read(&c, 1), -1);
  close(std::exchange(client_, -1));
  EXPECT_TRUE(connection.readable());
  EXPECT_EQ(connection.read(&c, 1), 0);
}

TEST_F(ConnectionTest, WritesAllOrNothingMore) {
  Connection connection(server_, limits_);
  const std::string text(1 << 20, 'x');
  std::size_t got = 0;
  std::thread reader([&] {
    std::string part(1 << 16, ' ');
    while (got < text.size())
      got += static_cast<std::size_t>(recv(client_, part.data(), part.size(), 0));
  });
  EXPECT_EQ(connection.write(text.data(), text.size()), static_cast<ssize_t>(text.size()));
  reader.join();
  // Nobody reads.
  EXPECT_EQ(connection.write(text.data(), text.size()), -1);
  close(std::exchange(client_, -1));
  EXPECT_EQ(connection.write(text.data(), text.size()), -1);
}

TEST_F(ConnectionTest, LingersForAMomentOnly) {
  {
    Connection connection(server_, limits_);
    send_text(std::string(50'000, 'x'));
    const auto began = std::chrono::steady_clock::now();
    connection.linger(50ms);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
  }
  // The client reads the end, and no reset.
  char c = 0;
  EXPECT_EQ(recv(client_, &c, 1, 0), 0);
}

}  // namespace
}  // namespace nmt
