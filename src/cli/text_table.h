// A table in plain text: columns as wide as their widest cell, the first to the left and the others
// to the right.
#pragma once

#include <string>
#include <vector>

namespace nmt {

class TextTable {
 public:
  explicit TextTable(std::vector<std::string> titles) : rows_{std::move(titles)} {}
  // As many cells as there are titles.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  // Every line with its line feed.
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace nmt
