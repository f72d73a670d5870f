// Where the lines of a command go: stdout, or the file of --output.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "text/text_writer.h"

namespace nmt {

class TextOutput {
 public:
  // As --output says it. Throws Error where the file cannot be made.
  explicit TextOutput(const std::string& output);

  // Collects small texts; throws as print() of standard_output.h does.
  void write(std::string_view text);
  // What was written so far is with its reader.
  void flush();
  // After the last line: all is out, or the file is there, from now on.
  void finish();

 private:
  std::unique_ptr<TextWriter> file_;
  std::string collected_;  // for stdout
};

}  // namespace nmt
