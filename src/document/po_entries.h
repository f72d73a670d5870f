// The entries of a gettext catalogue (.po, .pot), and where they stand in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/text_range.h"

namespace nmt {

struct PoEntry {
  std::size_t begin = 0;               // of its lines but those of comments and flags
  std::optional<std::string> context;  // strings without escapes
  std::string id;
  std::optional<std::string> plural;
  std::vector<std::string> translations;  // msgstr, or msgstr[0] and so on
  TextRange translations_range;           // from the first msgstr to the end of the last string
  std::vector<std::string> flags;         // fuzzy, c-format
  TextRange flags_line;  // the first of them, without its end; empty: there is none

  bool has_flag(std::string_view flag) const;
  bool is_header() const { return id.empty() && !context; }
  bool is_translated() const;
};

// Without those that are obsolete (#~). Throws Error, with FILE:LINE.
std::vector<PoEntry> po_entries(std::string_view content, const std::string& name);

// Strings of the catalogue for a value, each in quotes: one behind the keyword, or an empty one and
// lines below it, which are wrapped where the catalogue does.
std::string po_strings(std::string_view keyword, std::string_view value, bool wraps,
                       std::string_view end_of_line);

}  // namespace nmt
