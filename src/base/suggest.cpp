#include "base/suggest.h"

#include <algorithm>
#include <numeric>

namespace nmt {
namespace {

std::string_view before_colon(std::string_view word) { return word.substr(0, word.find(':')); }

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Three rows of the table: a swap of neighbours looks two rows back.
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitute = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, substitute});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row.back();
}

std::string nearest_word(std::string_view typed, const std::vector<std::string>& known) {
  typed = before_colon(typed);
  std::string best;
  std::size_t best_distance = 1 + typed.size() / 3;
  for (const std::string& word : known) {
    const std::string_view name = before_colon(word);
    const std::size_t distance = edit_distance(typed, name);
    // A word of which nothing is left is not a misspelling.
    if (distance >= std::max(typed.size(), name.size())) continue;
    if (distance < best_distance || (distance == best_distance && best.empty())) {
      best = word;
      best_distance = distance;
    }
  }
  return best;
}

std::string suggest(std::string_view typed, const std::vector<std::string>& known) {
  const std::string nearest = nearest_word(typed, known);
  if (!nearest.empty()) return "did you mean '" + nearest + "'?";
  std::string all;
  for (const std::string& word : known) all += (all.empty() ? "" : ", ") + word;
  return "use one of: " + all;
}

}  // namespace nmt
