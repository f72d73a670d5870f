// Models of nmt as folders of CTranslate2 (https://github.com/OpenNMT/CTranslate2).
#pragma once

#include "exchange/export_format.h"

namespace nmt {

std::optional<ExportRefusal> ctranslate2_refusal(const ExportedModel& model);
// model.bin, config.json, vocabularies as lists, the SentencePiece models that cut text, and vmap.txt
// where the model has a shortlist.
ExportedFiles write_ctranslate2_model(const ExportedModel& model, const std::string& folder);

}  // namespace nmt
