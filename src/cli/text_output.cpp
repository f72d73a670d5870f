#include "cli/text_output.h"

#include <iostream>

namespace nmt {

TextOutput::TextOutput(const std::string& path)
    : file_(path.empty() ? nullptr : std::make_unique<TextWriter>(path)) {}

void TextOutput::write(std::string_view text) {
  if (file_)
    file_->write(text);
  else
    std::cout << text;
}

void TextOutput::finish() {
  if (file_) file_->commit();
}

}  // namespace nmt
