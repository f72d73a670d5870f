// What a translation leaves as it stands in the text: addresses, markup, placeholders and their
// like.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/pattern.h"
#include "document/text_range.h"

namespace nmt {

enum class KeptKind {
  url,          // https://a.example/b?c#d, www.a.example, mailto:a@b.example
  email,        // first.last+tag@mail.example
  tag,          // <b>, </a>, <br/>, <!-- -->, <![CDATA[ ]]>
  placeholder,  // {name}, {0}, {{x}}, ${x}, %s, %1$s, %(name)s, <x id="1"/>
  path,         // /usr/bin/nmt, ~/notes.txt, src/main.cpp, C:\Users\me
  number,       // 1,234.5, -3 °C, 12 km, 5%, 2026-11-27, 10:30
  hashtag,      // #nmt
  mention,      // @name
  emoji,        // emoji and other symbols, with all that belongs to one
  code,         // `code` in backticks
  pattern       // of a regular expression
};

// As decoding.keep names it.
std::string_view kind_name(KeptKind kind);

struct KeptSpan {
  TextRange range;
  KeptKind kind = KeptKind::pattern;

  bool operator==(const KeptSpan&) const = default;
};

// Immutable, so that threads may share one.
class KeptScanner {
 public:
  // `kinds`: names of kinds; `all` and `none`; regular expressions, `regex:...` or `/.../`. Throws
  // Error, without a place, for anything else.
  explicit KeptScanner(const std::vector<std::string>& kinds);

  bool none() const { return kinds_.empty() && patterns_.empty(); }
  bool keeps(KeptKind kind) const;
  // What is kept of a line of valid UTF-8, from left to right. Of two that overlap, that which
  // begins first, then the longer one. In time linear in the line; a regular expression finds
  // kMostMatches things at most.
  std::vector<KeptSpan> spans_in(std::string_view line) const;

  static constexpr std::size_t kMostMatches = 1000;

 private:
  std::vector<KeptKind> kinds_;
  std::vector<Pattern> patterns_;
};

// The numbers of a text as they are written, without signs and units.
std::vector<TextRange> numbers_in(std::string_view text);

}  // namespace nmt
