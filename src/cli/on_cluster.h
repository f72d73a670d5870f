// Runs a command that may have been started as several processes.
#pragma once

#include <functional>

#include "cluster/cluster.h"

namespace nmt {

// Runs `lead` on the leader, or where there is one process only, and `follow` on the others; returns
// the exit code, the leader's on every rank. What is thrown anywhere ends all ranks with one
// message, the leader's own or that of the follower.
int run_on_cluster(const std::function<int(Cluster&)>& lead,
                   const std::function<void(Cluster&)>& follow);

}  // namespace nmt
