#include "eval/segments.h"

#include <utility>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

void check_line_counts(const NamedLines& hypotheses, const std::vector<NamedLines>& files) {
  if (files.empty()) {
    throw Error({.what = "no references to score against",
                 .where = "references",
                 .fix = "give --reference FILE"});
  }
  for (const NamedLines& file : files) {
    if (file.lines.size() == hypotheses.lines.size()) continue;
    throw Error({.what = format("{} has {} lines, but {} has {}", hypotheses.name,
                                hypotheses.lines.size(), file.name, file.lines.size()),
                 .where = file.name,
                 .fix = "give one reference line for each translation"});
  }
  if (hypotheses.lines.empty()) {
    throw Error({.what = "nothing to score: 0 hypotheses",
                 .where = hypotheses.name,
                 .fix = "give at least one line"});
  }
}

}  // namespace

References references_by_segment(const NamedLines& hypotheses, std::vector<NamedLines> files,
                                 EmptyReference empty) {
  check_line_counts(hypotheses, files);
  References references(hypotheses.lines.size());
  for (std::size_t i = 0; i < references.size(); ++i) {
    for (NamedLines& file : files) {
      std::string& line = file.lines[i];
      if (empty == EmptyReference::missing && line.empty()) continue;
      references[i].push_back(std::move(line));
    }
    if (references[i].empty()) references[i].emplace_back();
  }
  return references;
}

int reference_count(const References& references) {
  if (references.empty()) return kVarying;
  const std::size_t first = references.front().size();
  for (const auto& segment : references) {
    if (segment.size() != first) return kVarying;
  }
  return static_cast<int>(first);
}

}  // namespace nmt
