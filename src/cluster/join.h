// Finds out whether this process was started as one of several, and connects it with the others.
#pragma once

#include <memory>

#include "cluster/cluster.h"

namespace nmt {

// The cluster that mpirun (or srun) has started this process in; of one where nothing started it so,
// which costs nothing. Throws Error where nmt was built without MPI, or its library is missing.
std::unique_ptr<Cluster> join_cluster();

// Whether the launcher may lose or double bytes of the standard input and output that it passes on:
// so does the one of Open MPI 5.0, PRRTE (its issue 2579; seen with 5.0.7, with other programs too).
bool launcher_spoils_streams();

}  // namespace nmt
