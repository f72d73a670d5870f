// Messages through MPI: the one user of it.
#include <mpi.h>

#include <climits>
#include <mutex>
#include <unordered_map>

#include "base/error.h"
#include "base/format.h"
#include "cluster/mpi/mpi_module.h"

namespace nmt {
namespace {

void require(int code, const char* doing) {
  if (code == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING];
  int length = 0;
  MPI_Error_string(code, text, &length);
  throw Error({.what = format("{}: {}", doing, std::string(text, length)),
               .where = "MPI",
               .fix = "check the network between the machines, and start again: training goes on "
                      "from its last checkpoint",
               .kind = Error::Kind::runtime});
}

// MPI may be called by one thread at a time, which is all that every MPI offers.
class MpiTransport : public Transport {
 public:
  MpiTransport() {
    int provided = 0;
    require(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided), "MPI_Init");
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    if (provided < MPI_THREAD_SERIALIZED)
      throw Error({.what = "this MPI cannot be used by a program with threads",
                   .where = "MPI_Init_thread",
                   .fix = "use an MPI with MPI_THREAD_SERIALIZED, such as Open MPI",
                   .kind = Error::Kind::runtime});
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
  }
  ~MpiTransport() override { MPI_Finalize(); }

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  std::string host() const override {
    char name[MPI_MAX_PROCESSOR_NAME];
    int length = 0;
    MPI_Get_processor_name(name, &length);
    return std::string(name, length);
  }

  Request send(int to, MessageKind kind, const void* bytes, std::size_t count) override {
    const std::lock_guard lock(mutex_);
    MPI_Request request;
    require(MPI_Isend(bytes, int_of(count), MPI_BYTE, to, static_cast<int>(kind), MPI_COMM_WORLD,
                      &request),
            "sending");
    return remember(request);
  }

  Request receive(int from, MessageKind kind, void* bytes, std::size_t count) override {
    const std::lock_guard lock(mutex_);
    MPI_Request request;
    require(MPI_Irecv(bytes, int_of(count), MPI_BYTE, from, static_cast<int>(kind), MPI_COMM_WORLD,
                      &request),
            "receiving");
    return remember(request);
  }

  bool done(Request request) override {
    const std::lock_guard lock(mutex_);
    const auto found = requests_.find(request);
    int flag = 0;
    require(MPI_Test(&found->second, &flag, MPI_STATUS_IGNORE), "exchanging");
    if (flag != 0) requests_.erase(found);
    return flag != 0;
  }

  std::optional<Waiting> waiting(int from, MessageKind kind) override {
    const std::lock_guard lock(mutex_);
    int flag = 0, count = 0;
    MPI_Status status;
    require(MPI_Iprobe(from < 0 ? MPI_ANY_SOURCE : from, static_cast<int>(kind), MPI_COMM_WORLD,
                       &flag, &status),
            "receiving");
    if (flag == 0) return std::nullopt;
    MPI_Get_count(&status, MPI_BYTE, &count);
    return Waiting{.from = status.MPI_SOURCE, .count = static_cast<std::size_t>(count)};
  }

  void abort(int exit_code) override { MPI_Abort(MPI_COMM_WORLD, exit_code); }

 private:
  static int int_of(std::size_t count) {
    if (count <= INT_MAX) return static_cast<int>(count);
    throw Error({.what = format("a message of {} bytes is more than MPI takes", count),
                 .kind = Error::Kind::runtime});
  }
  Request remember(MPI_Request request) {
    requests_.emplace(++last_, request);
    return last_;
  }

  int rank_ = 0, size_ = 1;
  std::mutex mutex_;
  std::unordered_map<Request, MPI_Request> requests_;
  Request last_ = 0;
};

}  // namespace

extern "C" Transport* nmt_connect_mpi() { return new MpiTransport; }

}  // namespace nmt
