// The models of a server: loaded when they are first asked for, and put down where others need
// their room.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "serve/metrics.h"
#include "serve/service.h"
#include "serve/settings.h"
#include "text/languages.h"

namespace nmt {

struct ServedModel {
  std::string name, directory;
  LanguageSettings languages;
  DecodingSettings decoding;
  // Throws Error.
  std::function<std::shared_ptr<Service>(const Shared&)> load;
};

class ModelPool {
 public:
  ModelPool(std::vector<ServedModel> models, const ServeSettings& settings);
  ModelPool(const ModelPool&) = delete;
  ModelPool& operator=(const ModelPool&) = delete;

  // A model that stays loaded while this lives.
  class Lease {
   public:
    Lease(ModelPool& pool, std::size_t model, Service& service)
        : pool_(&pool), model_(model), service_(&service) {}
    Lease(Lease&& other) noexcept
        : pool_(std::exchange(other.pool_, nullptr)),
          model_(other.model_),
          service_(other.service_) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (pool_ != nullptr) pool_->give_back(model_);
    }
    Service& operator*() const { return *service_; }
    Service* operator->() const { return service_; }

   private:
    ModelPool* pool_;
    std::size_t model_;
    Service* service_;
  };

  // Loads the first models, as many as may be in memory. Throws Error.
  void load_first();
  // Loads the model unless it is there; waits for room. A thread may hold one lease at a time. Throws
  // Refusal.
  Lease use(std::size_t model);

  std::size_t size() const { return entries_.size(); }
  const ServedModel& model(std::size_t i) const { return entries_[i].model; }
  // Whether it takes requests at once.
  bool is_loaded(std::size_t i) const;
  // Sentences that wait for a worker, over all models.
  std::int64_t waiting() const;
  SentenceCache::Counts cache_counts() const { return cache_.counts(); }
  Metrics& metrics() { return metrics_; }
  const Metrics& metrics() const { return metrics_; }

 private:
  struct Entry {
    ServedModel model;
    std::shared_ptr<Service> service = nullptr;
    enum class State { away, coming, here, leaving } state = State::away;
    int users = 0;
    std::uint64_t last_use = 0;
  };
  using Lock = std::unique_lock<std::mutex>;

  bool has_room() const;
  // Takes on no new users of the model that was asked for longest ago, and puts it down when the last
  // one is done. One at a time.
  void send_away(Lock& lock);
  void put_down(Entry& entry, Lock& lock);
  void load(Entry& entry, Lock& lock);
  void load_if_possible(Entry& entry, Lock& lock);
  void give_back(std::size_t model);

  const std::size_t most_;
  const double timeout_seconds_;
  Metrics metrics_;
  SentenceCache cache_;  // of all models, also of those that come again
  std::vector<Entry> entries_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t uses_ = 0;
};

}  // namespace nmt
