// Where the lines of a command go: stdout, or the file of --output.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "text/text_writer.h"

namespace nmt {

class TextOutput {
 public:
  // `path` may be empty: stdout. Throws Error where the file cannot be made.
  explicit TextOutput(const std::string& path);

  void write(std::string_view text);
  // After the last line: the file is there from now on.
  void finish();

 private:
  std::unique_ptr<TextWriter> file_;
};

}  // namespace nmt
