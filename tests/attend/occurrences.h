// How often a regular expression matches.
#pragma once

#include <iterator>
#include <regex>
#include <string>

namespace nmt {

inline std::ptrdiff_t occurrences(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  return std::distance(std::sregex_iterator(text.begin(), text.end(), regex), {});
}

}  // namespace nmt
