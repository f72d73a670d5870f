#include "decode/doubts.h"

#include <algorithm>
#include <map>
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

// What a number may mean, with a point before its decimals: 1,234 is 1234 or 1.234.
std::vector<std::string> values_of(std::string_view number) {
  std::string digits;
  std::size_t groups = 0, last = 0;  // separators; the digits before the last
  bool of_three = true;
  char separator = 0;
  bool two_kinds = false;
  for (const char c : number) {
    if (c >= '0' && c <= '9') {
      digits += c;
      continue;
    }
    if ((static_cast<unsigned char>(c) & 0xc0) == 0x80) continue;
    of_three = of_three && (groups == 0 || digits.size() - last == 3);
    two_kinds = two_kinds || (groups > 0 && c != separator);
    separator = c;
    last = digits.size();
    ++groups;
  }
  if (groups == 0) return {digits};
  const std::string with_point = digits.substr(0, last) + "." + digits.substr(last);
  const bool may_be_whole = of_three && digits.size() - last == 3;
  const bool may_be_decimal = groups == 1 || two_kinds || !may_be_whole;
  std::vector<std::string> values;
  if (may_be_whole) values.push_back(digits);
  if (may_be_decimal) values.push_back(with_point);
  return values;
}

bool may_be_a_word(const std::string& value) {
  constexpr int kMost = 12;
  return value.size() <= 2 && std::stoi(value) <= kMost;
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
                                   std::span<const std::string_view> source,
                                   const std::vector<bool>& remembered) {
  const std::vector<double> sums = received(words, source.size());
  const auto read = std::count(remembered.begin(), remembered.end(), false);
  const double mean = std::accumulate(sums.begin(), sums.end(), 0.0) /
                      static_cast<double>(std::max<std::ptrdiff_t>(1, read));
  std::vector<std::string> found;
  for (std::size_t begin = 0; begin < sums.size();) {
    std::size_t end = begin;
    while (end < sums.size() && sums[end] < kLittle * mean && !remembered[end]) ++end;
    if (end - begin >= kFewestOmitted)
      found.push_back(format("source words {} to {} ('{}') seem to be left out", begin + 1, end,
                             joined(source.subspan(begin, end - begin))));
    begin = end + 1;
  }
  return found;
}

std::vector<std::string> missing_numbers(std::string_view source, std::string_view translation) {
  std::map<std::string, int> there;
  for (const TextRange range : numbers_in(translation))
    for (const std::string& value : values_of(in_range(translation, range))) ++there[value];
  std::vector<std::string> found;
  for (const TextRange range : numbers_in(source)) {
    const std::string_view number = in_range(source, range);
    bool said = false;
    for (const std::string& value : values_of(number))
      said = said || may_be_a_word(value) || there[value]-- > 0;
    if (!said)
      found.push_back(format("the number {} of the source is not in the translation", number));
  }
  return found;
}

std::vector<std::string> miscounted(const KeptScanner& kept, std::string_view source,
                                    std::string_view translation) {
  std::map<std::string_view, std::pair<int, int>> times;  // in the source, in the translation
  for (const KeptSpan& span : kept.spans_in(source)) ++times[in_range(source, span.range)].first;
  for (const KeptSpan& span : kept.spans_in(translation))
    ++times[in_range(translation, span.range)].second;
  std::vector<std::string> found;
  for (const auto& [text, count] : times)
    if (count.first > 0 && count.first != count.second)
      found.push_back(
          format("'{}' is to be kept: it stands in the line {} times, in the "
                 "translation {} times",
                 text, count.first, count.second));
  return found;
}

}  // namespace nmt
