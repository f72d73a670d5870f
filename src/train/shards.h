// Cutting a batch into shares for the replicas.
#pragma once

#include <vector>

#include "text/batch.h"

namespace nmt {

// Deals the sentences out so that every shard has about as many tokens: the longest first, each to
// the shard with the fewest so far. Within a shard they keep the order of the batch. Shards may be
// empty.
std::vector<PairBatch> split(const PairBatch& batch, int shards);

}  // namespace nmt
