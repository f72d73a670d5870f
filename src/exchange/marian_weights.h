// The tensors of a Transformer of Marian, as parameters and settings of nmt's.
#pragma once

#include <memory>

#include "exchange/foreign_model.h"
#include "exchange/marian_options.h"
#include "exchange/tensor_file.h"
#include "exchange/token_rows.h"

namespace nmt {

struct MarianVocabularies {
  TokenRows source, target;
};

// Puts section model of the settings, and all parameters. The model has its tokenizers. Throws Error,
// which names the tensor, where one is missing, has another shape, or has no place in nmt's model.
void add_marian_model(const MarianArchitecture& architecture,
                      std::shared_ptr<const TensorFile> file,
                      const MarianVocabularies& vocabularies, ForeignModel& model);

}  // namespace nmt
