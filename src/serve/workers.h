// The threads that translate and score what waits in the queue, in batches of several requests.
#pragma once

#include <deque>
#include <thread>
#include <vector>

#include "decode/next_tokens.h"
#include "decode/settings.h"
#include "seq2seq/seq2seq.h"
#include "serve/metrics.h"
#include "serve/work_queue.h"

namespace nmt {

class Workers {
 public:
  // settings.threads of them, 0 being all cores. One model; it, its shortlist, queue and metrics must outlive them. Throws
  // Error (runtime) when the system has no more threads to give.
  Workers(SearchModels models, const DecodingSettings& settings, WorkQueue& queue,
          Metrics& metrics);
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  // Closes the queue and finishes what is in it.
  ~Workers();

 private:
  void stop();
  void work();
  void process(const std::vector<WorkQueue::Claim>& claims, Tape& tape);
  void translate(const std::vector<WorkQueue::Claim>& claims, Tape& tape) const;
  void score(const std::vector<WorkQueue::Claim>& claims, Tape& tape) const;

  const SearchModels models_;
  const Seq2Seq& model_;
  const DecodingSettings settings_;
  WorkQueue& queue_;
  Metrics& metrics_;
  int count_;
  std::vector<std::thread> threads_;
};

}  // namespace nmt
