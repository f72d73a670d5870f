// M2M100 (Fan 2020) and NLLB (2022): one model, one vocabulary, and a token for each of its languages.
#pragma once

#include "exchange/foreign_model.h"
#include "exchange/source_files.h"

namespace nmt {

inline constexpr const char* kM2m100Type = "m2m_100";  // model_type of both

// A source sentence begins with the token of its language, and the decoder reads that of the target
// behind </s>. Throws Error for what nmt would compute in another way.
ForeignModel read_m2m100(const SourceFiles& source);

}  // namespace nmt
