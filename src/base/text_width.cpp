#include "base/text_width.h"

#include <locale.h>
#include <algorithm>
#include <cwchar>

namespace nmt {
namespace {

// The system's table of widths, whatever the user's own locale is.
class UnicodeLocale {
 public:
  UnicodeLocale() : locale_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {}
  ~UnicodeLocale() {
    if (locale_) freelocale(locale_);
  }
  // -1 for a control character; 1 for all else where the system has no such table.
  int width(char32_t c) const {
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return -1;
    if (!locale_) return 1;
    const locale_t before = uselocale(locale_);
    const int width = wcwidth(static_cast<wchar_t>(c));
    uselocale(before);
    return width < 0 ? 1 : width;
  }

 private:
  locale_t locale_;
};

int width_of(char32_t c) {
  static const UnicodeLocale locale;
  return locale.width(c);
}

// Marks that turn the direction of the text around them.
bool turns_direction(char32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

// run(code point, its bytes)
template <class Run>
void each_character(std::string_view text, Run run) {
  while (!text.empty()) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const std::string_view bytes = text.substr(0, size);
    char32_t c = size == 1 ? lead : lead & (0xFFu >> (size + 1));
    for (const char byte : bytes.substr(1)) c = c << 6 | (static_cast<unsigned char>(byte) & 0x3Fu);
    run(c, bytes);
    text.remove_prefix(bytes.size());
  }
}

}  // namespace

int text_width(std::string_view text) {
  int width = 0;
  each_character(text, [&](char32_t c, std::string_view) {
    const int cells = width_of(c);
    width += cells < 0 ? 1 : cells;
  });
  return width;
}

std::vector<std::string> text_clusters(std::string_view text) {
  std::vector<std::string> clusters;
  each_character(text, [&](char32_t c, std::string_view bytes) {
    if (clusters.empty() || width_of(c) != 0)
      clusters.emplace_back(bytes);
    else
      clusters.back() += bytes;
  });
  return clusters;
}

std::string fit_text(std::string_view text, int width) {
  const bool fits = text_width(text) <= width;
  const int room = fits ? width : width - 1;
  std::string fitted;
  int used = 0;
  for (const std::string& cluster : text_clusters(text)) {
    if (used + text_width(cluster) > room) break;
    fitted += cluster;
    used += text_width(cluster);
  }
  if (!fits && width > 0) {
    fitted += "…";
    ++used;
  }
  return fitted + std::string(static_cast<std::size_t>(width - used), ' ');
}

std::string wrap_words(std::span<const std::string> words, int width, int indent, int used,
                       WideWord wide) {
  indent = std::min(indent, width / 2);
  std::string text;
  bool at_begin = true;  // of a line
  const auto new_line = [&] {
    text += "\n" + std::string(static_cast<std::size_t>(indent), ' ');
    used = indent;
    at_begin = true;
  };
  for (const std::string& word : words) {
    if (!at_begin && used + 1 + text_width(word) > width) new_line();
    if (!at_begin) {
      text += ' ';
      ++used;
    }
    for (const std::string& cluster : text_clusters(word)) {
      if (wide == WideWord::broken && !at_begin && used + text_width(cluster) > width) new_line();
      text += cluster;
      used += text_width(cluster);
      at_begin = false;
    }
  }
  return text + "\n";
}

std::string wrap_text(std::string_view text, int width, int indent, int used, WideWord wide) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return wrap_words(words, width, indent, used, wide);
}

std::string without_controls(std::string_view text) {
  std::string safe;
  each_character(text, [&](char32_t c, std::string_view bytes) {
    safe += width_of(c) < 0 || turns_direction(c) ? std::string_view("\xEF\xBF\xBD") : bytes;
  });
  return safe;
}

}  // namespace nmt
