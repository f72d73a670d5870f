#include "document/utf16.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "base/utf8.h"
#include "document/characters.h"
#include "document/source_file.h"

namespace nmt {
namespace {

using namespace std::string_view_literals;

bool is_big_endian(std::string_view content) {
  return content.starts_with("\xfe\xff") || content.starts_with("\0<"sv);
}

char32_t unit_at(std::string_view content, std::size_t at, bool big_endian) {
  const auto first = static_cast<unsigned char>(content[at]);
  const auto second = static_cast<unsigned char>(content[at + 1]);
  return big_endian ? first << 8 | second : second << 8 | first;
}

std::string utf16_of_utf8(std::string_view text, bool big_endian) {
  std::string units;
  const auto add = [&](char32_t unit) {
    const auto high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xff);
    units += big_endian ? high : low;
    units += big_endian ? low : high;
  };
  for (std::size_t at = 0; at < text.size(); at += character_size(text[at])) {
    const char32_t c = character_at(text, at);
    if (c < 0x10000) {
      add(c);
    } else {
      add(0xd800 + ((c - 0x10000) >> 10));
      add(0xdc00 + ((c - 0x10000) & 0x3ff));
    }
  }
  return units;
}

class Utf16Document : public Document {
 public:
  Utf16Document(std::unique_ptr<Document> document, bool big_endian)
      : document_(std::move(document)), big_endian_(big_endian) {
    texts_ = document_->texts();
  }
  std::string write(std::span<const TranslatedText> translations,
                    const DocumentLanguages& languages) const override {
    return utf16_of_utf8(replace_invalid_utf8(document_->write(translations, languages)),
                         big_endian_);
  }

 private:
  std::unique_ptr<Document> document_;
  bool big_endian_;
};

}  // namespace

bool is_utf16_xml(std::string_view content) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"\xff\xfe", "\xfe\xff", "<\0"sv, "\0<"sv},
      [&](std::string_view begin) { return content.starts_with(begin); });
}

std::string utf8_of_utf16(std::string_view content, const std::string& name) {
  const bool big_endian = is_big_endian(content);
  std::string text;
  for (std::size_t at = 0; at < content.size(); at += 2) {
    char32_t c = at + 1 < content.size() ? unit_at(content, at, big_endian) : 0xdc00;
    if (is_high_surrogate(c) && at + 3 < content.size()) {
      const char32_t low = unit_at(content, at + 2, big_endian);
      if (is_low_surrogate(low)) {
        c = of_surrogates(c, low);
        at += 2;
      }
    }
    if (is_surrogate(c))
      throw Error({.what = "half a character of UTF-16, which the document is in",
                   .where = line_in_file(text, text.size(), name),
                   .fix = "mend it where it was made, or convert it to UTF-8"});
    append_utf8(text, c);
  }
  return text;
}

std::unique_ptr<Document> read_in_utf8(
    std::string content, const std::string& name,
    const std::function<std::unique_ptr<Document>(std::string)>& read) {
  if (!is_utf16_xml(content)) return read(std::move(content));
  const bool big_endian = is_big_endian(content);
  return std::make_unique<Utf16Document>(read(utf8_of_utf16(content, name)), big_endian);
}

}  // namespace nmt
