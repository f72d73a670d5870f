#include "config/problems.h"

#include <algorithm>

namespace nmt {

void throw_problems(const ConfigProblems& problems) {
  if (problems.empty()) return;
  Error::Parts all = problems.back().parts;
  std::string before;
  for (std::size_t i = 0; i + 1 < problems.size(); ++i) {
    // Each as it is told alone; the last one's own "error: " comes from Error.
    const std::string text = Error(problems[i].parts).what();
    before += text.substr(before.empty() ? std::string("error: ").size() : 0) + "\n";
  }
  if (!before.empty()) all.what = before + "error: " + all.what;
  throw Error(all);
}

bool has_problem(const ConfigProblems& problems, const std::string& section) {
  return std::any_of(problems.begin(), problems.end(),
                     [&](const ConfigProblem& problem) { return problem.section == section; });
}

bool is_broken(const ConfigProblems& problems, const std::string& section) {
  return std::any_of(problems.begin(), problems.end(), [&](const ConfigProblem& problem) {
    return problem.section == section && problem.kind != ConfigProblem::Kind::unknown;
  });
}

}  // namespace nmt
