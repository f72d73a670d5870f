// What is measured: hypotheses, and for each of them its references, one or more.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace nmt {

// The lines of a file, and what errors call it.
struct NamedLines {
  std::string name;
  std::vector<std::string> lines;
};

// references[i] are the references of segment i: at least one, not everywhere the same number.
using References = std::vector<std::vector<std::string>>;

// What an empty line of a reference file is: a reference without words, as sacreBLEU's command line
// has it, or no reference for that segment, as None is in its Python interface. A segment without
// any other reference keeps an empty one.
enum class EmptyReference { counts, missing };

// Turns files of references into references of segments. An Error where `hypotheses` or `files` are
// empty, or where a file has not as many lines as the hypotheses: both counts and the first such
// file.
References references_by_segment(const NamedLines& hypotheses, std::vector<NamedLines> files,
                                 EmptyReference empty = EmptyReference::counts);

// The number of references that each segment has, or kVarying.
constexpr int kVarying = -1;
int reference_count(const References& references);

}  // namespace nmt
