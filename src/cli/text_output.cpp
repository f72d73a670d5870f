#include "cli/text_output.h"

#include <utility>

#include "cli/standard_output.h"

namespace nmt {
namespace {

constexpr std::size_t kMostCollected = std::size_t{1} << 16;

}  // namespace

TextOutput::TextOutput(const std::string& output) {
  if (const std::string path = output_file(output); !path.empty())
    file_ = std::make_unique<TextWriter>(path);
}

void TextOutput::write(std::string_view text) {
  if (file_) return file_->write(text);
  collected_ += text;
  if (collected_.size() >= kMostCollected) flush();
}

void TextOutput::flush() { print(std::exchange(collected_, {})); }

void TextOutput::finish() {
  flush();
  if (file_) file_->commit();
}

}  // namespace nmt
