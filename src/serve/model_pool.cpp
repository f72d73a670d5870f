#include "serve/model_pool.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

std::size_t most_of(const ServeSettings& settings, std::size_t models) {
  const auto most = static_cast<std::size_t>(settings.models_in_memory);
  return most == 0 ? models : std::min(most, models);
}

}  // namespace

ModelPool::ModelPool(std::vector<ServedModel> models, const ServeSettings& settings)
    : most_(most_of(settings, models.size())),
      timeout_seconds_(settings.timeout_seconds),
      cache_(settings.cache_bytes) {
  for (ServedModel& model : models) entries_.push_back({.model = std::move(model)});
}

void ModelPool::load_first() {
  Lock lock(mutex_);
  for (std::size_t i = 0; i < most_; ++i) load(entries_[i], lock);
}

ModelPool::Lease ModelPool::use(std::size_t model) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                        std::chrono::duration<double>(timeout_seconds_));
  Lock lock(mutex_);
  Entry& entry = entries_[model];
  for (;;) {
    if (entry.state == Entry::State::away) load_if_possible(entry, lock);
    if (entry.state == Entry::State::here) break;
    if (changed_.wait_until(lock, until) == std::cv_status::timeout)
      throw Refusal(503, format("there was no room in memory for the model {} within {} seconds; "
                                "try again in a moment",
                                entry.model.name, timeout_seconds_));
  }
  ++entry.users;
  entry.last_use = ++uses_;
  return {*this, model, *entry.service};
}

void ModelPool::load_if_possible(Entry& entry, Lock& lock) {
  if (!has_room()) send_away(lock);
  if (!has_room() || entry.state != Entry::State::away) return;
  try {
    load(entry, lock);
  } catch (const std::exception& error) {
    const auto* own = dynamic_cast<const Error*>(&error);
    throw Refusal(500, format("the model {} cannot be loaded: {}", entry.model.name,
                              own != nullptr ? own->parts().what : error.what()));
  }
}

// Others are answered meanwhile.
void ModelPool::load(Entry& entry, Lock& lock) {
  entry.state = Entry::State::coming;
  lock.unlock();
  std::shared_ptr<Service> service;
  try {
    service = entry.model.load({metrics_, cache_});
  } catch (...) {
    lock.lock();
    entry.state = Entry::State::away;
    changed_.notify_all();
    throw;
  }
  lock.lock();
  entry.service = std::move(service);
  entry.state = Entry::State::here;
  changed_.notify_all();
}

bool ModelPool::has_room() const {
  const auto there = std::count_if(entries_.begin(), entries_.end(), [](const Entry& entry) {
    return entry.state != Entry::State::away;
  });
  return static_cast<std::size_t>(there) < most_;
}

void ModelPool::send_away(Lock& lock) {
  Entry* oldest = nullptr;
  for (Entry& entry : entries_) {
    if (entry.state == Entry::State::leaving) return;
    if (entry.state != Entry::State::here) continue;
    if (oldest == nullptr || entry.last_use < oldest->last_use) oldest = &entry;
  }
  if (oldest == nullptr) return;
  oldest->state = Entry::State::leaving;
  if (oldest->users == 0) put_down(*oldest, lock);
}

void ModelPool::put_down(Entry& entry, Lock& lock) {
  std::shared_ptr<Service> service = std::move(entry.service);
  lock.unlock();
  service.reset();
  lock.lock();
  entry.state = Entry::State::away;
  changed_.notify_all();
}

void ModelPool::give_back(std::size_t model) {
  Lock lock(mutex_);
  Entry& entry = entries_[model];
  if (--entry.users == 0 && entry.state == Entry::State::leaving) put_down(entry, lock);
}

bool ModelPool::is_loaded(std::size_t i) const {
  const std::lock_guard lock(mutex_);
  return entries_[i].state == Entry::State::here;
}

std::int64_t ModelPool::waiting() const {
  const std::lock_guard lock(mutex_);
  std::int64_t waiting = 0;
  for (const Entry& entry : entries_)
    if (entry.service != nullptr) waiting += entry.service->waiting();
  return waiting;
}

}  // namespace nmt
