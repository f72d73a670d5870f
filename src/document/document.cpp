#include "document/document.h"

#include <algorithm>

#include "document/apple_strings.h"
#include "document/java_properties.h"
#include "document/json.h"
#include "document/markdown.h"
#include "document/plain_text.h"
#include "document/po.h"
#include "document/subtitles.h"

namespace nmt {

std::span<const DocumentFormat> document_formats() {
  static const std::vector<DocumentFormat> formats = {
      json_format(),   markdown_format(),      po_format(),         java_properties_format(),
      subrip_format(), apple_strings_format(), plain_text_format(), webvtt_format()};
  return formats;
}

const DocumentFormat* find_format(std::string_view name) {
  const auto formats = document_formats();
  const auto found = std::find_if(formats.begin(), formats.end(),
                                  [&](const DocumentFormat& each) { return each.name == name; });
  return found == formats.end() ? nullptr : &*found;
}

const DocumentFormat* format_of_file(std::string_view path) {
  std::string lower(path);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  for (const DocumentFormat& each : document_formats())
    for (const std::string_view suffix : each.suffixes)
      if (lower.ends_with(suffix)) return &each;
  return nullptr;
}

TranslatedText unchanged(const DocumentText& text) {
  TranslatedText same{.text = text.text};
  for (std::size_t i = 0; i < text.tags.size(); ++i) same.tags.push_back({i, text.tags[i].range});
  return same;
}

}  // namespace nmt
