#include "document/paragraphs.h"

#include <algorithm>
#include <string>

#include "base/text_width.h"
#include "document/characters.h"
#include "document/sentence_rules.h"
#include "document/wrapping.h"

namespace nmt {
namespace {

// Nobody wraps at fewer cells, and who has lines of more does not wrap.
constexpr int kLeastWidth = 40, kMostWidth = 160;

constexpr std::string_view kDigits = "0123456789";

// The bytes of the mark of a list item, blanks behind it counted; 0: there is none.
std::size_t size_of_item_mark(std::string_view text) {
  constexpr std::string_view kBullets[] = {"-", "*", "+", "•", "‣", "◦", "–", "·", "▪"};
  constexpr std::size_t kMostDigits = 3;
  std::size_t size = 0;
  for (const std::string_view bullet : kBullets)
    if (text.starts_with(bullet)) size = bullet.size();
  if (size == 0) {
    const bool opened = text.starts_with("(");
    const std::string_view rest = text.substr(opened ? 1 : 0);
    const std::size_t digits = std::min(rest.find_first_not_of(kDigits), rest.size());
    const bool letter = digits == 0 && !rest.empty() && is_ascii_letter(rest[0]);
    const std::size_t name = letter ? 1 : digits;
    if (name == 0 || name > kMostDigits || name >= rest.size()) return 0;
    const bool closed = rest[name] == ')';
    if (opened ? !closed : !closed && (letter || rest[name] != '.')) return 0;
    size = (opened ? 1 : 0) + name + 1;
  }
  const std::size_t next = std::min(text.find_first_not_of(" \t", size), text.size());
  return next == size ? 0 : next;
}

bool has_columns(std::string_view text) {
  return text.find('\t') != std::string_view::npos || text.find("   ") != std::string_view::npos;
}

PlainLine plain_line(std::string_view content, std::size_t begin, std::size_t end) {
  PlainLine line;
  constexpr std::string_view kByteOrderMark = "\uFEFF";
  const bool marked = begin == 0 && content.starts_with(kByteOrderMark);
  const std::size_t mark =
      content.find_first_not_of(" \t>", begin + (marked ? kByteOrderMark.size() : 0));
  std::size_t text = std::min(mark, end);
  const std::size_t item = size_of_item_mark(content.substr(text, end - text));
  line.is_item = item > 0;
  line.text = without_white_space(content, {text + item, end});
  if (!has_letters(in_range(content, line.text))) line.text = {line.text.begin, line.text.begin};
  line.before = {begin, line.text.begin};
  line.after = {line.text.end, std::min(end + 1, content.size())};
  line.is_columns = has_columns(in_range(content, line.text));
  return line;
}

std::string quote_marks(std::string_view before) {
  return std::string(static_cast<std::size_t>(std::count(before.begin(), before.end(), '>')), '>');
}

class ParagraphFinder {
 public:
  ParagraphFinder(std::string_view content, const std::vector<PlainLine>& lines)
      : content_(content), lines_(lines) {
    for (const PlainLine& line : lines) {
      widths_.push_back(text_width(in_range(content, line.before)) +
                        text_width(in_range(content, line.text)));
      first_widths_.push_back(
          line.text.size() == 0 ? 0 : first_part_width(in_range(content, line.text)));
    }
  }

  std::vector<Paragraph> find() {
    find_blocks();
    for (const Block& block : blocks_) add_runs(block, width_of(block));
    // What is wrapped at the width of the others needs no other evidence.
    int common = 0;
    for (const Paragraph& paragraph : found_) common = std::max(common, paragraph.width);
    found_.clear();
    for (const Block& block : blocks_)
      add_runs(block, width_of(block), width_of(block) <= common ? common : 0);
    return std::move(found_);
  }

 private:
  struct Block {
    std::size_t first = 0, last = 0;
  };
  std::string_view text_of(std::size_t line) const { return in_range(content_, lines_[line].text); }
  std::string_view before(std::size_t line) const {
    return in_range(content_, lines_[line].before);
  }

  // Lines that follow each other and, but for the first, begin alike.
  void find_blocks() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].text.size() == 0) continue;
      if (i > 0 && lines_[i - 1].text.size() > 0 && belongs_to(blocks_.back(), i))
        blocks_.back().last = i;
      else
        blocks_.push_back({i, i});
    }
  }
  bool belongs_to(const Block& block, std::size_t line) const {
    if (lines_[line].is_item || lines_[line].is_columns || lines_[line - 1].is_columns)
      return false;
    if (block.last > block.first) return before(line) == before(block.last);
    return quote_marks(before(line)) == quote_marks(before(block.first));
  }
  // Of its longest line that could have been broken.
  int width_of(const Block& block) const {
    int width = 0;
    for (std::size_t i = block.first; i <= block.last; ++i) {
      const bool broken = first_widths_[i] < text_width(text_of(i));
      if (broken) width = std::max(width, widths_[i]);
    }
    return width;
  }

  bool has_room(std::size_t line, int width) const {
    return widths_[line] + 1 + first_widths_[line + 1] <= width;
  }
  // Whether a sentence goes on in the next line.
  bool goes_on(std::size_t line) const {
    const char32_t next = character_at(text_of(line + 1), 0);
    if (is_small(next)) return true;
    const std::string_view text = text_of(line);
    return !is_capital(next) &&
           has_letters(text_of(line + 1).substr(0, character_size(text_of(line + 1)[0]))) &&
           !ends_with_mark(text);
  }
  static bool ends_with_mark(std::string_view text) {
    constexpr std::string_view kMarks[] = {".",  "!",  "?",  ":", ";", "。",
                                           "！", "？", "：", "।", "؟"};
    return std::any_of(std::begin(kMarks), std::end(kMarks),
                       [&](std::string_view mark) { return text.ends_with(mark); });
  }
  // A line that is nearly full may have been broken by hand or for its looks.
  bool is_broken(std::size_t line, int width) const {
    return !has_room(line, width) ||
           (4 * widths_[line] >= 3 * width && is_small(character_at(text_of(line + 1), 0)));
  }

  // common: the width that the document is known to have, or 0.
  void add_runs(const Block& block, int own, int common = 0) {
    for (std::size_t first = block.first; first <= block.last;) {
      Paragraph run = run_from(first, block.last, common);
      if (run.width == 0) run = run_from(first, block.last, own);
      if (run.width > 0 && run.width != common && !is_evident(run)) run.width = 0;
      if (run.width == 0) run.last = first;
      found_.push_back(run);
      first = run.last + 1;
    }
  }
  Paragraph run_from(std::size_t first, std::size_t end, int width) const {
    std::size_t last = first;
    if (width >= kLeastWidth && width <= kMostWidth)
      while (last < end && is_broken(last, width)) ++last;
    return {first, last, last > first ? width : 0};
  }
  bool is_evident(const Paragraph& run) const {
    for (std::size_t i = run.first; i < run.last; ++i)
      if (goes_on(i)) return true;
    return false;
  }

  std::string_view content_;
  const std::vector<PlainLine>& lines_;
  std::vector<int> widths_, first_widths_;  // [lines]
  std::vector<Block> blocks_;
  std::vector<Paragraph> found_;
};

}  // namespace

std::vector<PlainLine> plain_lines(std::string_view content) {
  std::vector<PlainLine> lines;
  for (std::size_t begin = 0; begin < content.size();) {
    const std::size_t end = std::min(content.find('\n', begin), content.size());
    lines.push_back(plain_line(content, begin, end));
    begin = end + 1;
  }
  return lines;
}

std::vector<Paragraph> paragraphs_of(std::string_view content,
                                     const std::vector<PlainLine>& lines) {
  return ParagraphFinder(content, lines).find();
}

}  // namespace nmt
