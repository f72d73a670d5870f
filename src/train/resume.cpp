#include "train/resume.h"

#include <algorithm>
#include <set>

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
                  kBlas = "training.blas";

// Another value gives other bits, which are as good.
bool changes_bits_only(const std::string& key) {
  return key == kReplicas || key == kInstructionSet || key == kBlas;
}

// What the translations of a validation depend on; its beam is training.bleu_beam_size.
bool shapes_bleu(const std::string& key) {
  static const std::set<std::string> keys = {
      "training.bleu_beam_size",      "training.bleu_sentences",   "decoding.length_penalty",
      "decoding.max_length",          "decoding.max_length_ratio", "decoding.max_source_length",
      "decoding.length_penalty_type", "decoding.coverage_penalty", "decoding.min_length",
      "decoding.min_length_ratio",    "decoding.no_repeat_ngram",  "decoding.tag"};
  return keys.contains(key);
}

bool is_free(const std::set<std::string>& free, const std::string& key) {
  return changes_bits_only(key) || free.contains(key) || key.starts_with("decoding.");
}

std::string text_of(const SettingTexts& texts, const std::string& key) {
  const auto found = texts.find(key);
  return found == texts.end() ? "not set" : found->second;
}

std::set<std::string> free_keys(const SettingTexts& now) {
  std::set<std::string> keys;
  for (const char* key :
       {"max_epochs", "max_minutes", "early_stopping", "valid_every", "valid_metrics",
        "bleu_beam_size", "bleu_sentences", "save_every", "keep_checkpoints", "average_checkpoints",
        "log_every", "samples", "tensorboard", "memory_mb"}) {
    keys.insert(format("training.{}", key));
  }
  // These two schedules end at max_steps, so that it shapes every step.
  const std::string schedule = text_of(now, "training.schedule");
  if (schedule != "linear" && schedule != "cosine") keys.insert("training.max_steps");
  return keys;
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

SettingTexts run_settings(TrainingJob& job, int replicas) {
  SettingRecorder recorder;
  recorder.section("training", job.training, "");
  recorder.section("model", job.model_settings, "");
  recorder.section("decoding", job.decoding, "");
  SettingTexts texts = recorder.texts();
  texts[kReplicas] = format("{}", replicas);
  texts[kInstructionSet] = name_of(chosen_cpu());
  texts[kBlas] = job.training.arithmetic().blas == Blas::own ? "own" : openblas().name;
  texts.insert(job.data_settings.begin(), job.data_settings.end());
  texts["the training data"] = describe(job, job.train.statistics());
  texts["the validation data"] = describe(job.valid);
  texts["the source tokenizer"] = job.tokenizers.source->hash();
  texts["the target tokenizer"] = job.tokenizers.target->hash();
  return texts;
}

void require_same_run(const std::string& checkpoint, const SettingTexts& before,
                      const SettingTexts& now) {
  const std::set<std::string> free = free_keys(now);
  const std::vector<std::string> keys = differing_keys(before, now);
  for (const std::string& key : keys) {
    if (is_free(free, key)) continue;
    const std::string old = text_of(before, key);
    throw Error(
        {.what = format("{} is {}, but the run to be resumed has {}", key, text_of(now, key), old),
         .where = checkpoint,
         .fix = "set it back, or add --fresh to start over, or choose another model_dir"});
  }
  for (const std::string& key : keys) {
    const std::string change =
        format("{} is now {}, was {}", key, text_of(now, key), text_of(before, key));
    if (changes_bits_only(key)) {
      log_warning(change +
                  ": the result is as good, but not bit for bit that of a run without the change");
    } else {
      log_info(change);
    }
  }
}

void forget_incomparable_bleu(const SettingTexts& before, const SettingTexts& now,
                              TrainingState& state) {
  const std::vector<std::string> keys = differing_keys(before, now);
  const auto best = state.scoreboard.best.find("bleu");
  if (best == state.scoreboard.best.end() || std::none_of(keys.begin(), keys.end(), shapes_bleu)) {
    return;
  }
  log_info(
      format("bleu is now measured in another way: the best so far, {:.2f} at step {}, no "
             "longer counts",
             best->second.score, best->second.step));
  state.scoreboard.best.erase(best);
  if (text_of(now, "training.early_stopping_metric") == "bleu") state.published.reset();
}

}  // namespace nmt
