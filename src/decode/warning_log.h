// The warnings of the lines of a text, on the log. An input that is wrong throughout must not drown
// the terminal: after some, the rest is only counted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nmt {

class WarningLog {
 public:
  // `place` stands before the line number, such as "line " or "test.en:".
  explicit WarningLog(std::string place);
  WarningLog(const WarningLog&) = delete;
  WarningLog& operator=(const WarningLog&) = delete;
  // Tells how many were not shown.
  ~WarningLog();

  // `line` counts from 1.
  void add(std::int64_t line, const std::vector<std::string>& warnings);
  // The same of another place than a line.
  void add(const std::string& place, const std::vector<std::string>& warnings);

 private:
  std::string place_;
  std::int64_t count_ = 0;
};

}  // namespace nmt
