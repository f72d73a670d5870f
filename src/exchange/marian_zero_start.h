// Marian's decoder reads zeros before it has said anything, and nmt's the embedding of <s>.
#pragma once

#include "exchange/exported_model.h"
#include "exchange/tensor_file.h"
#include "exchange/token_rows.h"

namespace nmt {

// How a model of nmt can begin with zeros and say the same.
enum class ZeroStart {
  as_it_is,     // its embedding of <s> is zeros
  in_biases,    // norm: post: the biases of the first blocks take what embeddings lose
  extra_layer,  // norm: pre: a layer below the others, which adds a number to each column, does
  impossible
};
ZeroStart zero_start_of(const ExportedModel& model);

// The name under which the extra layer's parameters are.
inline constexpr const char* kStartLayer = "decoder.start";

// Takes the embedding of <s> from every embedding of the target, so that its own is zeros, and gives it
// back inside of the model. The scores of an output that is tied to them all change by one number, and
// probabilities do not. `weights` are of the model; not for ZeroStart::impossible.
void start_from_zeros(const ExportedModel& model, ExportedWeights& weights);
// Whether the source then needs embeddings of its own, which the target's were.
bool parts_embeddings(const ExportedModel& model);

// Sets the start of vocabularies of Marian that have a piece <s>, as those which nmt writes, to it where
// its embedding is zeros.
void find_zero_start(const TensorFile& weights, ForeignVocabulary& source,
                     ForeignVocabulary& target);

}  // namespace nmt
