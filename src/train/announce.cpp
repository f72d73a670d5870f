#include "train/announce.h"

#include <iterator>

#include "base/error.h"
#include "base/format.h"
#include "base/log.h"
#include "cluster/cluster.h"
#include "tensor/cpu.h"
#include "tensor/openblas.h"
#include "text/token_cache.h"

namespace nmt {
namespace {

void announce_arithmetic(const TrainingSettings& training) {
  const Arithmetic arithmetic = training.arithmetic();
  if (arithmetic.precision == Precision::bf16) {
    if (has_bf16(chosen_cpu())) return;
    log_warning(
        "training.precision is bf16, for which this processor has no instructions (AVX512_BF16, or "
        "BF16 of Arm): the results are the same as on one that has, but f32 is faster here");
  } else if (arithmetic.by_openblas()) {
    log_info(format("{} multiplies matrices", openblas().name));
  } else if (training.blas == "auto" && openblas_would_help()) {
    log_info(
        "nmt has no kernels made for this processor, and OpenBLAS, which would be faster, is not "
        "there (apt-get install libopenblas0)");
  }
}

}  // namespace

void announce(const TrainingJob& job, int replicas, const Validation* validation) {
  const CorpusStatistics& corpus = job.train.statistics();
  const int ranks = job.cluster != nullptr ? job.cluster->size() : 1;
  log_info(format(
      "training {} parameters on {} pairs ({} source and {} target tokens) with {} replicas{}",
      job.model.parameters().size(), job.train.pairs(), corpus.source_tokens, corpus.target_tokens,
      replicas, ranks > 1 ? format(" on {} ranks", ranks) : ""));
  announce_arithmetic(job.training);
  if (validation == nullptr) return;
  log_info(format("validating on {} pairs", job.valid.size()));
  if (validation->left_out() > 0) {
    log_warning(format("{} validation pairs are too long for this model and not measured",
                       validation->left_out()));
  }
}

void announce(const TrainingJob& job, const MemoryPlan& memory) {
  log_info(format("about {} of memory will be used", memory_text(memory.predicted_bytes())));
  if (memory.is_tight()) {
    log_warning(
        format("the largest batches do not fit into {} of memory for each replica and are "
               "computed in parts; a lower training.batch_tokens (now {}) is faster",
               memory_text(memory.room()), job.training.batch_tokens));
  }
  const LeftOutPairs pairs = memory.left_out();
  if (pairs.count == 0) return;
  std::string first;
  for (const std::string& place : pairs.first) first += (first.empty() ? "" : ", ") + place;
  const std::string what = format("too long for the model or the memory: {}{}", first,
                                  pairs.count > std::ssize(pairs.first) ? " ..." : "");
  if (pairs.count < job.train.pairs()) {
    log_warning(format("{} pair(s) left out, {}", pairs.count, what));
    return;
  }
  throw Error({.what = "no pair of data.train can be used: all are " + what,
               .keys = {"data.max_length"},
               .fix = "raise model.max_length, or use a machine with more memory"});
}

void announce_exchange(const Replicas& replicas, std::int64_t updates) {
  if (replicas.exchange() == nullptr || updates == 0) return;
  const OrderedSum& sum = replicas.exchange()->sum();
  const double count = static_cast<double>(updates);
  log_info(format("each update sent {:.2f} MB from this rank and waited {:.1f} ms for the others",
                  static_cast<double>(sum.bytes_sent()) / count / 1e6,
                  1e3 * sum.seconds_waited() / count));
}

}  // namespace nmt
