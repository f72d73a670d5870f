#include "document/subtitle_writer.h"

#include <algorithm>
#include <numeric>

#include "document/balanced_lines.h"
#include "document/sentence_rules.h"
#include "document/wrapping.h"

namespace nmt {
namespace {

// Beside what the lines were that were read.
constexpr int kUsualWidth = 42;

class SubtitleWriter {
 public:
  SubtitleWriter(const SubtitleText& text, SubtitleKind kind) : text_(text), kind_(kind) {}

  std::string write(const TranslatedText& translation) {
    flatten(translation);
    if (!has_words_in_all_cues()) divide_anew();
    std::string bytes;
    std::size_t cue = 0, begin = 0;
    for (const CueEnd& end : ends_) {
      write_cue({begin, end.at}, text_.cues[cue++], bytes);
      bytes += closers();
      bytes += text_.marks[end.tag].bytes;
      bytes += openers();
      begin = end.at;
    }
    write_cue({begin, words_.size()}, text_.cues[cue], bytes);
    return bytes;
  }

 private:
  struct CueEnd {
    std::size_t at = 0;  // of words_
    std::size_t tag = 0;
  };

  // One line with all marks but the ends of cues.
  void flatten(const TranslatedText& translation) {
    std::size_t at = 0;
    for (const PlacedTag& tag : translation.tags) {
      add_words(std::string_view(translation.text).substr(at, tag.range.begin - at));
      at = tag.range.end;
      if (text_.marks[tag.index].ends_cue) {
        after_end_ = true;
        ends_.push_back({words_.size(), tag.index});
        continue;
      }
      if (closes_nothing(tag.index)) {
        words_.resize(marks_.back().begin);
        marks_.pop_back();
        mark_tags_.pop_back();
        continue;
      }
      const std::string& bytes = text_.marks[tag.index].bytes;
      marks_.push_back({words_.size(), words_.size() + bytes.size()});
      mark_tags_.push_back(tag.index);
      words_ += bytes;
    }
    add_words(std::string_view(translation.text).substr(at));
    // They are in the order of the document, wherever the translation has them.
    std::vector<std::size_t> tags;
    for (const CueEnd& end : ends_) tags.push_back(end.tag);
    std::sort(tags.begin(), tags.end());
    for (std::size_t i = 0; i < tags.size(); ++i) ends_[i].tag = tags[i];
  }
  // Whether it follows what it closes.
  bool closes_nothing(std::size_t tag) const {
    return !mark_tags_.empty() && marks_.back().end == words_.size() &&
           text_.text.tags[tag].partner == static_cast<int>(mark_tags_.back());
  }
  void add_words(std::string_view words) {
    if (after_end_ && !words.empty()) {
      after_end_ = false;
      if (!words_.empty() && words_.back() != ' ' && words[0] != ' ' &&
          has_blank_between(words_, words))
        words_ += ' ';
    }
    for (const char c : words) {
      const bool escaped = kind_ == SubtitleKind::webvtt;
      if (c == '\n' || c == '\r')
        words_ += ' ';
      else if (escaped && c == '&')
        words_ += "&amp;";
      else if (escaped && c == '<')
        words_ += "&lt;";
      else if (escaped && c == '>')
        words_ += "&gt;";
      else
        words_ += c;
    }
  }

  std::vector<TextRange> marks_in(TextRange range) const {
    const auto first = std::lower_bound(
        marks_.begin(), marks_.end(), range.begin,
        [](const TextRange& mark, std::size_t begin) { return mark.begin < begin; });
    std::vector<TextRange> marks;
    for (auto mark = first; mark != marks_.end() && mark->end <= range.end; ++mark)
      marks.push_back({mark->begin - range.begin, mark->end - range.begin});
    return marks;
  }
  bool has_words_in_all_cues() const {
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= ends_.size(); ++i) {
      const std::size_t end = i < ends_.size() ? ends_[i].at : words_.size();
      if (!has_words({begin, end})) return false;
      begin = end;
    }
    return true;
  }
  bool has_words(TextRange range) const {
    const std::vector<TextRange> marks = marks_in(range);
    std::size_t at = range.begin;
    for (const TextRange mark : marks) {
      if (words_.find_first_not_of(' ', at) < range.begin + mark.begin) return true;
      at = range.begin + mark.end;
    }
    return words_.find_first_not_of(' ', at) < range.end;
  }
  void divide_anew() {
    std::vector<int> widths;
    for (const SubtitleText::LineWidths& lines : text_.cues)
      widths.push_back(std::accumulate(lines.begin(), lines.end(), 0));
    const std::vector<std::size_t> begins = balanced_lines(words_, marks_, widths);
    for (std::size_t i = 0; i < ends_.size(); ++i)
      ends_[i].at = i < begins.size() ? begins[i] : words_.size();
  }

  void write_cue(TextRange range, std::span<const int> widths, std::string& bytes) {
    range = without_white_space(words_, range);
    const std::string_view cue = in_range(words_, range);
    const std::vector<TextRange> marks = marks_in(range);
    std::vector<int> wanted(widths.begin(), widths.end());
    if (wanted.size() == 1 && width_without(cue, marks) > std::max(kUsualWidth, wanted[0]))
      wanted = {1, 1};
    std::vector<std::size_t> begins = balanced_lines(cue, marks, wanted);
    begins.push_back(cue.size());
    std::size_t at = 0;
    for (std::size_t i = 0; i < begins.size(); ++i) {
      const TextRange line =
          without_white_space(words_, {range.begin + at, range.begin + begins[i]});
      bytes += in_range(words_, line);
      open_in(line);
      at = begins[i];
      if (i + 1 == begins.size()) break;
      bytes += text_.closes_in_lines ? closers() + text_.line_break + openers() : text_.line_break;
    }
  }
  // Lines come in order, so each mark is seen once.
  void open_in(TextRange line) {
    for (; next_mark_ < marks_.size() && marks_[next_mark_].end <= line.end; ++next_mark_) {
      const std::size_t tag = mark_tags_[next_mark_];
      if (text_.marks[tag].opens)
        open_.push_back(tag);
      else if (text_.text.tags[tag].partner >= 0 && !open_.empty())
        open_.pop_back();
    }
  }
  std::string closers() const {
    std::string bytes;
    for (auto tag = open_.rbegin(); tag != open_.rend(); ++tag)
      bytes += text_.marks[static_cast<std::size_t>(text_.text.tags[*tag].partner)].bytes;
    return bytes;
  }
  std::string openers() const {
    std::string bytes;
    for (const std::size_t tag : open_) bytes += text_.marks[tag].bytes;
    return bytes;
  }

  const SubtitleText& text_;
  SubtitleKind kind_;
  std::string words_;
  std::vector<TextRange> marks_;        // of words_
  std::vector<std::size_t> mark_tags_;  // [marks_]
  std::vector<CueEnd> ends_;
  bool after_end_ = false;
  std::size_t next_mark_ = 0;
  std::vector<std::size_t> open_;  // tags
};

}  // namespace

std::string written_subtitle(const SubtitleText& text, const TranslatedText& translation,
                             SubtitleKind kind) {
  return SubtitleWriter(text, kind).write(translation);
}

}  // namespace nmt
