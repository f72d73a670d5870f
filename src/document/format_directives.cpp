#include "document/format_directives.h"

#include <algorithm>
#include <iterator>

#include "base/format.h"
#include "document/kept_spans.h"
#include "document/pattern.h"

namespace nmt {
namespace {

enum class FormatSyntax { none, percent, brace, qt, other };

template <std::size_t count>
bool has_format(std::span<const std::string> flags, const std::string_view (&names)[count]) {
  return std::any_of(flags.begin(), flags.end(), [&](const std::string& flag) {
    return std::any_of(std::begin(names), std::end(names), [&](std::string_view name) {
      return flag == std::string(name) + "-format";
    });
  });
}

constexpr std::string_view kPercent[] = {
    "c",    "objc", "python", "php",    "perl",       "awk",          "lua",
    "ruby", "tcl",  "elisp",  "librep", "javascript", "gcc-internal", "gfc-internal"};
constexpr std::string_view kNumbered[] = {"c", "objc", "php", "perl", "gcc-internal"};
constexpr std::string_view kBrace[] = {"python-brace", "perl-brace", "csharp",
                                       "java",         "c++",        "rust"};

constexpr std::string_view kQt[] = {"qt", "qt-plural", "kde", "kde-kuit"};

FormatSyntax syntax_of(std::span<const std::string> flags) {
  if (has_format(flags, kPercent)) return FormatSyntax::percent;
  if (has_format(flags, kBrace)) return FormatSyntax::brace;
  if (has_format(flags, kQt)) return FormatSyntax::qt;
  const bool other = std::any_of(flags.begin(), flags.end(), [](const std::string& flag) {
    return flag.ends_with("-format") && !flag.starts_with("no-");
  });
  return other ? FormatSyntax::other : FormatSyntax::none;
}

const Pattern& percent_pattern() {
  static const Pattern pattern(
      R"(%(?:\([^)]*\)|\d+\$)?[-+ #0'I]*(?:\d+|\*)?(?:\.(?:\d+|\*)?)?(?:hh|h|ll|l|q|L|j|z|t)?)"
      R"((?:[diouxXeEfFgGaAcCsSpnmr@%]|<[A-Za-z0-9]+>))");
  return pattern;
}
const Pattern& brace_pattern() {
  static const Pattern pattern(R"(\{\{|\}\}|\{[^{}]*\})");
  return pattern;
}

const Pattern& qt_pattern() {
  static const Pattern pattern(R"(%L?(?:\d{1,2}|n))");
  return pattern;
}

// Whether it takes the next argument, whichever that is.
bool takes_next(std::string_view directive, FormatSyntax syntax) {
  if (syntax == FormatSyntax::percent) {
    const bool none = directive.back() == '%' || directive.back() == 'm';
    return !none && directive.find_first_of("($") == std::string_view::npos;
  }
  return syntax == FormatSyntax::brace && (directive == "{}" || directive.starts_with("{:"));
}

}  // namespace

std::vector<TextRange> format_directives(std::string_view text,
                                         std::span<const std::string> flags) {
  switch (syntax_of(flags)) {
    case FormatSyntax::none:
      return {};
    case FormatSyntax::percent:
      return percent_pattern().find_all(text);
    case FormatSyntax::brace:
      return brace_pattern().find_all(text);
    case FormatSyntax::qt:
      return qt_pattern().find_all(text);
    case FormatSyntax::other:
      break;
  }
  static const KeptScanner scanner({"placeholder"});
  std::vector<TextRange> ranges;
  for (const KeptSpan& span : scanner.spans_in(text)) ranges.push_back(span.range);
  return ranges;
}

std::vector<std::string> reordered(std::span<const std::string> directives,
                                   std::span<const std::size_t> order,
                                   std::span<const std::string> flags) {
  const FormatSyntax syntax = syntax_of(flags);
  std::vector<std::size_t> next_of;  // directives that take the next argument, as they stand now
  for (const std::size_t i : order)
    if (takes_next(directives[i], syntax)) next_of.push_back(i);
  std::vector<std::string> result;
  for (const std::size_t i : order) result.push_back(directives[i]);
  if (std::is_sorted(next_of.begin(), next_of.end())) return result;

  std::vector<std::size_t> old_order = next_of;
  std::sort(old_order.begin(), old_order.end());
  const bool numbered = (syntax == FormatSyntax::brace || has_format(flags, kNumbered)) &&
                        std::none_of(old_order.begin(), old_order.end(), [&](std::size_t i) {
                          return directives[i].find('*') != std::string::npos;
                        });
  std::size_t place = 0;  // among next_of
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (!takes_next(directives[order[i]], syntax)) continue;
    const auto argument = std::lower_bound(old_order.begin(), old_order.end(), order[i]);
    const auto number = argument - old_order.begin();
    if (!numbered)
      result[i] = directives[old_order[place]];
    else if (syntax == FormatSyntax::brace)
      result[i].insert(1, format("{}", number));
    else
      result[i].insert(1, format("{}$", number + 1));
    ++place;
  }
  return result;
}

}  // namespace nmt
