// Finds out whether this process was started as one of several, and connects it with the others.
#pragma once

#include <memory>

#include "cluster/cluster.h"

namespace nmt {

// The cluster that mpirun (or srun) has started this process in; of one where nothing started it so,
// which costs nothing. Throws Error where nmt was built without MPI, or its library is missing.
std::unique_ptr<Cluster> join_cluster();

}  // namespace nmt
