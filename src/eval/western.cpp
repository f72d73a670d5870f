#include "eval/western.h"

#include <array>
#include <utility>

namespace nmt {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_period_or_comma(char c) { return c == '.' || c == ','; }

constexpr std::array<bool, 256> kSeparated = [] {
  std::array<bool, 256> separated{};
  for (const char c : std::string_view("!\"#$%&()*+/:;<=>?@[\\]^_`{|}~")) {
    separated[static_cast<unsigned char>(c)] = true;
  }
  return separated;
}();

// s/(FIRST)(SECOND)/before $1 $2 after/g. A match consumes both characters, so that the second
// cannot begin the next match. Of a character of several bytes one byte is enough: none is in
// [0-9.,-].
template <class Matches>
void replace_pairs(std::string& line, Matches matches, const char* before, const char* after) {
  std::string out;
  out.reserve(line.size() * 2);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (i + 1 < line.size() && matches(line[i], line[i + 1])) {
      out += before, out += line[i], out += ' ', out += line[++i], out += after;
    } else {
      out += line[i];
    }
  }
  line = std::move(out);
}

}  // namespace

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  std::size_t at = text.find(from);
  if (at == std::string::npos) return;
  std::string out;
  std::size_t copied = 0;
  for (; at != std::string::npos; at = text.find(from, copied)) {
    out.append(text, copied, at - copied).append(to);
    copied = at + from.size();
  }
  text = out.append(text, copied);
}

void unescape_entities(std::string& line) {
  if (line.find('&') == std::string::npos) return;
  replace_all(line, "&quot;", "\"");
  replace_all(line, "&amp;", "&");
  replace_all(line, "&lt;", "<");
  replace_all(line, "&gt;", ">");
}

// s/([{-~[-` -&(-+:-@\/])/ $1 /g
void separate_punctuation(std::string& line) {
  std::string out;
  out.reserve(line.size() * 2);
  for (const char c : line) {
    if (kSeparated[static_cast<unsigned char>(c)]) {
      out += ' ', out += c, out += ' ';
    } else {
      out += c;
    }
  }
  line = std::move(out);
}

void separate_periods_and_dashes(std::string& line) {
  const auto after_no_digit = [](char a, char b) { return !is_digit(a) && is_period_or_comma(b); };
  const auto before_no_digit = [](char a, char b) { return is_period_or_comma(a) && !is_digit(b); };
  const auto digit_and_dash = [](char a, char b) { return is_digit(a) && b == '-'; };
  replace_pairs(line, after_no_digit, "", " ");
  replace_pairs(line, before_no_digit, " ", "");
  replace_pairs(line, digit_and_dash, "", " ");
}

}  // namespace nmt
