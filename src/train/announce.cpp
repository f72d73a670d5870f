#include "train/announce.h"

#include <iterator>

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

// "validating on 98 of 100 pairs, bleu on all 100 lines"
std::string validation_text(const TrainingJob& job, const Validation& validation) {
  const std::int64_t pairs = std::ssize(job.valid), left_out = validation.left_out();
  if (left_out == 0) return format("validating on {} pairs", pairs);
  std::string text = format("validating on {} of {} pairs", pairs - left_out, pairs);
  if (job.training.uses_metric("bleu")) {
    const std::int64_t lines = static_cast<std::int64_t>(validation.lines());
    text += format(", bleu on {} {} lines", lines == pairs ? "all" : "the first", lines);
  }
  return text;
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
  log_info(validation_text(job, *validation));
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
  pairs.require_others(job.train.pairs());
  log_warning(format("{} pair(s) left out, {}", pairs.count, pairs.text()));
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
