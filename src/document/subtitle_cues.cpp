#include "document/subtitle_cues.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include "document/characters.h"
#include "document/sentence_rules.h"

namespace nmt {
namespace {

struct Timing {
  std::int64_t begin = 0, end = 0;
};

bool is_time_digit(char c) { return c >= '0' && c <= '9'; }

// Reads 01:02:03,456 or 02:03.456.
std::optional<std::int64_t> read_time(std::string_view& text) {
  constexpr std::int64_t kMost = 1'000'000'000, kSixty = 60, kThousand = 1000;
  std::int64_t time = 0;
  std::size_t numbers = 0;
  for (;;) {
    std::size_t digits = 0;
    std::int64_t number = 0;
    for (; digits < text.size() && is_time_digit(text[digits]); ++digits)
      number = std::min(number * 10 + (text[digits] - '0'), kMost);
    if (digits == 0) return std::nullopt;
    text.remove_prefix(digits);
    ++numbers;
    const char mark = text.empty() ? ' ' : text[0];
    if (numbers > 1 && (mark == ',' || mark == '.')) {
      time = std::min(time * kSixty + number, kMost);
      text.remove_prefix(1);
      std::int64_t fraction = 0, unit = kThousand;
      while (!text.empty() && is_time_digit(text[0])) {
        unit /= 10;
        fraction += unit * (text[0] - '0');
        text.remove_prefix(1);
      }
      return time * kThousand + fraction;
    }
    if (mark != ':' || numbers > 2) return std::nullopt;
    time = std::min(time * kSixty + number, kMost);
    text.remove_prefix(1);
  }
}

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

std::optional<Timing> timing_of(std::string_view line) {
  skip_blanks(line);
  const auto begin = read_time(line);
  skip_blanks(line);
  if (!begin || !line.starts_with("-->")) return std::nullopt;
  line.remove_prefix(3);
  skip_blanks(line);
  const auto end = read_time(line);
  if (!end) return std::nullopt;
  return Timing{*begin, *end};
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_time_digit);
}

class CueReader {
 public:
  CueReader(std::string_view content, SubtitleKind kind) : content_(content), kind_(kind) {
    for (std::size_t begin = 0; begin < content.size();) {
      const std::size_t end = std::min(content.find('\n', begin), content.size());
      lines_.push_back(without_white_space(content, {begin, end}));
      begin = end + 1;
    }
  }

  std::vector<CuePart> read() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const auto timing = timing_of(text_of(i));
      if (!timing) continue;
      const std::size_t end = end_of_cue(i + 1);
      add_cue(i + 1, end, *timing);
      i = end - 1;
    }
    return std::move(parts_);
  }

 private:
  std::string_view text_of(std::size_t line) const { return in_range(content_, lines_[line]); }

  // Cues of SubRip may have blank lines, and none between them.
  std::size_t end_of_cue(std::size_t line) const {
    for (; line < lines_.size(); ++line) {
      if (kind_ == SubtitleKind::webvtt && lines_[line].size() == 0) break;
      if (timing_of(text_of(line))) break;
      if (is_number(text_of(line)) && line + 1 < lines_.size() && timing_of(text_of(line + 1)))
        break;
    }
    return line;
  }
  void add_cue(std::size_t begin, std::size_t end, const Timing& timing) {
    const std::size_t first = parts_.size();
    for (std::size_t i = begin; i < end; ++i) {
      TextRange line = lines_[i];
      if (line.size() == 0) continue;
      const std::size_t dash = size_of_dash(in_range(content_, line));
      line.begin += dash;
      if (parts_.size() == first || dash > 0)
        parts_.push_back(
            {.cue = cues_, .begin = timing.begin, .end = timing.end, .has_dash = dash > 0});
      parts_.back().lines.push_back(line);
    }
    ++cues_;
    if (parts_.size() == first) return;
    parts_[first].is_first = true;
    parts_.back().is_last = true;
  }
  // Of a dash that begins what another says, with tags before it and the blank behind it.
  static std::size_t size_of_dash(std::string_view line) {
    constexpr std::string_view kDashes[] = {"-", "–", "—", "‐"};
    std::size_t at = 0;
    for (const TextRange tag : cue_tags(line.substr(0, kMostTags)))
      if (tag.begin == at) at = tag.end;
    for (const std::string_view dash : kDashes) {
      if (!line.substr(at).starts_with(dash)) continue;
      const std::size_t next = std::min(line.find_first_not_of(' ', at + dash.size()), line.size());
      const bool says = next < line.size() && !is_time_digit(line[next]) && line[next] != '-';
      return says ? next : 0;
    }
    return 0;
  }
  static constexpr std::size_t kMostTags = 500;  // bytes

  std::string_view content_;
  SubtitleKind kind_;
  std::vector<TextRange> lines_;
  std::vector<CuePart> parts_;
  std::size_t cues_ = 0;
};

// The words of a line without the tags at its ends.
std::string_view without_outer_tags(std::string_view line) {
  const std::vector<TextRange> tags = cue_tags(line);
  std::size_t begin = 0, end = line.size();
  const auto trim = [&] {
    const TextRange rest = without_white_space(line, {begin, end});
    begin = rest.begin;
    end = rest.end;
  };
  trim();
  for (auto tag = tags.begin(); tag != tags.end() && tag->begin == begin; ++tag, trim())
    begin = tag->end;
  for (auto tag = tags.rbegin(); tag != tags.rend() && tag->end == end && tag->begin >= begin;
       ++tag, trim())
    end = tag->begin;
  return line.substr(begin, end - begin);
}

template <std::size_t count>
bool ends_with_any(std::string_view text, const std::string_view (&marks)[count]) {
  return std::any_of(std::begin(marks), std::end(marks),
                     [&](std::string_view mark) { return text.ends_with(mark); });
}

}  // namespace

std::vector<CuePart> cue_parts(std::string_view content, SubtitleKind kind) {
  return CueReader(content, kind).read();
}

std::vector<TextRange> cue_tags(std::string_view line) {
  std::vector<TextRange> tags;
  for (std::size_t at = 0; (at = line.find_first_of("<{", at)) != std::string_view::npos;) {
    const char close = line[at] == '<' ? '>' : '}';
    const std::size_t end = line.find_first_of(close == '>' ? "<>" : "{}", at + 1);
    if (end == std::string_view::npos || line[end] != close) {
      // No later bracket of its kind closes what this one does not, unless another opens before.
      at = end == std::string_view::npos ? at + 1 : end;
      if (end == std::string_view::npos && line.find_first_of(">}", at) == end) break;
      continue;
    }
    const char first = line[at + 1], second = end > at + 2 ? line[at + 2] : ' ';
    const bool is_tag = close == '}' ? first == '\\'
                                     : is_ascii_letter(first) || is_time_digit(first) ||
                                           (first == '/' && is_ascii_letter(second));
    if (is_tag) tags.push_back({at, end + 1});
    at = is_tag ? end + 1 : at + 1;
  }
  return tags;
}

bool goes_on(std::string_view content, const CuePart& part, const CuePart& next,
             std::string_view language) {
  constexpr std::int64_t kLongPause = 3000;  // milliseconds
  if (!part.is_last || !next.is_first || next.has_dash || next.begin > part.end + kLongPause)
    return false;
  const std::string_view before = without_outer_tags(in_range(content, part.lines.back()));
  const std::string_view line = in_range(content, next.lines.front());
  const std::string_view after = without_outer_tags(line);
  if (!has_letters(before) || !has_letters(after)) return false;
  // It stands elsewhere, or another speaks.
  if (line.starts_with("{") || line.starts_with("<v")) return false;
  constexpr std::string_view kCommas[] = {",", ";", "，", "、", "؛", "،"};
  constexpr std::string_view kEnds[] = {".", "!",  "?", ":", "…",  "。", "！", "？", "：", "।",
                                        "؟", "\"", "”", "»", "」", "』", ")",  "]",  "♪",  "♫"};
  const char32_t first = character_at(after, 0);
  if (ends_with_any(before, kCommas)) return has_letters(after.substr(0, character_size(after[0])));
  const bool is_pause = before.ends_with("...") || before.ends_with("…");
  if (is_pause) return is_small(first) || after.starts_with("...") || after.starts_with("…");
  if (ends_with_any(before, kEnds)) return false;
  if (is_small(first) || is_time_digit(after[0])) return true;
  if (is_capital(first))
    return language == "de" || after.starts_with("I ") || after.starts_with("I'");
  // Chinese, Japanese and Thai subtitles have no marks between sentences.
  return has_letters(after.substr(0, character_size(after[0]))) && !writes_words_together(first);
}

}  // namespace nmt
