// Models of nmt as Transformers of Marian (https://marian-nmt.github.io).
#pragma once

#include "exchange/export_format.h"

namespace nmt {

std::optional<ExportRefusal> marian_refusal(const ExportedModel& model);
// model.npz, decoder.yml, vocabularies (.spm, or .yml of words), and lex.bin where the model has a
// shortlist.
ExportedFiles write_marian(const ExportedModel& model, const std::string& folder);

}  // namespace nmt
