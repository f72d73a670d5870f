#include "train/announce.h"

#include "base/format.h"
#include "base/log.h"
#include "tensor/cpu.h"
#include "text/token_cache.h"

namespace nmt {

void announce(const TrainingJob& job, int replicas, const Validation* validation) {
  const CorpusStatistics& corpus = job.train.statistics();
  log_info(
      format("training {} parameters on {} pairs ({} source and {} target tokens) with {} replicas",
             job.model.parameters().size(), job.train.pairs(), corpus.source_tokens,
             corpus.target_tokens, replicas));
  if (job.training.product_precision() == Precision::bf16 && chosen_cpu() != Cpu::avx512_bf16) {
    log_warning(
        "training.precision is bf16, for which this processor has no instructions (AVX512_BF16): "
        "the results are the same as on one that has, but f32 is faster here");
  }
  if (validation == nullptr) return;
  log_info(format("validating on {} pairs", job.valid.size()));
  if (validation->left_out() > 0) {
    log_warning(format("{} validation pairs are too long for this model and not measured",
                       validation->left_out()));
  }
}

}  // namespace nmt
