#include "decode/translation_memory.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "base/utf8.h"
#include "document/sentence_rules.h"
#include "text/line_reader.h"

namespace nmt {
namespace {

std::string_view trimmed_text(std::string_view text) {
  return in_range(text, without_white_space(text, {0, text.size()}));
}

// Counts translations, and tells the most frequent of each source, the last of equals.
class Choices {
 public:
  void add(std::string_view source, std::string_view target) {
    Choice& choice = counts_[std::string(source)][std::string(target)];
    ++choice.times;
    choice.last = ++added_;
  }
  template <class Take>
  void for_each(Take take) {
    for (auto& [source, targets] : counts_) {
      const auto chosen = std::max_element(
          targets.begin(), targets.end(),
          [](const auto& a, const auto& b) { return a.second.rank() < b.second.rank(); });
      take(source, chosen->first);
    }
  }

 private:
  struct Choice {
    std::size_t times = 0, last = 0;
    std::pair<std::size_t, std::size_t> rank() const { return {times, last}; }
  };
  std::unordered_map<std::string, std::map<std::string, Choice>> counts_;
  std::size_t added_ = 0;
};

void read_tsv(const std::string& path, Choices& choices) {
  LineReader lines(path);
  const auto refuse = [&](const std::string& what) {
    throw Error({.what = what,
                 .where = format("{}:{}", path, lines.line_number()),
                 .fix = "write a source sentence, a tab and its translation on each line"});
  };
  for (std::string line; lines.next(line);) {
    if (trimmed_text(line).empty()) continue;
    if (find_invalid_utf8(line) != std::string::npos) refuse("the line is not UTF-8");
    const auto columns = std::count(line.begin(), line.end(), '\t') + 1;
    if (columns != 2) refuse(format("the line has {} columns, not 2", columns));
    const std::size_t tab = line.find('\t');
    const std::string_view source = trimmed_text(std::string_view(line).substr(0, tab));
    const std::string_view target = trimmed_text(std::string_view(line).substr(tab + 1));
    if (source.empty() || target.empty()) refuse("one side of the line is empty");
    choices.add(source, target);
  }
}

}  // namespace

TranslationMemory::TranslationMemory(const std::string& path) {
  Choices choices;
  read_tsv(path, choices);
  choices.for_each([&](const std::string& source, const std::string& target) {
    entries_.emplace(source, target);
  });
}

const std::string* TranslationMemory::find(std::string_view text) const {
  const auto found = entries_.find(trimmed_text(text));
  return found == entries_.end() ? nullptr : &found->second;
}

}  // namespace nmt
