#include "decode/lines.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "base/error.h"
#include "text/line_reader.h"

namespace nmt {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 16;
// A program that writes line after line is rarely silent for so long; a person does not notice it.
constexpr int kGraceMilliseconds = 2;

}  // namespace

bool DescriptorLines::next(std::string& line) {
  while (!has_line() && !ended_) fill();
  if (begin_ == buffer_.size()) return false;
  const std::size_t end = std::min(searched_, buffer_.size());
  line = bare_line(std::string_view(buffer_).substr(begin_, end - begin_), ++line_number_);
  begin_ = searched_ = std::min(end + 1, buffer_.size());
  return true;
}

bool DescriptorLines::ready() {
  while (!has_line() && !ended_) {
    pollfd wanted = {descriptor_, POLLIN, 0};
    if (poll(&wanted, 1, kGraceMilliseconds) <= 0) return false;
    fill();
  }
  return true;
}

// Whether a whole line is in the buffer; searched_ is then at its LF.
bool DescriptorLines::has_line() {
  const std::size_t found = buffer_.find('\n', searched_);
  searched_ = std::min(found, buffer_.size());
  return found != std::string::npos;
}

void DescriptorLines::fill() {
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
  if (count < 0)
    throw Error({.what = "cannot read the input: " + std::generic_category().message(error),
                 .where = name_,
                 .fix = "check the file, or the program that the input comes from"});
  ended_ = count == 0;
}

}  // namespace nmt
