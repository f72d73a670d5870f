#include "decode/document_lines.h"

#include <algorithm>
#include <utility>

#include "document/characters.h"
#include "text/words.h"

namespace nmt {
namespace {

// What is no tag, with a space for each tag.
std::string without_tags(std::string_view text, const std::vector<InlineTag>& tags) {
  std::string rest;
  std::size_t begin = 0;
  for (const InlineTag& tag : tags) {
    rest.append(text.substr(begin, tag.range.begin - begin)) += ' ';
    begin = tag.range.end;
  }
  return rest.append(text.substr(begin));
}

}  // namespace

DocumentLines::DocumentLines(const Document& document)
    : document_(document), texts_(document.texts().size()) {
  for (std::size_t text = 0; text < texts_.size(); ++text) add_lines(text);
}

void DocumentLines::add_lines(std::size_t index) {
  const DocumentText& text = document_.texts()[index];
  const auto add = [&](std::size_t begin, std::size_t end) {
    const std::string_view line = std::string_view(text.text).substr(begin, end - begin);
    if (!has_letters(without_tags(line, text.tags))) return;
    const std::string_view inner = trimmed(line);
    begin += static_cast<std::size_t>(inner.data() - line.data());
    Line added{.text = index, .range = {begin, begin + inner.size()}, .tags = text.tags};
    for (InlineTag& tag : added.tags) tag.range = {tag.range.begin - begin, tag.range.end - begin};
    lines_.push_back(std::move(added));
  };
  if (!text.tags.empty()) return add(0, text.text.size());
  for (std::size_t begin = 0; begin < text.text.size();) {
    const std::size_t end = std::min(text.text.find('\n', begin), text.text.size());
    add(begin, end);
    begin = end + 1;
  }
}

LineToTranslate DocumentLines::line(std::size_t index) const {
  const Line& line = lines_[index];
  return {.text = in_range(text_of(line).text, line.range),
          .number = static_cast<std::int64_t>(index) + 1,
          .tags = line.tags};
}

const std::string& DocumentLines::place(std::size_t index) const {
  return text_of(lines_[index]).place;
}

// What no line is of stays as it is.
void DocumentLines::finish_texts(std::size_t end) {
  for (; text_ < end; ++text_, end_ = 0) {
    const DocumentText& text = document_.texts()[text_];
    if (end_ == 0)
      texts_[text_] = unchanged(text);
    else
      texts_[text_].text += text.text.substr(end_);
  }
}

void DocumentLines::take(const Translation& translation) {
  const Line& line = lines_[taken_++];
  finish_texts(line.text);
  const Candidate& best = translation.candidates.front();
  TranslatedText& text = texts_[text_];
  text.text += text_of(line).text.substr(end_, line.range.begin - end_);
  const std::size_t begin = text.text.size();
  text.text += best.text;
  std::size_t next = begin;
  const auto keep_on_one_line = [&](std::size_t end) {
    std::replace_if(
        text.text.begin() + static_cast<std::ptrdiff_t>(next),
        text.text.begin() + static_cast<std::ptrdiff_t>(end),
        [](char c) { return c == '\n' || c == '\r'; }, ' ');
  };
  for (PlacedTag tag : best.tags) {
    tag.range = {begin + tag.range.begin, begin + tag.range.end};
    keep_on_one_line(tag.range.begin);
    next = tag.range.end;
    text.tags.push_back(tag);
  }
  keep_on_one_line(text.text.size());
  end_ = line.range.end;
}

std::vector<TranslatedText> DocumentLines::texts() && {
  finish_texts(texts_.size());
  return std::move(texts_);
}

}  // namespace nmt
