#include "decode/n_best.h"

#include <charconv>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

constexpr std::string_view kBar = "|||";

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::string NBestEntry::to_line() const {
  std::string columns = format("{} ||| {} ||| {}", line, text, features);
  if (!score.empty()) columns += format(" ||| {}", score);
  return columns;
}

// The text may hold a bar itself, so that the number is read from the front and the others from the
// back where there are more than four columns.
NBestEntry parse_n_best(std::string_view line, const std::string& where) {
  std::vector<std::string_view> columns;
  for (std::string_view rest = line;;) {
    const std::size_t bar = rest.find(kBar);
    columns.push_back(rest.substr(0, bar));
    if (bar == std::string_view::npos) break;
    rest.remove_prefix(bar + kBar.size());
  }
  const auto refuse = [&](const std::string& what) {
    throw Error({.what = what,
                 .where = where,
                 .fix = "write `number ||| translation ||| features ||| score`, as nmt translate "
                        "--n_best does"});
  };
  if (columns.size() < 3) refuse(format("{} column(s) where an n-best list has 4", columns.size()));
  NBestEntry entry;
  const std::string_view number = without_blanks(columns[0]);
  const char* end = number.data() + number.size();
  const auto [stop, failure] = std::from_chars(number.data(), end, entry.line);
  if (failure != std::errc() || stop != end || entry.line < 0)
    refuse(format("'{:.40}' is not the number of a source line", number));
  const bool has_score = columns.size() > 3;
  const std::size_t features = has_score ? columns.size() - 2 : 2;
  const char* text_end = columns[features].data() - kBar.size();
  entry.text =
      without_blanks({columns[1].data(), static_cast<std::size_t>(text_end - columns[1].data())});
  entry.features = without_blanks(columns[features]);
  if (has_score) entry.score = without_blanks(columns.back());
  return entry;
}

}  // namespace nmt
