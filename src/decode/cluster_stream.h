// One stream of lines translated by all ranks of a cluster. The leader reads, hands out windows of
// lines, and writes the answers in the order of the input; a few windows for each rank are all that
// is ever in memory.
#pragma once

#include <cstdint>

#include "cluster/cluster.h"
#include "decode/lines.h"
#include "decode/stream.h"
#include "decode/translator.h"

namespace nmt {

// Leader: the same as Translator::translate_stream(), and the same bytes. Every follower is in
// follow_stream().
std::int64_t lead_stream(Cluster& cluster, Translator& translator, LineSource& input,
                         LineSink& output, const StreamOptions& options);

// Follower: translates what it is given until the leader's stream ends.
void follow_stream(Cluster& cluster, Translator& translator);

}  // namespace nmt
