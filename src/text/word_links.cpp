#include "text/word_links.h"

#include <charconv>

#include "base/error.h"
#include "base/format.h"
#include "text/words.h"

namespace nmt {
namespace {

// The whole of `text` as a position, or false.
bool read_position(std::string_view text, int& position) {
  const char* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, position);
  return failure == std::errc() && stop == end && position >= 0 && text.front() != '-';
}

bool read_link(std::string_view text, WordLink& link) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos || dash == 0 || dash + 1 == text.size()) return false;
  return read_position(text.substr(0, dash), link.source) &&
         read_position(text.substr(dash + 1), link.target);
}

}  // namespace

std::string to_pharaoh(const WordLinks& links) {
  std::string line;
  for (const WordLink& link : links)
    line += format("{}{}-{}", line.empty() ? "" : " ", link.source, link.target);
  return line;
}

WordLinks parse_pharaoh(std::string_view line, const std::string& where) {
  WordLinks links;
  for_each_word(line, [&](std::string_view word) {
    WordLink link;
    if (!read_link(word, link))
      throw Error({.what = format("'{:.40}' is not a link between two words", word),
                   .where = where,
                   .fix = "write links as source-target, positions from 0, such as 0-0 1-2; nmt "
                          "align writes them"});
    links.push_back(link);
  });
  return links;
}

}  // namespace nmt
