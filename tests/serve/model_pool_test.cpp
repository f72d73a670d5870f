#include "serve/model_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

#include "base/error.h"
#include "serve/serving.h"

namespace nmt {
namespace {

using testing::HasSubstr;

// Models that count how often they are loaded and how many are there at once.
struct Counted {
  const FakeModel fake = copy_model(kVocabulary);
  std::atomic<int> there = 0, most = 0, loads = 0;

  struct Held {
    Counted& counted;
    std::shared_ptr<Service> service;
    Held(Counted& by, std::shared_ptr<Service> of) : counted(by), service(std::move(of)) {}
    ~Held() { --counted.there; }
  };

  std::vector<ServedModel> models(int count, const ServeSettings& settings) {
    std::vector<ServedModel> models;
    for (int i = 0; i < count; ++i) {
      ServedModel model = Serving::served("m" + std::to_string(i), fake, Serving::decoding(1),
                                          settings, {"a" + std::to_string(i), "b"});
      model.load = [this, load = model.load](const Shared& shared) {
        ++loads;
        most = std::max(most.load(), ++there);
        const auto held = std::make_shared<Held>(*this, load(shared));
        return std::shared_ptr<Service>(held, held->service.get());
      };
      models.push_back(std::move(model));
    }
    return models;
  }
};

std::string refusal_of(ModelPool& pool, std::size_t model, int status) {
  try {
    pool.use(model);
  } catch (const Refusal& refusal) {
    EXPECT_EQ(refusal.status(), status);
    return refusal.what();
  }
  return "no refusal";
}

std::string translated(ModelPool& pool, std::size_t model) {
  return pool.use(model)->translate({.texts = {"w1"}}).front().candidates.front();
}

TEST(ModelPool, LoadsAllAtFirstUnlessItIsTold) {
  Counted counted;
  ModelPool pool(counted.models(3, {}), {});
  pool.load_first();
  EXPECT_EQ(counted.there, 3);
  EXPECT_EQ(translated(pool, 2), "W1");
  EXPECT_EQ(counted.loads, 3);
}

TEST(ModelPool, PutsDownTheModelThatWasUsedLongestAgo) {
  const ServeSettings settings = {.models_in_memory = 2};
  Counted counted;
  ModelPool pool(counted.models(3, settings), settings);
  pool.load_first();
  EXPECT_EQ(counted.there, 2);
  EXPECT_EQ(translated(pool, 0), "W1");
  EXPECT_EQ(translated(pool, 2), "W1");  // in the place of 1
  EXPECT_TRUE(pool.is_loaded(0));
  EXPECT_FALSE(pool.is_loaded(1));
  EXPECT_EQ(counted.loads, 3);
  EXPECT_EQ(translated(pool, 1), "W1");  // in the place of 0
  EXPECT_FALSE(pool.is_loaded(0));
  EXPECT_EQ(counted.most, 2);
}

TEST(ModelPool, KeepsAModelThatIsInUse) {
  const ServeSettings settings = {.timeout_seconds = 0.05, .models_in_memory = 1};
  Counted counted;
  ModelPool pool(counted.models(2, settings), settings);
  {
    const ModelPool::Lease lease = pool.use(0);
    EXPECT_THAT(refusal_of(pool, 1, 503),
                HasSubstr("there was no room in memory for the model m1"));
    EXPECT_EQ(lease->translate({.texts = {"w2"}}).front().candidates.front(), "W2");
  }
  EXPECT_EQ(translated(pool, 1), "W1");
  EXPECT_EQ(counted.most, 1);
}

// Somebody who always uses one model does not keep others from theirs.
TEST(ModelPool, AModelThatShallLeaveTakesNobodyNew) {
  const ServeSettings settings = {.timeout_seconds = 20, .models_in_memory = 1};
  Counted counted;
  ModelPool pool(counted.models(2, settings), settings);
  std::optional<ModelPool::Lease> lease(pool.use(0));
  std::thread other([&] { EXPECT_EQ(translated(pool, 1), "W1"); });
  while (pool.is_loaded(0)) std::this_thread::yield();
  std::atomic<bool> answered = false;
  std::thread again([&] {
    EXPECT_EQ(translated(pool, 0), "W1");
    answered = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(answered);
  lease.reset();
  other.join();
  again.join();
  EXPECT_EQ(counted.most, 1);
}

TEST(ModelPool, ManyThreadsShareAFewPlaces) {
  const ServeSettings settings = {.models_in_memory = 2};
  Counted counted;
  ModelPool pool(counted.models(5, settings), settings);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ(translated(pool, (t + i * i) % 5), "W1");
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(counted.most, 2);
}

TEST(ModelPool, TellsWhyAModelCannotBeLoadedAndTriesAgain) {
  Counted counted;
  std::vector<ServedModel> models = counted.models(2, {});
  bool broken = true;
  models[1].load = [&broken, load = models[1].load](const Shared& shared) {
    if (broken) throw Error({.what = "the file ends early", .where = "weights"});
    return load(shared);
  };
  ModelPool pool(std::move(models), {});
  EXPECT_EQ(refusal_of(pool, 1, 500), "the model m1 cannot be loaded: the file ends early");
  EXPECT_THROW(pool.load_first(), Error);
  broken = false;
  EXPECT_EQ(translated(pool, 1), "W1");
}

}  // namespace
}  // namespace nmt
