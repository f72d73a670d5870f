// The lines of sentences.txt, and how well somebody divides them.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace nmt {

struct SentenceCase {
  std::string language, kind, text;
  std::set<std::size_t> ends = {};  // behind each sentence but the last
};

inline std::vector<SentenceCase> sentence_cases(const std::string& path = NMT_SOURCE_DIR
                                                "/tests/document/sentences.txt") {
  constexpr std::string_view kEnd = "‖";
  std::ifstream file(path);
  std::vector<SentenceCase> cases;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    const std::size_t first = line.find('\t'), second = line.find('\t', first + 1);
    SentenceCase one{.language = line.substr(0, first),
                     .kind = line.substr(first + 1, second - first - 1),
                     .text = line.substr(second + 1)};
    if (one.language == "-") one.language.clear();
    for (std::size_t at; (at = one.text.find(kEnd)) != std::string::npos;) {
      one.text.erase(at, kEnd.size());
      one.ends.insert(at);
    }
    cases.push_back(std::move(one));
  }
  return cases;
}

struct EndCounts {
  int right = 0, wrong = 0, missed = 0;

  void add(const std::set<std::size_t>& found, const std::set<std::size_t>& wanted) {
    for (const std::size_t end : found) ++(wanted.contains(end) ? right : wrong);
    for (const std::size_t end : wanted) missed += found.contains(end) ? 0 : 1;
  }
  double precision() const { return 100.0 * right / std::max(right + wrong, 1); }
  double recall() const { return 100.0 * right / std::max(right + missed, 1); }
  double f1() const { return 200.0 * right / std::max(2 * right + wrong + missed, 1); }
};

}  // namespace nmt
