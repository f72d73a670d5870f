// nmt translate --document
#pragma once

#include <string>
#include <vector>

#include "cli/load_ensemble.h"

namespace nmt {

struct DocumentFiles {
  std::string path;    // empty, or -, for stdin
  std::string format;  // one of those names; empty: as the path ends
  std::string output;  // empty for stdout
};

// Throws Error for a name that says no format, for what is no document of it, and for what is too
// large. The output is written when all of it is there.
void translate_document_file(const DocumentFiles& files, LoadedEnsemble loaded);

std::vector<std::string> document_format_names();

}  // namespace nmt
