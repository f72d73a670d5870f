// The lines of a stream as its blocks take them, numbered, each with its prefix.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "decode/lines.h"
#include "decode/prefix_lines.h"

namespace nmt {

struct LinesTaken {
  std::int64_t first_line = 0;  // from 1
  std::int64_t bytes = 0;       // of the input, up to the end of these
  std::vector<std::string> texts;
  std::vector<std::string> prefixes;  // one for each text, or none
};

class InputLines {
 public:
  // Both must outlive this; `prefixes` may be null. The first `skip` lines are answered already.
  InputLines(LineSource& input, LineSource* prefixes, std::int64_t skip)
      : input_(input), prefixes_(prefixes, skip), skip_(skip) {}

  // Waits for one line, then takes those that are there, at most `most`. Nothing at the end of the
  // input. Where the input fails, the lines before that are still given. Throws Error where the
  // prefixes end before the input.
  std::optional<LinesTaken> take(std::size_t most);
  // No more lines will come.
  bool ended() const { return ended_; }
  // How many lines were answered before these, where none was answered now. Rethrows why the input
  // failed.
  std::int64_t skipped() const;

 private:
  void take_texts(std::size_t most, std::vector<std::string>& texts);
  bool next(std::string& line);

  LineSource& input_;
  PrefixLines prefixes_;
  std::int64_t skip_, lines_ = 0, bytes_ = 0;
  bool ended_ = false;
  std::exception_ptr failure_;
};

}  // namespace nmt
