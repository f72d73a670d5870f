#include "serve/work_queue.h"

#include <gtest/gtest.h>

#include <thread>

namespace nmt {
namespace {

using Outcome = WorkQueue::Outcome;
using std::chrono::milliseconds;

constexpr auto kLong = std::chrono::seconds(60);

std::shared_ptr<Job> job_of(int sentences, int n_best = 1) {
  auto job = std::make_shared<Job>();
  for (int i = 0; i < sentences; ++i)
    job->sentences.push_back({.n_best = n_best, .piece = {.source = {.ids = {3, 4, 5, 6, kEnd}}}});
  return job;
}

// A request that waits on a thread of its own.
class Waiting {
 public:
  Waiting(WorkQueue& queue, std::shared_ptr<Job> job)
      : thread_(
            [this, &queue, job] { outcome_ = queue.run(job, WorkQueue::Clock::now() + kLong); }) {}
  Outcome outcome() {
    thread_.join();
    return outcome_;
  }

 private:
  Outcome outcome_ = Outcome::late;
  std::thread thread_;
};

void await(const WorkQueue& queue, std::int64_t waiting) {
  while (queue.waiting() != waiting) std::this_thread::sleep_for(milliseconds(1));
}

TEST(WorkQueue, GivesTheSentencesOfSeveralRequestsTogether) {
  WorkQueue queue(100);
  Waiting first(queue, job_of(2));
  await(queue, 2);
  Waiting second(queue, job_of(3));
  await(queue, 5);
  const auto claims = queue.take(1000, 1);
  EXPECT_EQ(claims.size(), 5u);
  EXPECT_NE(claims.front().job, claims.back().job);
  for (const auto& claim : claims) queue.finish(claim, "");
  EXPECT_EQ(first.outcome(), Outcome::done);
  EXPECT_EQ(second.outcome(), Outcome::done);
}

TEST(WorkQueue, SharesOutWhatWaits) {
  WorkQueue queue(100);
  const auto job = job_of(8);
  Waiting request(queue, job);
  await(queue, 8);
  // 40 tokens: a half of them is four sentences.
  EXPECT_EQ(queue.take(1000, 2).size(), 4u);
  EXPECT_EQ(queue.take(11, 1).size(), 2u);
  EXPECT_EQ(queue.take(1, 1).size(), 1u);
  EXPECT_EQ(queue.take(1000, 1).size(), 1u);
  for (std::size_t i = 0; i < 8; ++i) queue.finish({job, i}, i == 3 ? "no luck" : "");
  EXPECT_EQ(request.outcome(), Outcome::done);
  EXPECT_EQ(job->failure, "no luck");
}

TEST(WorkQueue, KeepsApartWhatWouldChangeEachOther) {
  WorkQueue queue(100);
  Waiting first(queue, job_of(1, 1));
  await(queue, 1);
  Waiting second(queue, job_of(1, 2));
  await(queue, 2);
  for (int i = 0; i < 2; ++i) {
    const auto claims = queue.take(1000, 1);
    ASSERT_EQ(claims.size(), 1u);
    EXPECT_EQ(claims.front().work().n_best, i + 1);
    queue.finish(claims.front(), "");
  }
  first.outcome();
  second.outcome();
}

TEST(WorkQueue, RefusesWhenItIsFull) {
  WorkQueue queue(2);
  Waiting request(queue, job_of(5));  // one that is longer than the queue has its turn, too
  await(queue, 5);
  EXPECT_EQ(queue.run(job_of(1), WorkQueue::Clock::now() + kLong), Outcome::full);
  for (const auto& claim : queue.take(1000, 1)) queue.finish(claim, "");
  EXPECT_EQ(request.outcome(), Outcome::done);
}

TEST(WorkQueue, TakesBackWhatIsTooLate) {
  WorkQueue queue(10);
  const auto job = job_of(3);
  EXPECT_EQ(queue.run(job, WorkQueue::Clock::now() + milliseconds(5)), Outcome::late);
  EXPECT_EQ(queue.waiting(), 0);
}

TEST(WorkQueue, FinishesWhatIsInWhenItCloses) {
  WorkQueue queue(10);
  Waiting request(queue, job_of(2));
  await(queue, 2);
  queue.close();
  EXPECT_EQ(queue.run(job_of(1), WorkQueue::Clock::now() + kLong), Outcome::closed);
  for (const auto& claim : queue.take(1000, 1)) queue.finish(claim, "");
  EXPECT_EQ(request.outcome(), Outcome::done);
  EXPECT_TRUE(queue.take(1000, 1).empty());
}

TEST(WorkQueue, NothingIsDoneAtOnce) {
  WorkQueue queue(1);
  EXPECT_EQ(queue.run(job_of(0), WorkQueue::Clock::now()), Outcome::done);
}

}  // namespace
}  // namespace nmt
