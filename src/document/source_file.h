// The file that a document is read from: what it must be, and where something stands in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nmt {

// Throws Error, with FILE:LINE, where the content is no UTF-8.
void require_utf8(std::string_view content, const std::string& name);

// FILE:LINE of a position.
std::string line_in_file(std::string_view content, std::size_t position, const std::string& name);

// The lines of rising positions, in one reading of the content.
class LineCounter {
 public:
  explicit LineCounter(std::string_view content) : content_(content) {}
  // From 1. position: not before that of the call before.
  std::size_t line_of(std::size_t position);

 private:
  std::string_view content_;
  std::size_t at_ = 0, line_ = 1;
};

}  // namespace nmt
