#include "decode/doubts.h"

#include <algorithm>
#include <numeric>

#include "base/format.h"

namespace nmt {
namespace {

constexpr std::size_t kLongestRepeated = 4, kMostTimes = 3, kFewestOmitted = 3;
constexpr double kLittle = 0.25;

// How often the `size` words at `at` follow each other there.
std::size_t times_at(std::span<const OutputWord> words, std::size_t at, std::size_t size) {
  std::size_t times = 1;
  for (std::size_t next = at + size; next + size <= words.size(); next += size, ++times)
    for (std::size_t i = 0; i < size; ++i)
      if (words[at + i].text != words[next + i].text) return times;
  return times;
}

std::string joined(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : " ") + std::string(word);
  return text;
}

// What each source word receives of all words of the translation.
std::vector<double> received(std::span<const OutputWord> words, std::size_t source) {
  std::vector<double> sums(source);
  for (const OutputWord& word : words)
    for (std::size_t i = 0, s = static_cast<std::size_t>(word.first);
         i < word.weights.size() && s < source; ++i, ++s)
      sums[s] += static_cast<double>(word.weights[i]);
  return sums;
}

}  // namespace

std::vector<std::string> repetitions(std::span<const OutputWord> words) {
  std::vector<std::string> found;
  for (std::size_t at = 0; at < words.size();) {
    std::size_t behind = at + 1;
    for (std::size_t size = 1; size <= kLongestRepeated; ++size) {
      const std::size_t times = times_at(words, at, size);
      if (times < kMostTimes) continue;
      found.push_back(
          format("the translation repeats '{}' {} times", text_of(words.subspan(at, size)), times));
      behind = at + size * times;
      break;
    }
    at = behind;
  }
  return found;
}

std::vector<std::string> omissions(std::span<const OutputWord> words,
                                   std::span<const std::string_view> source) {
  const std::vector<double> sums = received(words, source.size());
  const double mean = std::accumulate(sums.begin(), sums.end(), 0.0) /
                      static_cast<double>(std::max<std::size_t>(1, sums.size()));
  std::vector<std::string> found;
  for (std::size_t begin = 0; begin < sums.size();) {
    std::size_t end = begin;
    while (end < sums.size() && sums[end] < kLittle * mean) ++end;
    if (end - begin >= kFewestOmitted)
      found.push_back(format("source words {} to {} ('{}') seem to be left out", begin + 1, end,
                             joined(source.subspan(begin, end - begin))));
    begin = end + 1;
  }
  return found;
}

}  // namespace nmt
