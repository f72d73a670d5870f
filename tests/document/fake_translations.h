// Translations of documents that need no model.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "document/document.h"

namespace nmt {

inline std::unique_ptr<Document> read_document(std::string_view kind, std::string content,
                                               const DocumentLanguages& languages = {}) {
  return find_format(kind)->read(std::move(content), "file", languages);
}

inline std::vector<std::string> texts_of(const Document& document) {
  std::vector<std::string> texts;
  for (const DocumentText& text : document.texts()) texts.push_back(text.text);
  return texts;
}

inline std::string write_with(const Document& document,
                              const std::function<TranslatedText(const DocumentText&)>& translate,
                              const DocumentLanguages& languages = {}) {
  std::vector<TranslatedText> translations;
  for (const DocumentText& text : document.texts()) translations.push_back(translate(text));
  return document.write(translations, languages);
}

// Letters of ASCII in capitals, tags where they were.
inline TranslatedText in_capitals(const DocumentText& text) {
  TranslatedText capitals = unchanged(text);
  for (char& c : capitals.text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  for (const InlineTag& tag : text.tags)
    capitals.text.replace(tag.range.begin, tag.range.size(),
                          text.text.substr(tag.range.begin, tag.range.size()));
  return capitals;
}

// The parts at the top of a text (words, tags that stand alone, pairs with all that they hold) in
// the opposite order.
inline TranslatedText turned_around(const DocumentText& text) {
  struct Part {
    TextRange range;
    std::size_t first, last;  // tags
  };
  std::vector<Part> parts;
  std::size_t end = 0;
  for (std::size_t i = 0; i < text.tags.size();) {
    const std::size_t last =
        text.tags[i].partner >= 0 ? static_cast<std::size_t>(text.tags[i].partner) : i;
    if (text.tags[i].range.begin > end) parts.push_back({{end, text.tags[i].range.begin}, i, i});
    parts.push_back({{text.tags[i].range.begin, text.tags[last].range.end}, i, last + 1});
    end = text.tags[last].range.end;
    i = last + 1;
  }
  if (end < text.text.size()) parts.push_back({{end, text.text.size()}, 0, 0});
  std::reverse(parts.begin(), parts.end());
  TranslatedText turned;
  for (const Part& part : parts) {
    for (std::size_t i = part.first; i < part.last; ++i) {
      const TextRange tag = text.tags[i].range;
      const std::size_t begin = turned.text.size() + tag.begin - part.range.begin;
      turned.tags.push_back({i, {begin, begin + tag.size()}});
    }
    turned.text += in_range(text.text, part.range);
  }
  return turned;
}

// What every text keeps: tags in order, in the text, pairs nested.
inline void expect_sound(const Document& document) {
  for (const DocumentText& text : document.texts()) {
    std::size_t end = 0;
    std::vector<int> open;
    for (std::size_t i = 0; i < text.tags.size(); ++i) {
      const InlineTag& tag = text.tags[i];
      ASSERT_LE(end, tag.range.begin) << text.text;
      ASSERT_LT(tag.range.begin, tag.range.end) << text.text;
      ASSERT_LE(tag.range.end, text.text.size()) << text.text;
      end = tag.range.end;
      if (tag.partner < 0) continue;
      ASSERT_EQ(text.tags.at(static_cast<std::size_t>(tag.partner)).partner, static_cast<int>(i));
      if (tag.partner > static_cast<int>(i)) {
        open.push_back(static_cast<int>(i));
      } else {
        ASSERT_FALSE(open.empty()) << text.text;
        ASSERT_EQ(open.back(), tag.partner) << text.text;
        open.pop_back();
      }
    }
    ASSERT_TRUE(open.empty()) << text.text;
    ASSERT_TRUE(text.tags.empty() || text.text.find('\n') == std::string::npos) << text.text;
    ASSERT_FALSE(text.place.empty());
  }
}

// An Error or a document, which can be written.
inline void read_hostile(std::string_view kind, const std::string& content,
                         const DocumentLanguages& languages) {
  try {
    const auto document = read_document(kind, content, languages);
    expect_sound(*document);
    write_with(*document, unchanged, languages);
    write_with(*document, in_capitals, languages);
    write_with(*document, turned_around, languages);
  } catch (const Error& error) {
    ASSERT_FALSE(error.parts().what.empty());
    ASSERT_FALSE(error.parts().where.empty()) << error.what();
    ASSERT_FALSE(error.parts().fix.empty()) << error.what();
  }
}

// Cut off at each byte, and with single bytes of it changed.
inline void read_damaged(std::string_view kind, const std::string& content,
                         const DocumentLanguages& languages) {
  for (std::size_t size = 0; size < content.size(); ++size)
    read_hostile(kind, content.substr(0, size), languages);
  constexpr std::string_view kMarks("<>/&;\"' x\0\xff]", 12);
  unsigned random = 1;
  for (int round = 0; round < 2000; ++round) {
    std::string damaged = content;
    for (int i = 0; i <= round % 3; ++i) {
      random = random * 1664525 + 1013904223;
      damaged[(random >> 8) % damaged.size()] = kMarks[(random >> 28) % kMarks.size()];
    }
    read_hostile(kind, damaged, languages);
  }
}

inline std::string error_of(const std::function<void()>& run) {
  try {
    run();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace nmt
