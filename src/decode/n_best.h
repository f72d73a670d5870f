// n-best lists as Moses and Marian write them: `0 ||| translation ||| F0= -1.5 ||| -0.3`, and an
// alignment behind that where there is one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nmt {

struct NBestEntry {
  std::int64_t line = 0;  // of the source, from 0
  std::string text = {}, features = {}, score = {};
  std::optional<std::string> alignment = {};

  // The text on one line, its `|||` as `&#124;&#124;&#124;`; what looks like such an escape already
  // gets an `amp;`, so that every text is read again as it was.
  std::string to_line() const;
};

// Throws Error at `where` (file:line) unless there are four columns and the first is a number; the
// score may be missing, an alignment may follow it.
NBestEntry parse_n_best(std::string_view line, const std::string& where);

// Whether this is what nmt writes as the alignment of a translation: links, or a list of weights for
// each word; or nothing, for a translation without words.
bool is_alignment(std::string_view text);

// As a whole, without the blanks around it.
bool is_number(std::string_view text);

}  // namespace nmt
