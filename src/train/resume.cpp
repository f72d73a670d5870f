#include "train/resume.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"
#include "base/hash.h"
#include "base/log.h"
#include "decode/settings.h"
#include "seq2seq/registry.h"
#include "tensor/cpu.h"
#include "tensor/openblas.h"
#include "text/token_cache.h"

namespace nmt {
namespace {

const std::string kReplicas = "training.replicas", kInstructionSet = "the instruction set",
                  kBlas = "training.blas", kLeftOut = "the number of validation pairs in no loss";

Changes changes_of(const RunSettings& run, const std::string& key) {
  const auto found = run.changes.find(key);
  return found == run.changes.end() ? Changes::unsaid : found->second;
}

// Whether a run may go on with another value.
bool is_free(Changes changes) {
  switch (changes) {
    case Changes::unsaid:
    case Changes::model:
    case Changes::text:
      return false;
    case Changes::input:
    case Changes::translation:
    case Changes::search:
    case Changes::answer:
    case Changes::metric:
    case Changes::course:
    case Changes::rounding:
    case Changes::arithmetic:
    case Changes::speed:
    case Changes::nothing:
      return true;
  }
  return false;
}

// Whether scores with the one value do not compare with those with another.
bool shapes_metric(Changes changes, const std::string& metric) {
  if (changes == Changes::input) return true;
  const bool shapes_bleu = changes == Changes::translation || changes == Changes::metric;
  return shapes_bleu && metric == "bleu";
}

std::string text_of(const SettingTexts& texts, const std::string& key) {
  const auto found = texts.find(key);
  return found == texts.end() ? "not set" : found->second;
}

std::string describe(const TrainingJob& job, const CorpusStatistics& corpus) {
  std::string text = format("{} pairs of {} source and {} target tokens", corpus.pairs,
                            corpus.source_tokens, corpus.target_tokens);
  for (const DataFile& file : job.data_files) {
    if (file.role.starts_with("train")) text += format(", {} {}", file.role, file.hash);
  }
  return text;
}

std::string describe(const std::vector<TextPair>& pairs) {
  ContentHasher hasher;
  for (const TextPair& pair : pairs) hasher.update(pair.source + "\n" + pair.target + "\n");
  return format("{} pairs with hash {}", pairs.size(), hasher.hex());
}

}  // namespace

RunSettings run_settings(TrainingJob& job, int replicas, std::int64_t left_out) {
  // What is in a glossary shapes translations, wherever it lies.
  SettingRecorder recorder(SettingRecorder::Files::by_content);
  recorder.section("training", job.training, "");
  recorder.section("model", job.model_settings, "");
  recorder.section("decoding", job.decoding, "");
  RunSettings run = {.texts = recorder.texts(), .changes = recorder.changes()};
  run.texts[kReplicas] = format("{}", replicas);
  run.texts[kInstructionSet] = name_of(chosen_cpu());
  run.changes[kInstructionSet] = Changes::rounding;
  run.texts[kBlas] = job.training.arithmetic().blas == Blas::own ? "own" : openblas().name;
  run.texts.insert(job.data_settings.begin(), job.data_settings.end());
  run.texts["the training data"] = describe(job, job.train.statistics());
  run.texts["the validation data"] = describe(job.valid);
  if (left_out > 0) run.texts[kLeftOut] = format("{}", left_out);
  run.changes[kLeftOut] = Changes::input;
  run.texts["the source tokenizer"] = job.tokenizers.source->hash();
  run.texts["the target tokenizer"] = job.tokenizers.target->hash();
  return run;
}

void require_same_run(const std::string& checkpoint, const SettingTexts& before,
                      const RunSettings& now) {
  const std::vector<std::string> keys = differing_keys(before, now.texts);
  for (const std::string& key : keys) {
    if (is_free(changes_of(now, key))) continue;
    throw Error({.what = format("{} is {}, but the run to be resumed has {}", key,
                                text_of(now.texts, key), text_of(before, key)),
                 .where = checkpoint,
                 .fix = "set it back, or add --fresh to start over, or choose another model_dir"});
  }
  for (const std::string& key : keys) {
    const std::string change =
        format("{} is now {}, was {}", key, text_of(now.texts, key), text_of(before, key));
    if (changes_of(now, key) == Changes::rounding) {
      log_warning(change +
                  ": the result is as good, but not bit for bit that of a run without the change");
    } else {
      log_info(change);
    }
  }
}

void forget_incomparable_scores(const SettingTexts& before, const RunSettings& now,
                                const std::string& decisive, TrainingState& state) {
  const std::vector<std::string> keys = differing_keys(before, now.texts);
  std::erase_if(state.scoreboard.best, [&](const auto& entry) {
    const std::string& metric = entry.first;
    const Scoreboard::Best& best = entry.second;
    const bool compares = std::none_of(keys.begin(), keys.end(), [&](const std::string& key) {
      return shapes_metric(changes_of(now, key), metric);
    });
    if (compares) return false;
    log_info(
        format("{} is now measured in another way: the best so far, {:.2f} at step {}, no "
               "longer counts",
               metric, best.score, best.step));
    if (metric == decisive) state.published.reset();
    return true;
  });
}

}  // namespace nmt
