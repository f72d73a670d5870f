#include "cli/on_cluster.h"

#include <csignal>
#include <iostream>

#include "base/log.h"
#include "cli/failure.h"
#include "cli/standard_output.h"
#include "cluster/join.h"

namespace nmt {
namespace {

int lead_all(Cluster& cluster, const std::function<int(Cluster&)>& lead) {
  try {
    const int code = lead(cluster);
    cluster.end(code);
    return code;
  } catch (const OutputClosed&) {
    cluster.end(0);
    return 0;
  } catch (...) {
    const Error error = as_error(std::current_exception());
    std::cerr << error.what() << std::endl;
    cluster.abort(exit_code_of(error));
  }
}

int follow_leader(Cluster& cluster, const std::function<void(Cluster&)>& follow) {
  // The leader speaks, and decides when to stop.
  set_log_level(LogLevel::quiet);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) std::signal(number, SIG_IGN);
  try {
    follow(cluster);
    return cluster.exit_code();
  } catch (...) {
    const Error error = as_error(std::current_exception());
    cluster.report_failure(error.parts());
    cluster.await_end(exit_code_of(error));
  }
}

}  // namespace

int run_on_cluster(const std::function<int(Cluster&)>& lead,
                   const std::function<void(Cluster&)>& follow) {
  const std::unique_ptr<Cluster> cluster = join_cluster();
  if (cluster->alone()) return lead(*cluster);
  return cluster->leads() ? lead_all(*cluster, lead) : follow_leader(*cluster, follow);
}

}  // namespace nmt
