// Transformers of Marian (https://marian-nmt.github.io), as Bergamot, Firefox and OPUS-MT have them.
#pragma once

#include "exchange/foreign_model.h"
#include "exchange/source_files.h"

namespace nmt {

bool is_marian(const SourceFiles& source);
// Weights in .npz or .bin, vocabularies as SentencePiece models or lists, decoder.yml and a binary
// shortlist where they are there. Throws Error.
ForeignModel read_marian(const SourceFiles& source);

}  // namespace nmt
