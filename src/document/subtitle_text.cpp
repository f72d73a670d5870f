#include "document/subtitle_text.h"

#include <algorithm>

#include "base/text_width.h"
#include "document/characters.h"
#include "document/entities.h"
#include "document/markup.h"
#include "document/wrapping.h"

namespace nmt {
namespace {

struct SubtitleToken {
  enum class Kind { words, tag, line, cue };
  Kind kind = Kind::words;
  TextRange range;         // of the content
  int partner = -1;        // token
  std::size_t opener = 0;  // of what is gone: the token that opens its span
  bool is_gone = false;
};

class SubtitleReader {
 public:
  SubtitleReader(std::string_view content, SubtitleKind kind) : content_(content), kind_(kind) {}

  SubtitleText read(std::span<const CuePart> parts) {
    add_tokens(parts);
    pair_up();
    join_spans();
    strip();
    build();
    return std::move(result_);
  }

 private:
  using Kind = SubtitleToken::Kind;

  std::string_view bytes(std::size_t token) const {
    return in_range(content_, tokens_[token].range);
  }

  void add_tokens(std::span<const CuePart> parts) {
    for (const CuePart& part : parts) {
      if (!tokens_.empty())
        tokens_.push_back({Kind::cue, {tokens_.back().range.end, part.lines.front().begin}});
      result_.cues.emplace_back();
      for (const TextRange line : part.lines) add_line(line, line.begin == part.lines[0].begin);
    }
  }
  void add_line(TextRange line, bool is_first) {
    if (!is_first) tokens_.push_back({Kind::line, {tokens_.back().range.end, line.begin}});
    const std::string_view text = in_range(content_, line);
    std::size_t at = 0;
    const auto add = [&](Kind kind, std::size_t end) {
      if (end > at) tokens_.push_back({kind, {line.begin + at, line.begin + end}});
      at = end;
    };
    int width = text_width(text);
    for (const TextRange tag : cue_tags(text)) {
      add(Kind::words, tag.begin);
      add(Kind::tag, tag.end);
      width -= text_width(in_range(text, tag));
    }
    add(Kind::words, text.size());
    result_.cues.back().push_back(std::max(width, 1));
  }

  void pair_up() {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (tokens_[i].kind != Kind::tag) continue;
      const std::string_view name = name_of(i);
      if (name.empty()) continue;
      if (!bytes(i).starts_with("</")) {
        open.push_back(i);
      } else if (!open.empty() && name_of(open.back()) == name) {
        tokens_[i].partner = static_cast<int>(open.back());
        tokens_[open.back()].partner = static_cast<int>(i);
        open.pop_back();
      }
    }
  }
  // b of <b>, c of <c.loud>.
  std::string_view name_of(std::size_t token) const {
    const std::string_view name = tag_name(bytes(token));
    return name.substr(0, name.find('.'));
  }

  // "<i>one</i>" and "<i>two</i>" in lines or cues that follow each other are one span.
  void join_spans() {
    for (std::size_t i = 1; i + 1 < tokens_.size(); ++i) {
      const bool is_line = tokens_[i].kind == Kind::line;
      if (!is_line && tokens_[i].kind != Kind::cue) continue;
      for (std::size_t before = i - 1, after = i + 1; is_joined(before, after); --before, ++after) {
        const int opener = tokens_[before].partner, closer = tokens_[after].partner;
        tokens_[static_cast<std::size_t>(opener)].partner = closer;
        tokens_[static_cast<std::size_t>(closer)].partner = opener;
        tokens_[before].is_gone = tokens_[after].is_gone = true;
        tokens_[before].opener = tokens_[after].opener = static_cast<std::size_t>(opener);
        result_.closes_in_lines = result_.closes_in_lines || is_line;
        if (before == 0 || after + 1 == tokens_.size()) break;
      }
    }
  }
  bool is_joined(std::size_t before, std::size_t after) const {
    const SubtitleToken &closer = tokens_[before], &opener = tokens_[after];
    if (closer.kind != Kind::tag || opener.kind != Kind::tag || closer.is_gone || opener.is_gone)
      return false;
    const bool in_order = closer.partner >= 0 &&
                          static_cast<std::size_t>(closer.partner) < before &&
                          opener.partner >= 0 && static_cast<std::size_t>(opener.partner) > after;
    return in_order && bytes(static_cast<std::size_t>(closer.partner)) == bytes(after);
  }

  // Marks at both ends, which no words stand outside of.
  void strip() {
    first_ = 0;
    end_ = tokens_.size();
    for (bool changed = true; changed && first_ < end_;) {
      changed = false;
      const SubtitleToken &first = tokens_[first_], &last = tokens_[end_ - 1];
      const bool around = first.partner >= 0 && static_cast<std::size_t>(first.partner) == end_ - 1;
      if (first.kind == Kind::line) {
        ++first_;
        changed = true;
      } else if (last.kind == Kind::line) {
        --end_;
        changed = true;
      } else if (first.kind == Kind::tag && (around || first.partner < 0)) {
        ++first_;
        if (around) --end_;
        changed = true;
      } else if (last.kind == Kind::tag && last.partner < 0) {
        --end_;
        changed = true;
      }
    }
  }

  void build() {
    bool has_letters_here = false;
    std::vector<int> tags(tokens_.size(), -1);  // [tokens]
    for (std::size_t i = first_; i < end_; ++i) {
      const SubtitleToken& token = tokens_[i];
      if (token.is_gone) continue;
      if (token.kind == Kind::words) {
        has_letters_here = has_letters_here || has_letters(bytes(i));
        add_words(bytes(i));
      } else if (token.kind == Kind::line) {
        end_line(i);
      } else {
        tags[i] = static_cast<int>(result_.marks.size());
        add_mark(i, token.kind == Kind::cue);
      }
    }
    for (std::size_t i = first_; i < end_; ++i) {
      if (tags[i] < 0 || tokens_[i].partner < 0) continue;
      const int partner = tags[static_cast<std::size_t>(tokens_[i].partner)];
      result_.text.tags[static_cast<std::size_t>(tags[i])].partner = partner;
      result_.marks[static_cast<std::size_t>(tags[i])].opens = partner > tags[i];
    }
    if (!has_letters_here || result_.text.text.empty()) {
      result_.text.text.clear();
      return;
    }
    result_.place = {tokens_[first_].range.begin, tokens_[end_ - 1].range.end};
    set_line_break();
  }
  // A border with the marks beside it that are around all.
  std::string_view with_outer_marks(std::size_t border) const {
    const auto is_outer = [&](std::size_t i) {
      return tokens_[i].is_gone && tokens_[i].opener < first_;
    };
    std::size_t begin = border, end = border;
    while (begin > first_ && is_outer(begin - 1)) --begin;
    while (end + 1 < end_ && is_outer(end + 1)) ++end;
    return in_range(content_, {tokens_[begin].range.begin, tokens_[end].range.end});
  }
  void set_line_break() {
    for (std::size_t i = first_; i < end_ && result_.line_break.empty(); ++i)
      if (tokens_[i].kind == Kind::line) result_.line_break = with_outer_marks(i);
    if (!result_.line_break.empty()) return;
    const std::size_t end = content_.find('\n', result_.place.begin);
    const bool returns = end != std::string_view::npos && end > 0 && content_[end - 1] == '\r';
    result_.line_break = returns ? "\r\n" : "\n";
  }
  void add_words(std::string_view words) {
    std::string& text = result_.text.text;
    if (kind_ == SubtitleKind::subrip) {
      text += words;
      return;
    }
    for (std::size_t at = 0; at < words.size();) {
      const std::size_t mark = std::min(words.find('&', at), words.size());
      text += words.substr(at, mark - at);
      constexpr std::size_t kLongest = 10;
      const std::size_t end = words.substr(mark, kLongest).find(';');
      const std::string character = end == std::string_view::npos
                                        ? std::string()
                                        : character_of_entity(words.substr(mark, end + 1));
      if (mark < words.size() && character.empty()) text += '&';
      text += character;
      at = mark + (character.empty() ? 1 : end + 1);
    }
  }
  void end_line(std::size_t line) {
    std::string& text = result_.text.text;
    std::size_t next = line + 1;
    while (next < end_ && tokens_[next].is_gone) ++next;
    if (text.empty() || next == end_) return;
    if (has_blank_between(text, bytes(next))) text += ' ';
  }
  void add_mark(std::size_t token, bool ends_cue) {
    const std::size_t begin = result_.text.text.size();
    result_.text.text += ends_cue ? std::string_view("<br>") : bytes(token);
    result_.text.tags.push_back({.range = {begin, result_.text.text.size()}, .divides = ends_cue});
    result_.marks.push_back(
        {.bytes = std::string(ends_cue ? with_outer_marks(token) : bytes(token)),
         .ends_cue = ends_cue});
  }

  std::string_view content_;
  SubtitleKind kind_;
  std::vector<SubtitleToken> tokens_;
  std::size_t first_ = 0, end_ = 0;  // the tokens that are not around all
  SubtitleText result_;
};

}  // namespace

SubtitleText subtitle_text(std::string_view content, std::span<const CuePart> parts,
                           SubtitleKind kind) {
  return SubtitleReader(content, kind).read(parts);
}

}  // namespace nmt
