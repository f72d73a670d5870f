#include "serve/workers.h"

#include <exception>
#include <system_error>
#include <utility>

#include "base/denormals.h"
#include "base/error.h"
#include "base/format.h"
#include "base/thread_pool.h"

namespace nmt {
namespace {

using Claims = std::vector<WorkQueue::Claim>;

BatchCounts counts_of(const Claims& claims) {
  BatchCounts counts;
  for (const auto& claim : claims) {
    const SentenceWork& work = claim.work();
    ++counts.sentences;
    counts.source_tokens += static_cast<std::int64_t>(work.source.size());
    counts.target_tokens += static_cast<std::int64_t>(
        work.hypotheses.empty() ? work.target.size() : work.hypotheses.front().ids.size() + 1);
  }
  return counts;
}

NotedAlignments alignments_for(const Claims& claims) {
  for (const auto& claim : claims)
    if (claim.work().detail != SentenceWork::Detail::text) return NotedAlignments::strongest;
  return NotedAlignments::none;
}

// Where the model looked in each hypothesis, its end mark included.
void find_maps(const Seq2Seq& model, Tape& tape, SentenceWork& work) {
  PairBatch pairs;
  for (const Hypothesis& hypothesis : work.hypotheses) {
    std::vector<TokenId> target = hypothesis.ids;
    // A hypothesis that was cut off may have no room left for an end mark.
    if (hypothesis.finished || target.empty()) target.push_back(kEnd);
    pairs.source.add(work.source);
    pairs.target.add(target);
  }
  work.maps = forced_attention(model, tape, pairs);
}

}  // namespace

Workers::Workers(SearchModels models, const DecodingSettings& settings, WorkQueue& queue,
                 Metrics& metrics)
    : models_(std::move(models)),
      model_(*models_.models.front().model),
      settings_(settings),
      queue_(queue),
      metrics_(metrics),
      count_(settings.threads == 0 ? all_cores() : settings.threads) {
  try {
    for (int i = 0; i < count_; ++i) threads_.emplace_back(&Workers::work, this);
  } catch (const std::system_error& error) {
    stop();
    throw Error({.what = format("the system gives no thread number {}: {}", threads_.size() + 1,
                                error.code().message()),
                 .where = "--decoding.threads",
                 .fix = "use fewer: --decoding.threads 1",
                 .kind = Error::Kind::runtime});
  }
}

Workers::~Workers() { stop(); }

void Workers::stop() {
  queue_.close();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Workers::work() {
  flush_denormals();
  Tape tape(Tape::Mode::infer);
  for (;;) {
    const Claims claims = queue_.take(settings_.batch_tokens, count_);
    if (claims.empty()) return;
    process(claims, tape);
  }
}

// A sentence that fails alone must not take its company with it.
void Workers::process(const Claims& claims, Tape& tape) {
  std::string failure;
  try {
    tape.reset();
    if (claims.front().work().kind == SentenceWork::Kind::translate)
      translate(claims, tape);
    else
      score(claims, tape);
    metrics_.add_batch(counts_of(claims));
  } catch (const Error& error) {
    failure = error.parts().what;
  } catch (const std::exception& error) {
    failure = error.what();
  }
  if (failure.empty() || claims.size() == 1) {
    for (const auto& claim : claims) queue_.finish(claim, failure);
  } else {
    for (const auto& claim : claims) process({claim}, tape);
  }
}

void Workers::translate(const Claims& claims, Tape& tape) const {
  Batch source;
  for (const auto& claim : claims) source.add(claim.work().source);
  DecodingSettings settings = settings_;
  settings.n_best = claims.front().work().n_best;
  auto results = beam_search(models_, tape, {.source = source}, settings, alignments_for(claims));
  for (std::size_t i = 0; i < claims.size(); ++i) {
    SentenceWork& work = claims[i].work();
    work.hypotheses = std::move(results[i]);
    if (work.detail == SentenceWork::Detail::attention) find_maps(model_, tape, work);
  }
}

void Workers::score(const Claims& claims, Tape& tape) const {
  PairBatch pairs;
  for (const auto& claim : claims) {
    pairs.source.add(claim.work().source);
    pairs.target.add(claim.work().target);
  }
  auto scores = score_targets(model_, tape, pairs);
  for (std::size_t i = 0; i < claims.size(); ++i) claims[i].work().score = std::move(scores[i]);
}

}  // namespace nmt
