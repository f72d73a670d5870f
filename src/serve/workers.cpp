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
    const auto& found = work.piece.hypotheses;
    counts.source_tokens += work.tokens() - static_cast<std::int64_t>(work.target.size());
    counts.target_tokens += static_cast<std::int64_t>(found.empty() ? work.target.size()
                                                                    : found.front().ids.size() + 1);
  }
  return counts;
}

}  // namespace

Workers::Workers(const LineTranslator& translator, const Seq2Seq& model, WorkQueue& queue,
                 Metrics& metrics)
    : translator_(translator),
      model_(model),
      queue_(queue),
      metrics_(metrics),
      count_(translator.settings().threads == 0 ? all_cores() : translator.settings().threads) {
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
    const Claims claims = queue_.take(translator_.settings().batch_tokens, count_);
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
  std::vector<LinePiece*> pieces;
  for (const auto& claim : claims) pieces.push_back(&claim.work().piece);
  translator_.search(pieces, tape, claims.front().work().n_best);
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
