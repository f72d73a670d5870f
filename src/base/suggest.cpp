#include "base/suggest.h"

#include <algorithm>
#include <numeric>

namespace nmt {
namespace {

// A shorter beginning says too little.
constexpr std::size_t kLeastBeginning = 3;

std::string_view before_colon(std::string_view word) { return word.substr(0, word.find(':')); }

// With '_' between its words, and before and behind them.
std::string as_words(std::string_view text) {
  std::string words = "_";
  for (const char c : text) words += c == '-' ? '_' : c;
  return words + "_";
}

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
  std::size_t best_distance = std::max<std::size_t>(1, typed.size() / 3);
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

std::vector<std::string> near_words(std::string_view typed, const std::vector<std::string>& known) {
  const std::string nearest = nearest_word(typed, known);
  if (!nearest.empty()) return {nearest};
  if (typed.size() < kLeastBeginning) return {};
  const std::string words = as_words(typed);
  std::vector<std::string> beginning, containing;
  for (const std::string& word : known) {
    const std::string other = as_words(before_colon(word));
    const bool begins = other.starts_with(words.substr(0, words.size() - 1)) ||
                        (other.size() > kLeastBeginning + 1 && words.starts_with(other));
    if (begins) {
      beginning.push_back(word);
    } else if (other.find(words) != std::string::npos) {
      containing.push_back(word);
    }
  }
  return beginning.empty() ? containing : beginning;
}

std::string suggest(std::string_view typed, const std::vector<std::string>& known) {
  const std::vector<std::string> near = near_words(typed, known);
  if (near.size() == 1) return "did you mean '" + near.front() + "'?";
  std::string all;
  for (const std::string& word : known) all += (all.empty() ? "" : ", ") + word;
  return "use one of: " + all;
}

}  // namespace nmt
