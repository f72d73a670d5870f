#include "base/terminal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <string>

namespace nmt {
namespace {

// A variable of the environment as it was.
class Variable {
 public:
  explicit Variable(const char* name) : name_(name) {
    if (const char* value = std::getenv(name)) before_ = value;
  }
  ~Variable() { set(before_); }
  void set(const std::optional<std::string>& value) const {
    if (value)
      setenv(name_, value->c_str(), 1);
    else
      unsetenv(name_);
  }

 private:
  const char* name_;
  std::optional<std::string> before_;
};

// A terminal of so many columns.
class Terminal {
 public:
  explicit Terminal(unsigned short columns) : leader_(posix_openpt(O_RDWR | O_NOCTTY)) {
    EXPECT_EQ(grantpt(leader_), 0);
    EXPECT_EQ(unlockpt(leader_), 0);
    follower_ = open(ptsname(leader_), O_RDWR | O_NOCTTY);
    const winsize size = {.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    EXPECT_EQ(ioctl(follower_, TIOCSWINSZ, &size), 0);
  }
  ~Terminal() {
    close(follower_);
    close(leader_);
  }
  int fd() const { return follower_; }

 private:
  int leader_, follower_ = -1;
};

TEST(TerminalTest, KnowsItsWidth) {
  EXPECT_EQ(terminal_width(Terminal(80).fd()), 80);
  EXPECT_EQ(terminal_width(Terminal(0).fd()), 0);
  const int file = open("/dev/null", O_WRONLY);
  EXPECT_EQ(terminal_width(file), 0);
  close(file);
}

TEST(TerminalTest, KnowsHowWideLinesForPeopleAre) {
  const Variable columns("COLUMNS");
  columns.set(std::nullopt);
  EXPECT_EQ(line_width(Terminal(72).fd()), 72);
  EXPECT_EQ(line_width(Terminal(20).fd()), 40);
  EXPECT_EQ(line_width(Terminal(200).fd()), 100);
  const int file = open("/dev/null", O_WRONLY);
  EXPECT_EQ(line_width(file), 80);
  close(file);
  columns.set("60");
  EXPECT_EQ(line_width(Terminal(72).fd()), 60);
  columns.set("wide");
  EXPECT_EQ(line_width(Terminal(72).fd()), 72);
}

TEST(TerminalTest, HasColoursUnlessToldOtherwise) {
  const Terminal terminal(80);
  const Variable term("TERM"), no_color("NO_COLOR");
  no_color.set(std::nullopt);
  term.set("xterm-256color");
  EXPECT_TRUE(has_colours(terminal.fd()));
  no_color.set("");  // as good as absent
  EXPECT_TRUE(has_colours(terminal.fd()));
  no_color.set("1");
  EXPECT_FALSE(has_colours(terminal.fd()));
  no_color.set(std::nullopt);
  for (const std::optional<std::string>& plain :
       {std::optional<std::string>("dumb"), std::optional<std::string>()}) {
    term.set(plain);
    EXPECT_FALSE(has_colours(terminal.fd()));
  }
  term.set("xterm-256color");
  const int file = open("/dev/null", O_WRONLY);
  EXPECT_FALSE(has_colours(file));
  close(file);
}

}  // namespace
}  // namespace nmt
