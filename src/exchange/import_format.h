// The formats of translation models that nmt reads, by name: the only list of them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "exchange/foreign_model.h"
#include "exchange/source_files.h"

namespace nmt {

struct ImportFormat {
  const char* name;   // "marian"
  const char* title;  // for people
  // Whether the files look like it. Reads little.
  bool (*recognises)(const SourceFiles& source);
  // Throws Error, which names the file and the tensor, for what is damaged, missing or not read.
  ForeignModel (*read)(const SourceFiles& source);
};

std::span<const ImportFormat> import_formats();
std::vector<std::string> import_format_names();

// A folder or a file, of the format of that name, or of the one that recognises it where the name is
// empty. Throws Error.
ForeignModel read_foreign_model(const std::string& path, const std::string& name = {});
// The same, and none where no format recognises it. Throws Error for what is recognised and not read.
std::optional<ForeignModel> find_foreign_model(const std::string& path);

}  // namespace nmt
