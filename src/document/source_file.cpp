#include "document/source_file.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"
#include "base/utf8.h"

namespace nmt {

void require_utf8(std::string_view content, const std::string& name) {
  const auto refuse = [&](const std::string& what, const std::string& where, const char* encoding) {
    throw Error(
        {.what = what,
         .where = where,
         .fix = format("convert it: iconv -f {0} -t UTF-8 {1} > {1}.utf8", encoding, name)});
  };
  const bool wide = content.starts_with("\xFF\xFE") || content.starts_with("\xFE\xFF");
  if (wide) refuse("the document is UTF-16 or UTF-32, not UTF-8", name, "UTF-16");
  const std::size_t bad = find_invalid_utf8(content);
  if (bad == std::string_view::npos) return;
  refuse(format("invalid UTF-8: byte 0x{:02X}", static_cast<unsigned char>(content[bad])),
         line_in_file(content, bad, name), "LATIN1");
}

std::string line_in_file(std::string_view content, std::size_t position, const std::string& name) {
  return format("{}:{}", name, LineCounter(content).line_of(position));
}

std::size_t LineCounter::line_of(std::size_t position) {
  position = std::min(position, content_.size());
  if (position > at_) {
    line_ += static_cast<std::size_t>(
        std::count(content_.begin() + static_cast<std::ptrdiff_t>(at_),
                   content_.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
    at_ = position;
  }
  return line_;
}

}  // namespace nmt
