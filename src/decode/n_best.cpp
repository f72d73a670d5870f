#include "decode/n_best.h"

#include <charconv>

#include "base/error.h"
#include "base/format.h"
#include "decode/output.h"
#include "text/words.h"

namespace nmt {
namespace {

constexpr std::string_view kBars = "|||", kEscapedBars = "&#124;&#124;&#124;",
                           kEscapedBar = "&#124;", kAmpersand = "&amp;";

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Without the blank that separates it from the bars on either side.
std::string_view column_text(std::string_view column) {
  if (column.starts_with(' ')) column.remove_prefix(1);
  if (column.ends_with(' ')) column.remove_suffix(1);
  return column;
}

// The size of `&#124;`, `&amp;#124;`, `&amp;amp;#124;` and so on at the start; 0 where there is none.
std::size_t escape_size(std::string_view text) {
  constexpr std::string_view kAgain = "amp;", kLast = "#124;";
  if (!text.starts_with('&')) return 0;
  std::size_t at = 1;
  while (text.substr(at).starts_with(kAgain)) at += kAgain.size();
  return text.substr(at).starts_with(kLast) ? at + kLast.size() : 0;
}

std::string escape_bars(std::string_view text) {
  std::string escaped;
  while (!text.empty()) {
    const bool bars = text.starts_with(kBars), escape = escape_size(text) > 0;
    escaped += bars ? kEscapedBars : escape ? kAmpersand : text.substr(0, 1);
    text.remove_prefix(bars ? kBars.size() : 1);
  }
  return escaped;
}

std::string unescape_bars(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const std::size_t escape = escape_size(text);
    const bool bar = escape == kEscapedBar.size();
    plain += bar ? '|' : text.front();
    text.remove_prefix(bar ? kEscapedBar.size() : escape > 0 ? kAmpersand.size() : 1);
  }
  return plain;
}

std::vector<std::string_view> columns_of(std::string_view line) {
  std::vector<std::string_view> columns;
  for (;;) {
    const std::size_t bar = line.find(kBars);
    columns.push_back(line.substr(0, bar));
    if (bar == std::string_view::npos) return columns;
    line.remove_prefix(bar + kBars.size());
  }
}

// Another program may have left the bars of a text as they are, so that five columns or more need
// not mean an alignment.
bool ends_in_alignment(const std::vector<std::string_view>& columns) {
  if (columns.size() < 5) return false;
  const auto from_end = columns.rbegin();
  return is_alignment(from_end[0]) && is_number(from_end[1]) &&
         from_end[2].find('=') != std::string_view::npos;
}

}  // namespace

std::string NBestEntry::to_line() const {
  std::string columns = format("{} ||| {} ||| {}", line, escape_bars(on_one_line(text)), features);
  if (!score.empty() || alignment) columns += format(" ||| {}", score);
  if (alignment) columns += format(" ||| {}", *alignment);
  return columns;
}

// The number is read from the front and the others from the back.
NBestEntry parse_n_best(std::string_view line, const std::string& where) {
  std::vector<std::string_view> columns = columns_of(line);
  const auto refuse = [&](const std::string& what) {
    throw Error({.what = what,
                 .where = where,
                 .fix = "write `number ||| translation ||| features ||| score`, as nmt translate "
                        "--n_best does"});
  };
  if (columns.size() < 3) refuse(format("{} column(s) where an n-best list has 4", columns.size()));
  NBestEntry entry;
  const std::string_view number = without_blanks(columns[0]);
  const char* end = number.data() + number.size();
  const auto [stop, failure] = std::from_chars(number.data(), end, entry.line);
  if (failure != std::errc() || stop != end || entry.line < 0)
    refuse(format("'{:.40}' is not the number of a source line", number));
  if (ends_in_alignment(columns)) {
    entry.alignment = without_blanks(columns.back());
    columns.pop_back();
  }
  if (columns.size() > 3) {
    entry.score = without_blanks(columns.back());
    columns.pop_back();
  }
  entry.features = without_blanks(columns.back());
  const char* text_end = columns.back().data() - kBars.size();
  entry.text = unescape_bars(
      column_text({columns[1].data(), static_cast<std::size_t>(text_end - columns[1].data())}));
  return entry;
}

bool is_alignment(std::string_view text) {
  bool alignment = true;
  for_each_word(text, [&](std::string_view word) {
    alignment = alignment && word.front() >= '0' && word.front() <= '9' &&
                word.find_first_not_of("0123456789.,e-+") == std::string_view::npos;
  });
  return alignment;
}

bool is_number(std::string_view text) {
  text = without_blanks(text);
  double number = 0;
  const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failure == std::errc() && stop == text.data() + text.size();
}

}  // namespace nmt
