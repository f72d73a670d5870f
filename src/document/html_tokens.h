// The tags of an HTML page and what stands between them. No tree is made of a page: browsers move
// what they find at wrong places, and then nobody knows any longer where it stood.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/text_range.h"

namespace nmt {

struct HtmlToken {
  enum class Kind {
    text,
    start,  // a start tag
    end,    // an end tag
    other   // a comment, an instruction, the text of a script
  };
  Kind kind = Kind::text;
  TextRange range;
  std::string name = {};  // of a tag, in lower case
  bool is_empty = false;  // a tag that ends in />
};

// All of the page, in order, without gaps. What script, style and their like hold is `other`, what
// title holds is text without tags (HTML, 13.2.5.1). In linear time, whatever the bytes are.
std::vector<HtmlToken> html_tokens(std::string_view page);

// White space.
inline constexpr std::string_view kHtmlBlanks = " \t\n\f\r";

struct HtmlAttribute {
  std::string name;  // in lower case
  TextRange value;   // of the tag; without quotation marks
  char quote = 0;    // the mark around it, or none
};

// Those of a start tag that have a value.
std::vector<HtmlAttribute> html_attributes(std::string_view tag);

// The start or end tag that belongs to each: the last start tag of its name that is still open. One
// number for each token; -1 for what has no partner.
std::vector<int> html_partners(const std::vector<HtmlToken>& tokens);

}  // namespace nmt
