#include "cluster/join.h"

#include <dlfcn.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/format.h"
#include "base/installed.h"
#include "cluster/mpi/mpi_module.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

// Set by the launchers of Open MPI, of MPICH and Intel MPI, and of PMIx (srun).
constexpr const char* kSigns[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK"};

// The sign of a launcher, as NAME=value; empty where this process was started alone.
std::string sign_of_launcher() {
  for (const char* name : kSigns) {
    const char* value = std::getenv(name);
    if (value == nullptr) continue;
    if (std::string_view(name).ends_with("SIZE") && std::string_view(value) == "1") return "";
    return format("{}={}", name, value);
  }
  return "";
}

// Beside the program, as it is built, and where it is installed.
std::vector<fs::path> places_of_module() {
  return {program_folder() / kMpiModule, installed_modules() / kMpiModule};
}

std::unique_ptr<Transport> load_module(const fs::path& path, const std::string& sign) {
  // MPI loads its own parts, which look for its symbols. It stays loaded until the process ends.
  void* module = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (module == nullptr) {
    throw Error({.what = format("the MPI module cannot be loaded: {}", dlerror()),
                 .where = sign,
                 .fix = "install the MPI that nmt was built with: apt-get install openmpi-bin",
                 .kind = Error::Kind::runtime});
  }
  const auto connect = reinterpret_cast<ConnectMpi*>(dlsym(module, kConnectMpi));
  if (connect == nullptr) {
    throw Error({.what = "the MPI module is not one of this nmt",
                 .where = path.string(),
                 .fix = "build nmt again",
                 .kind = Error::Kind::runtime});
  }
  return std::unique_ptr<Transport>(connect());
}

}  // namespace

std::unique_ptr<Cluster> join_cluster() {
  const std::string sign = sign_of_launcher();
  if (sign.empty()) return std::make_unique<Cluster>();
  for (const fs::path& path : places_of_module()) {
    if (!fs::exists(path)) continue;
    // A rank whose launcher is gone would wait for the others forever.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // Waiting for messages sleeps for microseconds.
    prctl(PR_SET_TIMERSLACK, 1000);
    auto transport = load_module(path, sign);
    if (transport->size() == 1) return std::make_unique<Cluster>();
    return std::make_unique<Cluster>(std::move(transport));
  }
  throw Error({.what = "this nmt was started as one of several processes, but built without MPI",
               .where = sign,
               .fix = "install MPI (apt-get install libopenmpi-dev openmpi-bin) and build nmt "
                      "again; or start it alone"});
}

bool launcher_spoils_streams() { return std::getenv("PRTE_LAUNCHED") != nullptr; }

}  // namespace nmt
