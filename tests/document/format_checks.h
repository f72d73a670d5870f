// What every format must bear.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "base/error.h"
#include "document/fake_translations.h"

namespace nmt {

using Translate = TranslatedText (*)(const DocumentText&);

// Words and tags from the last to the first, so that pairs change places and stay pairs.
inline TranslatedText backwards(const DocumentText& text) {
  struct Part {
    std::string text;
    int tag = -1;
  };
  std::vector<Part> parts;
  std::size_t at = 0;
  const auto add_words = [&](std::size_t end) {
    while (at < end) {
      const std::size_t blank = std::min(text.text.find(' ', at), end);
      if (blank > at) parts.push_back({text.text.substr(at, blank - at)});
      if (blank < end) parts.push_back({" "});
      at = std::min(blank + 1, end);
    }
  };
  for (std::size_t i = 0; i < text.tags.size(); ++i) {
    add_words(text.tags[i].range.begin);
    const int partner = text.tags[i].partner;
    const std::size_t other = partner < 0 ? i : static_cast<std::size_t>(partner);
    parts.push_back(
        {std::string(in_range(text.text, text.tags[other].range)), static_cast<int>(other)});
    at = text.tags[i].range.end;
  }
  add_words(text.text.size());
  TranslatedText reversed;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    const std::size_t begin = reversed.text.size();
    reversed.text += part->text;
    if (part->tag >= 0)
      reversed.tags.push_back({static_cast<std::size_t>(part->tag), {begin, reversed.text.size()}});
  }
  return reversed;
}

inline std::unique_ptr<Document> document_of(std::string_view format, const std::string& content,
                                             const DocumentLanguages& languages = {}) {
  const DocumentFormat* found = find_format(format);
  if (!found) throw Error({.what = "there is no such format"});
  return found->read(content, "file", languages);
}

inline std::string translated(std::string_view format, const std::string& content,
                              Translate translate, const DocumentLanguages& languages = {}) {
  const auto document = document_of(format, content, languages);
  std::vector<TranslatedText> translations;
  for (const DocumentText& text : document->texts()) translations.push_back(translate(text));
  return document->write(translations, languages);
}

// The texts, with [ and ] around each tag.
inline std::vector<std::string> texts_of(std::string_view format, const std::string& content) {
  std::vector<std::string> texts;
  const auto document = document_of(format, content);
  for (const DocumentText& text : document->texts()) {
    std::string& shown = texts.emplace_back();
    std::size_t at = 0;
    for (const InlineTag& tag : text.tags) {
      shown += text.text.substr(at, tag.range.begin - at) + "[";
      shown += std::string(in_range(text.text, tag.range)) + "]";
      at = tag.range.end;
    }
    shown += text.text.substr(at);
  }
  return texts;
}

// A document, or an Error; whatever the translation, what is written can be written.
inline void expect_borne(std::string_view format, const std::string& content, bool same = true) {
  try {
    const auto document = document_of(format, content);
    expect_sound(*document);
    for (const Translate translate : {unchanged, in_capitals, backwards}) {
      std::vector<TranslatedText> translations;
      for (const DocumentText& text : document->texts()) translations.push_back(translate(text));
      const std::string written = document->write(translations, {});
      if (translate == unchanged && same) {
        ASSERT_EQ(written, content);
      }
    }
  } catch (const Error& error) {
    EXPECT_NE(error.parts().where, "") << error.what();
  }
}

// Cut off anywhere, and with bytes that are others.
inline void expect_all_borne(std::string_view format, const std::string& content,
                             bool same = true) {
  for (std::size_t size = 0; size <= content.size(); ++size)
    expect_borne(format, content.substr(0, size), same);
  std::mt19937 random(1);
  const std::string marks =
      "\n\r\t \"'`*_~[](){}<>!&;:#\\|-=+./%0aZ\x80\xC3\xFF" + std::string(1, '\0');
  for (int round = 0; round < 2000; ++round) {
    std::string other = content;
    for (unsigned changes = 1 + random() % 4; changes > 0; --changes)
      other[random() % other.size()] = marks[random() % marks.size()];
    expect_borne(format, other, same);
  }
}

// `part` so often that it fills megabytes is read and written in seconds: not in the square of its
// size.
inline void expect_fast(std::string_view format, const std::string& part,
                        const std::string& begin = {}, const std::string& end = {},
                        std::size_t bytes = 2'000'000) {
  std::string content = begin;
  while (content.size() < bytes) content += part;
  content += end;
  // Of this process, however busy the machine is.
  const std::clock_t start = std::clock();
  try {
    translated(format, content, in_capitals);
  } catch (const Error&) {
  }
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  EXPECT_LT(seconds, 30) << part.substr(0, 60);
}

}  // namespace nmt
