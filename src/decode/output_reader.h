// Reads again what output.h writes.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "decode/n_best.h"

namespace nmt {

// The translations in a line of any format that has them with their numbers: of an n-best list, of
// tsv, or of JSON, which may hold several. Throws Error at `where` (file:line) on anything else.
std::vector<NBestEntry> read_entries(std::string_view line, const std::string& where);

// The translation in a line of the format text that ends in ` ||| ` and an alignment, or nothing.
std::optional<std::string_view> before_alignment(std::string_view line);

// What a text of translations is, seen from its lines.
enum class TranslationText {
  plain,    // a translation a line
  aligned,  // each with an alignment behind it
  entries,  // what read_entries() reads
};
// `next`: the next line, false at the end. The first tells, or, for an aligned text, every one.
TranslationText kind_of_translations(const std::function<bool(std::string&)>& next);

}  // namespace nmt
