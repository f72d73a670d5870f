#include "serve/work_queue.h"

#include <algorithm>

namespace nmt {

WorkQueue::Outcome WorkQueue::run(const std::shared_ptr<Job>& job, Clock::time_point deadline) {
  if (job->sentences.empty()) return Outcome::done;
  std::unique_lock lock(mutex_);
  if (closed_) return Outcome::closed;
  if (waiting_.size() >= most_waiting_) return Outcome::full;
  job->unfinished = job->sentences.size();
  for (std::size_t i = 0; i < job->sentences.size(); ++i) {
    waiting_.push_back({job, i});
    waiting_tokens_ += job->sentences[i].tokens();
  }
  arrived_.notify_all();
  const bool in_time = job->done.wait_until(lock, deadline, [&] { return job->unfinished == 0; });
  if (in_time) return Outcome::done;
  forget(*job);
  return Outcome::late;
}

void WorkQueue::forget(const Job& job) {
  std::erase_if(waiting_, [&](const Claim& claim) {
    if (claim.job.get() != &job) return false;
    waiting_tokens_ -= claim.work().tokens();
    return true;
  });
}

std::vector<WorkQueue::Claim> WorkQueue::take(std::int64_t batch_tokens, int workers) {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [&] { return closed_ || !waiting_.empty(); });
  const std::int64_t share = waiting_tokens_ / workers + 1;
  const std::int64_t room = std::min(batch_tokens, share);
  std::vector<Claim> claims;
  for (std::int64_t tokens = 0; !waiting_.empty();) {
    const SentenceWork& next = waiting_.front().work();
    tokens += next.tokens();
    if (!claims.empty() && (tokens > room || !next.goes_with(claims.front().work()))) break;
    waiting_tokens_ -= next.tokens();
    claims.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return claims;
}

void WorkQueue::finish(const Claim& claim, const std::string& failure) {
  const std::lock_guard lock(mutex_);
  if (!failure.empty()) claim.job->failure = failure;
  if (--claim.job->unfinished == 0) claim.job->done.notify_all();
}

void WorkQueue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  arrived_.notify_all();
}

std::int64_t WorkQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::int64_t>(waiting_.size());
}

}  // namespace nmt
