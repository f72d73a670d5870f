#include "decode/translation_memory.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/error.h"
#include "base/format.h"
#include "base/utf8.h"
#include "document/sentence_rules.h"
#include "document/tmx.h"
#include "text/line_reader.h"

namespace nmt {
namespace {

std::string_view trimmed_text(std::string_view text) {
  return in_range(text, without_white_space(text, {0, text.size()}));
}

struct Pair {
  std::string source, target;
  std::size_t number = 0;  // in the file
};

std::vector<Pair> read_tsv(const std::string& path) {
  std::vector<Pair> pairs;
  LineReader lines(path);
  const auto refuse = [&](const std::string& what) {
    throw Error({.what = what,
                 .where = format("{}:{}", path, lines.line_number()),
                 .fix =
                     "write a source sentence, a tab and its translation on each line, or name a "
                     "TMX .tmx"});
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
    pairs.push_back({std::string(source), std::string(target), pairs.size()});
  }
  return pairs;
}

// Whether the name is that of a TMX, be it packed: memory.tmx.gz.
bool is_tmx(const std::string& path) {
  std::string name = ascii_lower_case(path.substr(path.rfind('/') + 1));
  for (const std::string_view packed : {".gz", ".zst", ".xz", ".bz2"})
    if (name.ends_with(packed)) name.resize(name.size() - packed.size());
  return name.ends_with(".tmx");
}

std::vector<Pair> read_tmx(const std::string& path, const DocumentLanguages& languages) {
  std::string content;
  BlockReader blocks(path);
  for (std::string_view block; !(block = blocks.next()).empty();) content += block;
  std::vector<Pair> pairs;
  for (TmxPair& pair : read_tmx_pairs(std::move(content), path, languages)) {
    const std::string_view source = trimmed_text(pair.source), target = trimmed_text(pair.target);
    if (!source.empty() && !target.empty())
      pairs.push_back({std::string(source), std::string(target), pairs.size()});
  }
  return pairs;
}

// The first behind those that begin at `first` and have the same `side`.
template <class Iterator>
Iterator end_of_same(Iterator first, Iterator end, std::string Pair::*side) {
  return std::find_if(first, end, [&](const Pair& pair) { return pair.*side != (*first).*side; });
}

}  // namespace

TranslationMemory::TranslationMemory(const std::string& path, const DocumentLanguages& languages) {
  std::vector<Pair> pairs = is_tmx(path) ? read_tmx(path, languages) : read_tsv(path);
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return std::tie(a.source, a.target, a.number) < std::tie(b.source, b.target, b.number);
  });
  for (auto pair = pairs.begin(); pair != pairs.end();) {
    const auto end = end_of_same(pair, pairs.end(), &Pair::source);
    std::tuple<std::ptrdiff_t, std::size_t> most;  // how often, and where last
    auto chosen = pair;
    for (auto first = pair; first != end;) {
      const auto behind = end_of_same(first, end, &Pair::target);
      const std::tuple found(behind - first, std::prev(behind)->number);
      if (found >= most) chosen = first, most = found;
      first = behind;
    }
    entries_.emplace(chosen->source, std::move(chosen->target));
    pair = end;
  }
}

const std::string* TranslationMemory::find(std::string_view text) const {
  const auto found = entries_.find(trimmed_text(text));
  return found == entries_.end() ? nullptr : &found->second;
}

}  // namespace nmt
