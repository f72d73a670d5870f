// The sentences that wait to be translated or scored: those of several requests go to a worker
// together.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "decode/line_translator.h"
#include "decode/score.h"

namespace nmt {

// One sentence: what is wanted, and what came of it.
struct SentenceWork {
  enum class Kind { translate, score };
  // Beyond the text, for its sender: where each token looked most, or all of its weights.
  enum class Detail { text, alignment, attention };

  Kind kind = Kind::translate;
  int n_best = 1;
  LinePiece piece = {};              // translate: what of a line, and what the search gives
  std::vector<TokenId> source = {};  // score: both with kEnd
  std::vector<TokenId> target = {};
  TargetScore score = {};  // score

  std::int64_t tokens() const {
    return static_cast<std::int64_t>(piece.source.ids.size() + source.size() + target.size());
  }
  // Whether both may be in one batch without changing either's result.
  bool goes_with(const SentenceWork& other) const {
    return kind == other.kind && n_best == other.n_best;
  }
};

// The sentences of one request. Its owner may read them once it is done.
struct Job {
  std::vector<SentenceWork> sentences = {};
  std::size_t unfinished = 0;
  std::string failure = {};  // why one of them could not be done
  std::condition_variable done = {};
};

class WorkQueue {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Outcome { done, full, late, closed };

  // A sentence handed to a worker; it keeps the job alive where its owner has given up.
  struct Claim {
    std::shared_ptr<Job> job;
    std::size_t sentence = 0;
    SentenceWork& work() const { return job->sentences[sentence]; }
  };

  // While `most_waiting` sentences wait, further jobs are refused.
  explicit WorkQueue(int most_waiting) : most_waiting_(static_cast<std::size_t>(most_waiting)) {}

  // Enters all sentences of the job and waits until they are done. `late`: the deadline came first;
  // what has not begun is taken back. `closed`: nothing is taken on any more.
  Outcome run(const std::shared_ptr<Job>& job, Clock::time_point deadline);

  // For a worker: waits, then takes the oldest sentences that go together, at least one, and no
  // more than `batch_tokens` or its share of what waits. Empty: closed, and nothing is left.
  std::vector<Claim> take(std::int64_t batch_tokens, int workers);
  // For a worker: the claim is done; `failure` is empty where it succeeded.
  void finish(const Claim& claim, const std::string& failure);

  // No new jobs; those that are in are finished.
  void close();
  std::int64_t waiting() const;

 private:
  void forget(const Job& job);

  const std::size_t most_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Claim> waiting_;
  std::int64_t waiting_tokens_ = 0;
  bool closed_ = false;
};

}  // namespace nmt
