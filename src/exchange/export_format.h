// The formats of translation models that nmt writes, by name: the only list of them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "exchange/exported_model.h"

namespace nmt {

// Why a format cannot hold a model.
struct ExportRefusal {
  std::string what;
  std::string setting;  // that it is about, such as model.decoder_layer; or a file of the model
};

struct ExportedFiles {
  std::vector<std::string> names = {};  // in the folder
  std::vector<std::string> notes = {};  // what a user should know
};

struct ExportFormat {
  const char* name;  // "marian"
  // Why it holds no recurrent model.
  const char* no_recurrence;
  // Nothing where the format holds the model. The model is a Transformer.
  std::optional<ExportRefusal> (*refusal)(const ExportedModel& model);
  // Into a folder that is there. Throws Error (runtime).
  ExportedFiles (*write)(const ExportedModel& model, const std::string& folder);
};

std::span<const ExportFormat> export_formats();
std::vector<std::string> export_format_names();

// Throws Error where the format cannot hold the model, and says which can. `name` is one of
// export_format_names().
const ExportFormat& require_export_format(const std::string& name, const ExportedModel& model);

}  // namespace nmt
