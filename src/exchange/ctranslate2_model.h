// Folders of CTranslate2: model.bin, config.json and vocabularies; and Argos Translate's packages, which
// hold such a folder.
#pragma once

#include "exchange/foreign_model.h"
#include "exchange/source_files.h"

namespace nmt {

bool is_ctranslate2(const SourceFiles& source);
// The SentencePiece models that cut the words are in the same folder, or in the one above. Throws Error.
ForeignModel read_ctranslate2_model(const SourceFiles& source);

bool is_argos(const SourceFiles& source);
ForeignModel read_argos(const SourceFiles& source);

}  // namespace nmt
