// The threads that translate and score what waits in the queue, in batches of several requests.
#pragma once

#include <thread>
#include <vector>

#include "decode/line_translator.h"
#include "seq2seq/seq2seq.h"
#include "serve/metrics.h"
#include "serve/work_queue.h"

namespace nmt {

class Workers {
 public:
  // As many as the translator's settings say, 0 being all cores. `model` scores. All must outlive
  // them. Throws Error (runtime) when the system has no more threads to give.
  Workers(const LineTranslator& translator, const Seq2Seq& model, WorkQueue& queue,
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

  const LineTranslator& translator_;
  const Seq2Seq& model_;
  WorkQueue& queue_;
  Metrics& metrics_;
  int count_;
  std::vector<std::thread> threads_;
};

}  // namespace nmt
