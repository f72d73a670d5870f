#include "decode/tags.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

#include "text/words.h"

namespace nmt {
namespace {

// The size of the tag that the text starts with; 0 where it does not.
std::size_t tag_size(std::string_view text) {
  const std::size_t letter = text.starts_with("</") ? 2 : 1;
  if (text.size() <= letter || !std::isalpha(static_cast<unsigned char>(text[letter]))) return 0;
  const std::size_t end = text.find_first_of("<>", 1);
  return end == std::string_view::npos || text[end] == '<' ? 0 : end + 1;
}

std::string_view name_of(std::string_view tag) {
  tag.remove_prefix(tag.starts_with("</") ? 2 : 1);
  return tag.substr(0, tag.find_first_of(" \t/>"));
}

Tag::Kind kind_of(std::string_view tag) {
  if (tag.starts_with("</")) return Tag::Kind::closing;
  return tag.ends_with("/>") ? Tag::Kind::empty : Tag::Kind::opening;
}

// A closing tag and the last opening one before it of the same name that has no partner yet.
void find_partners(std::vector<Tag>& tags) {
  for (std::size_t i = 0; i < tags.size(); ++i) {
    if (tags[i].kind != Tag::Kind::closing) continue;
    for (std::size_t k = i; k-- > 0;) {
      const bool fits = tags[k].kind == Tag::Kind::opening && tags[k].partner < 0 &&
                        name_of(tags[k].text) == name_of(tags[i].text);
      if (!fits) continue;
      tags[k].partner = static_cast<int>(i);
      tags[i].partner = static_cast<int>(k);
      break;
    }
  }
}

// Words of the plain text that end before `place` or, for a closing tag, begin before it.
int words_before(std::string_view plain, std::size_t place, Tag::Kind kind) {
  int count = 0;
  for (const std::string_view word : words_of(plain)) {
    const auto begin = static_cast<std::size_t>(word.data() - plain.data());
    count += kind == Tag::Kind::closing ? begin < place : begin + word.size() <= place;
  }
  return count;
}

// Output words [begin, end).
struct Span {
  int begin = 0, end = 0;
};

class Placing {
 public:
  Placing(std::span<const OutputWord> words, std::span<const Tag> tags)
      : words_(words), tags_(tags), before_(words.size() + 1), after_(words.size()) {}

  void place() {
    for (std::size_t i = 0; i < tags_.size(); ++i) {
      const Tag& tag = tags_[i];
      if (tag.kind != Tag::Kind::closing) {
        const int at = tag.partner >= 0 ? range(tag).begin : place_before(tag.word);
        before_[static_cast<std::size_t>(at)] += tag.text;
      } else if (tag.partner < 0) {
        close(tag, place_behind(tag.word));
      } else {
        const Span span = range(tags_[static_cast<std::size_t>(tag.partner)]);
        const bool empty = span.begin == span.end;  // it follows its partner at once
        empty ? void(before_[static_cast<std::size_t>(span.begin)] += tag.text)
              : close(tag, span.end);
      }
    }
  }
  const std::string& before(std::size_t word) const { return before_[word]; }
  const std::string& after(std::size_t word) const { return after_[word]; }

 private:
  void close(const Tag& tag, int end) {
    std::string& place = end > 0 ? after_[static_cast<std::size_t>(end) - 1] : before_[0];
    place += tag.text;
  }
  // The words that look at what lies between an opening tag and its partner.
  Span range(const Tag& opening) const {
    const int last = tags_[static_cast<std::size_t>(opening.partner)].word;
    Span span{static_cast<int>(words_.size()), 0};
    for (int i = 0; i < static_cast<int>(words_.size()); ++i) {
      const int looked_at = words_[static_cast<std::size_t>(i)].strongest();
      if (looked_at < opening.word || looked_at >= last) continue;
      span.begin = std::min(span.begin, i);
      span.end = i + 1;
    }
    if (span.begin < span.end) return span;
    const int place = place_before(opening.word);
    return {place, place};
  }
  // The first word that looks at this source word or at one behind it.
  int place_before(int source) const {
    int nearest = static_cast<int>(words_.size()), distance = 1 << 30;
    for (int i = 0; i < static_cast<int>(words_.size()); ++i) {
      const int ahead = words_[static_cast<std::size_t>(i)].strongest() - source;
      if (ahead < 0 || ahead >= distance) continue;
      distance = ahead;
      nearest = i;
    }
    return nearest;
  }
  int place_behind(int source) const {
    int place = 0;
    for (int i = 0; i < static_cast<int>(words_.size()); ++i)
      if (words_[static_cast<std::size_t>(i)].strongest() == source - 1) place = i + 1;
    return place > 0 ? place : place_before(source);
  }

  std::span<const OutputWord> words_;
  std::span<const Tag> tags_;
  std::vector<std::string> before_, after_;
};

}  // namespace

TaggedText take_tags(std::string_view text) {
  TaggedText result;
  std::vector<std::size_t> places;
  while (!text.empty()) {
    const std::size_t size = text.front() == '<' ? tag_size(text) : 0;
    if (size == 0) {
      result.plain += text.front();
      text.remove_prefix(1);
      continue;
    }
    result.tags.push_back(
        {.text = std::string(text.substr(0, size)), .kind = kind_of(text.substr(0, size))});
    places.push_back(result.plain.size());
    text.remove_prefix(size);
  }
  for (std::size_t i = 0; i < places.size(); ++i)
    result.tags[i].word = words_before(result.plain, places[i], result.tags[i].kind);
  find_partners(result.tags);
  return result;
}

void put_tags(std::vector<OutputWord>& words, std::span<const Tag> tags) {
  if (tags.empty()) return;
  Placing placing(words, tags);
  placing.place();
  for (std::size_t i = 0; i < words.size(); ++i)
    words[i].text = placing.before(i) + words[i].text + placing.after(i);
  const std::string& rest = placing.before(words.size());
  if (rest.empty()) return;
  if (words.empty()) {
    words.push_back({.text = rest, .weights = {}, .confidence = 1});
  } else {
    words.back().text += rest;
  }
}

}  // namespace nmt
