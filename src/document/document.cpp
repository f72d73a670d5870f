#include "document/document.h"

#include <algorithm>

#include "base/ascii.h"
#include "document/android_strings.h"
#include "document/apple_strings.h"
#include "document/docbook.h"
#include "document/epub.h"
#include "document/html.h"
#include "document/java_properties.h"
#include "document/json.h"
#include "document/markdown.h"
#include "document/open_document.h"
#include "document/plain_text.h"
#include "document/po.h"
#include "document/subtitles.h"
#include "document/tmx.h"
#include "document/word.h"
#include "document/xliff.h"

namespace nmt {

std::span<const DocumentFormat> document_formats() {
  // clang-format off
  static const std::vector<DocumentFormat> formats = {
      plain_text_format(),
      html_format(),
      markdown_format(),
      word_format(),
      open_document_format(),
      epub_format(),
      docbook_format(),
      subrip_format(),
      webvtt_format(),
      xliff_format(),
      tmx_format(),
      po_format(),
      json_format(),
      android_strings_format(),
      apple_strings_format(),
      java_properties_format(),
  };
  // clang-format on
  return formats;
}

const DocumentFormat* find_format(std::string_view name) {
  const auto formats = document_formats();
  const auto found = std::find_if(formats.begin(), formats.end(),
                                  [&](const DocumentFormat& known) { return known.name == name; });
  return found == formats.end() ? nullptr : &*found;
}

const DocumentFormat* format_of_file(std::string_view path) {
  const std::string lower = ascii_lower_case(path);
  for (const DocumentFormat& known : document_formats())
    for (const std::string_view suffix : known.suffixes)
      if (lower.ends_with(suffix)) return &known;
  return nullptr;
}

TranslatedText unchanged(const DocumentText& text) {
  TranslatedText same{.text = text.text};
  for (std::size_t i = 0; i < text.tags.size(); ++i) same.tags.push_back({i, text.tags[i].range});
  return same;
}

bool is_unchanged(const DocumentText& text, const TranslatedText& translation) {
  const auto same = [](const PlacedTag& a, const PlacedTag& b) {
    return a.index == b.index && a.range == b.range;
  };
  const TranslatedText unmoved = unchanged(text);
  return translation.text == unmoved.text &&
         std::equal(translation.tags.begin(), translation.tags.end(), unmoved.tags.begin(),
                    unmoved.tags.end(), same);
}

}  // namespace nmt
