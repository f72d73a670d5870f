// Regular expressions over UTF-8, in the syntax of RE2, which finds them in linear time whatever the
// expression: a server reads lines of strangers with them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "document/text_range.h"

namespace re2 {
class RE2;
}

namespace nmt {

// Immutable, so that threads may share one.
class Pattern {
 public:
  // Where the expression has a group, what is found is what its first group matches. Throws Error,
  // without a place, where it is no regular expression.
  explicit Pattern(const std::string& expression);

  // What it matches in the text, from left to right, none of them empty; `most` at most, since a
  // search may look at the whole rest of the text.
  std::vector<TextRange> find_all(std::string_view text,
                                  std::size_t most = std::string::npos) const;

 private:
  std::shared_ptr<const re2::RE2> expression_;
};

}  // namespace nmt
