// The expressions of the kinds. Each has one group, which is what is kept. None goes on through what
// begins its like again, so that all searches through a line together are linear too.
#include "document/kept_patterns.h"

#include <algorithm>
#include <string>

namespace nmt {
namespace {

using Expressions = std::vector<std::string>;

// What makes a word longer, in scripts that write spaces between words.
const std::string kWord =
    R"(\p{Latin}\p{Greek}\p{Cyrillic}\p{Arabic}\p{Hebrew}\p{Armenian}\p{Georgian}\p{N}_)";

// A group that begins where no such character stands before it, nor one of `others`.
std::string at_begin(const std::string& others, const std::string& group) {
  return "(?:^|[^" + kWord + others + "])(" + group + ")";
}
std::string any_of(const std::string& choices) { return "(?:" + choices + ")"; }

// The last label is of one script, since Chinese may follow at once.
std::string email() {
  const std::string local = R"([0-9_\p{Latin}\p{Greek}\p{Cyrillic}])",
                    inner = R"([0-9_\p{Latin}\p{Greek}\p{Cyrillic}.%+'\-]*)",
                    labels = R"((?:[\p{L}\p{M}\p{N}\-]+\.)+)",
                    last = R"([A-Za-z]{2,}(?:\-[A-Za-z0-9\-]*[A-Za-z0-9])?|)"
                           R"([\p{Cyrillic}\p{Greek}\p{Arabic}\p{Hebrew}\p{Devanagari}\p{M}]{2,}|)"
                           R"([\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}\p{Thai}]{2,})";
  return at_begin(R"(.%+\-@)", local + inner + "@" + labels + any_of(last));
}

Expressions placeholders() {
  const std::string flags = R"([\-+#0']*)", width = R"((?:[0-9]+|\*)?(?:\.(?:[0-9]+|\*))?)";
  return {R"((\{\{[^{}]+\}\}))",
          R"(([$#%]?\{[\p{L}_0-9@.][^{}\s:,]*(?:[:,!][^{}]*)?\}|[$#%]?\{ [^{}\s]+ \}|\{\}))",
          R"((%(?:[0-9]+\$)?)" + flags + width +
              R"((?:hh|h|ll|l|z|j|t|L)?[diouxXeEfFgGaAcspn@])(?:$|[^A-Za-z0-9_]))",
          R"((%\([^()%]+\))" + flags + width + R"([diouxXeEfFgGcrsa]))", "(%%)",
          // What XLIFF puts where something else stood.
          R"((<(?:x|ph|bx|ex|it)(?:\s[^<>]*)?/>))"};
}

Expressions paths() {
  const std::string name = R"([\p{L}\p{N}_.+@%\-]*[\p{L}\p{N}_])",
                    windows_name = R"([^\s\\/:*?"<>|]*[\p{L}\p{N}_])";
  return {at_begin(R"(/.~\\:&<)", R"((?:~|\.{1,2})?/)" + name + "(?:/" + name + ")*/?"),
          // src/main.cpp, not and/or
          at_begin(R"(/.~\\\-+@%:)", R"([\p{L}\p{N}_.+\-]+/(?:[\p{L}\p{N}_.+@%\-]+/)*)" + name +
                                         R"(\.[A-Za-z][A-Za-z0-9]{0,7})"),
          at_begin(R"(\\/)", R"((?:[A-Za-z]:|\\)\\)" + windows_name + R"((?:\\)" + windows_name +
                                 R"()*\\?)")};
}

// The marks within a number stand between digits, so that the full stop of a sentence is not taken.
std::string number() {
  const std::string currency = "[$€£¥₺₽₹₩₴₪]|EUR|USD|GBP|TRY|TL|CHF|JPY",
                    digits = R"([0-9]+(?:[.,'’:/\-\x{a0}\x{202f}\x{2009}][0-9]+)*)",
                    units = R"([%‰°′″]|°[CFK]|[℃℉Ω]|km/h|m/s|mph|[kcmµμn]?m[²³]?|ha|[kmµμ]?g|mg|)"
                            R"(lb|oz|[cmdh]?[lL]|[kMGT]?Hz|[kMGT]?Wh?|m?V|mA|[kMGT]i?[Bb]|)"
                            R"([kMG]bit(?:/s)?|ms|min|[hs]|px|dpi|pt|[kM]?Pa|hPa|bar|)";
  return at_begin(".,", R"([+\-−]?)" + any_of(any_of(currency) + " ?") + "?" + digits +
                            any_of(R"([ \x{a0}\x{202f}]?)" + any_of(units + currency)) + "?") +
         "(?:$|[^" + kWord + "])";
}

std::string hashtag() {
  return at_begin("&/#", R"([#＃][\p{L}\p{M}\p{N}_]*[\p{L}\p{M}][\p{L}\p{M}\p{N}_]*)");
}

std::string mention() {
  return at_begin(R"(.%+\-@/)", R"([@＠][A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_])?)");
}

// Flags, keycaps, and a symbol with its variation, skin or tags, joined with others by U+200D.
std::string emoji() {
  const std::string symbol =
      R"([\p{So}\x{203c}\x{2049}\x{2194}\x{21a9}\x{21aa}\x{25fd}\x{25fe}\x{3030}])"
      R"([\x{fe0e}\x{fe0f}\x{1f3fb}-\x{1f3ff}\x{e0020}-\x{e007f}\x{20e3}]*)";
  return R"(([\x{1f1e6}-\x{1f1ff}]{2}|[0-9#*]\x{fe0f}?\x{20e3}|)" + symbol + R"((?:\x{200d})" +
         symbol + ")*)";
}

// Made once, and only where a text may hold such a thing: some take milliseconds.
template <class Make>
std::vector<TextRange> found_by(std::string_view text, bool may_be, Make expressions) {
  if (!may_be) return {};
  static const std::vector<Pattern> patterns = [&] {
    const Expressions made = expressions();
    return std::vector<Pattern>(made.begin(), made.end());
  }();
  std::vector<TextRange> found;
  for (const Pattern& pattern : patterns) {
    const std::vector<TextRange> ranges = pattern.find_all(text);
    found.insert(found.end(), ranges.begin(), ranges.end());
  }
  return found;
}

bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

}  // namespace

std::vector<TextRange> found_by_pattern(KeptKind kind, std::string_view text) {
  const auto has_any_of = [&](std::string_view signs) {
    return text.find_first_of(signs) != std::string_view::npos;
  };
  switch (kind) {
    case KeptKind::email:
      return found_by(text, has_any_of("@"), [] { return Expressions{email()}; });
    case KeptKind::placeholder:
      return found_by(text, has_any_of("{%<"), [] { return placeholders(); });
    case KeptKind::path:
      return found_by(text, has_any_of("/\\"), [] { return paths(); });
    case KeptKind::number:
      return found_by(text, has_any_of("0123456789"), [] { return Expressions{number()}; });
    case KeptKind::hashtag:  // with U+FF03 too, and
      return found_by(text, has_any_of("#\xef"), [] { return Expressions{hashtag()}; });
    case KeptKind::mention:  // with U+FF20, which both begin with this byte
      return found_by(text, has_any_of("@\xef"), [] { return Expressions{mention()}; });
    case KeptKind::emoji:
      return found_by(text, std::any_of(text.begin(), text.end(), is_beyond_ascii),
                      [] { return Expressions{emoji()}; });
    default:
      return {};
  }
}

std::vector<TextRange> numbers_in(std::string_view text) {
  static const Pattern pattern(at_begin("", R"([0-9]+(?:[.,'’\x{a0}\x{202f}\x{2009}][0-9]+)*)"));
  return pattern.find_all(text);
}

}  // namespace nmt
