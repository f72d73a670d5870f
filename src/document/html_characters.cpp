#include "document/html_characters.h"

#include <libxml/HTMLparser.h>

#include <charconv>

#include "base/utf8.h"
#include "document/characters.h"

namespace nmt {
namespace {

// Numbers from 128 to 159 mean other characters than they say; they stay as they are.
std::optional<std::string> character_of_number(std::string_view digits) {
  const bool hexadecimal = digits.starts_with('x') || digits.starts_with('X');
  if (hexadecimal) digits.remove_prefix(1);
  std::uint32_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto [rest, failed] = std::from_chars(digits.data(), end, number, hexadecimal ? 16 : 10);
  const bool is_control = number < 0x20 || (number >= 0x7f && number < 0xa0);
  const bool is_none = number > 0x10ffff || is_surrogate(number);
  if (failed != std::errc() || rest != end || is_control || is_none) return std::nullopt;
  std::string text;
  append_utf8(text, static_cast<char32_t>(number));
  return text;
}

// The names of HTML 4, and &apos;.
std::optional<std::string> character_of_name(const std::string& name) {
  if (name == "apos") return "'";
  const htmlEntityDesc* found = htmlEntityLookup(reinterpret_cast<const xmlChar*>(name.c_str()));
  if (found == nullptr) return std::nullopt;
  std::string text;
  append_utf8(text, static_cast<char32_t>(found->value));
  return text;
}

}  // namespace

std::optional<HtmlReference> html_reference(std::string_view text) {
  constexpr std::size_t kLongest = 33;  // &CounterClockwiseContourIntegral;
  const std::size_t end = text.substr(0, kLongest).find(';');
  if (end == std::string_view::npos || end < 2) return std::nullopt;
  std::string_view name = text.substr(1, end - 1);
  const bool is_number = name.front() == '#';
  if (is_number) name.remove_prefix(1);
  for (const char c : name)
    if (!is_ascii_alnum(c)) return std::nullopt;
  if (name.empty()) return std::nullopt;
  return HtmlReference{
      end + 1, is_number ? character_of_number(name) : character_of_name(std::string(name))};
}

std::string html_decoded(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    const std::size_t mark = text.find('&');
    decoded += text.substr(0, mark);
    if (mark == std::string_view::npos) break;
    text.remove_prefix(mark);
    const auto reference = html_reference(text);
    const std::size_t size = reference ? reference->size : 1;
    decoded += reference && reference->text ? *reference->text : std::string(text.substr(0, size));
    text.remove_prefix(size);
  }
  return decoded;
}

std::string html_encoded(std::string_view text, char quote) {
  std::string encoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '&')
      encoded += "&amp;";
    else if (text[i] == '<')
      encoded += "&lt;";
    else if (text[i] == '>')
      encoded += "&gt;";
    else if (quote != 0 && text[i] == quote)
      encoded += quote == '"' ? "&quot;" : "&#39;";
    else if (text.substr(i).starts_with("\u00a0"))
      encoded += "&#160;", ++i;
    else
      encoded += text[i];
  }
  return encoded;
}

}  // namespace nmt
