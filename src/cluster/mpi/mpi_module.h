// What the program and its MPI module agree on. The module is loaded only where a launcher has
// started the program, so that MPI costs nothing elsewhere.
#pragma once

#include "cluster/transport.h"

namespace nmt {

constexpr const char* kMpiModule = "nmt_mpi.so";
constexpr const char* kConnectMpi = "nmt_connect_mpi";
// Connects this process with the others of its launch; the caller owns the result. Throws Error.
using ConnectMpi = Transport*();

}  // namespace nmt
