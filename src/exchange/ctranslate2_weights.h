// The variables of CTranslate2's TransformerSpec, as parameters and settings of nmt's Transformer.
#pragma once

#include <memory>

#include "exchange/foreign_model.h"
#include "exchange/tensor_file.h"
#include "exchange/token_rows.h"

namespace nmt {

// Puts section model of the settings, and all parameters. `norm_epsilon`: of config.json. The model has
// its tokenizers. Throws Error, which names the variable, where one is missing, has another shape, or
// has no place in nmt's model.
void add_ctranslate2_model(std::shared_ptr<const TensorFile> file, double norm_epsilon,
                           const TokenRows& source, const TokenRows& target, ForeignModel& model);

}  // namespace nmt
