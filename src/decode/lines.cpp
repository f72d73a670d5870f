#include "decode/lines.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>

#include "base/descriptor.h"
#include "base/error.h"
#include "text/line_reader.h"

namespace nmt {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 16;
// A program that writes line after line is rarely silent for so long; a person does not notice it.
constexpr int kGraceMilliseconds = 2;
// An input without line ends must not fill the memory.
constexpr std::size_t kLongestLine = std::size_t{1} << 30;
constexpr int kForever = -1;
// So long an output may take to swallow what is being written when the process is told to end.
constexpr std::chrono::seconds kLastWrite(1);

}  // namespace

DescriptorLines::DescriptorLines(int descriptor, std::string name)
    : descriptor_(descriptor), name_(std::move(name)) {
  if (pipe2(wake_, O_CLOEXEC | O_NONBLOCK) == 0) return;
  throw Error({.what = "cannot read the input: " + std::generic_category().message(errno),
               .where = name_,
               .fix = "raise the limit of open files: ulimit -n",
               .kind = Error::Kind::runtime});
}

DescriptorLines::~DescriptorLines() {
  for (const int end : wake_) close(end);
}

bool DescriptorLines::next(std::string& line) {
  while (!has_line() && !ended_) {
    if (!wait(kForever)) return false;
    fill();
  }
  if (begin_ == buffer_.size()) return false;
  const std::size_t end = std::min(searched_, buffer_.size());
  line = bare_line(std::string_view(buffer_).substr(begin_, end - begin_), ++line_number_);
  begin_ = searched_ = std::min(end + 1, buffer_.size());
  return true;
}

bool DescriptorLines::ready() {
  while (!has_line() && !ended_) {
    if (!wait(kGraceMilliseconds)) return false;
    fill();
  }
  return true;
}

void DescriptorLines::stop() { [[maybe_unused]] const ssize_t written = write(wake_[1], "", 1); }

// Whether a whole line is in the buffer; searched_ is then at its LF.
bool DescriptorLines::has_line() {
  const std::size_t found = buffer_.find('\n', searched_);
  searched_ = std::min(found, buffer_.size());
  return found != std::string::npos;
}

// Whether there is something to read, be it the end.
bool DescriptorLines::wait(int milliseconds) {
  pollfd wanted[] = {{.fd = descriptor_, .events = POLLIN, .revents = 0},
                     {.fd = wake_[0], .events = POLLIN, .revents = 0}};
  int count;
  do count = poll(wanted, 2, milliseconds);
  while (count < 0 && errno == EINTR);
  return wanted[1].revents == 0 && count != 0;
}

void DescriptorLines::fill() {
  if (buffer_.size() - begin_ > kLongestLine)
    throw Error({.what = "a line has no end within 1 GiB",
                 .where = name_ + ", line " + std::to_string(line_number_ + 1),
                 .fix = "give text in lines"});
  buffer_.erase(0, begin_);
  searched_ -= begin_;
  begin_ = 0;
  const std::size_t old = buffer_.size();
  buffer_.resize(old + kBlock);
  ssize_t count;
  do count = read(descriptor_, buffer_.data() + old, kBlock);
  while (count < 0 && errno == EINTR);
  const int error = errno;
  buffer_.resize(old + (count > 0 ? count : 0));
  // Another process may have made the descriptor non-blocking and been faster.
  if (count < 0 && (error == EAGAIN || error == EWOULDBLOCK)) return;
  if (count < 0)
    throw Error({.what = "cannot read the input: " + std::generic_category().message(error),
                 .where = name_,
                 .fix = "check the file, or the program that the input comes from"});
  ended_ = count == 0;
}

bool DescriptorSink::write(std::string_view lines) {
  const std::lock_guard lock(writing_);
  const int error = write_all(descriptor_, lines);
  if (error == 0) return true;
  if (error == EPIPE) return false;
  throw Error({.what = "cannot write the translations: " + std::generic_category().message(error),
               .where = name_,
               .fix = fix_,
               .kind = Error::Kind::runtime});
}

// The lock is kept: nothing is written afterwards.
void DescriptorSink::finish() {
  [[maybe_unused]] const bool locked = writing_.try_lock_for(kLastWrite);
}

}  // namespace nmt
