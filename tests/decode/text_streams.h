// Lines to translate and their answers in memory.
#pragma once

#include <sstream>
#include <string>
#include <string_view>

#include "decode/lines.h"

namespace nmt {

// A text in memory.
class TextLines : public LineSource {
 public:
  explicit TextLines(const std::string& text) : text_(text) {}
  bool next(std::string& line) override { return static_cast<bool>(std::getline(text_, line)); }
  bool ready() override { return true; }

 private:
  std::istringstream text_;
};

// The answers in memory.
class TextSink : public LineSink {
 public:
  bool write(std::string_view lines) override {
    text += lines;
    return true;
  }
  std::string text;
};

}  // namespace nmt
