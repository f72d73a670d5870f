#include "align/aligner.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "align/hmm.h"
#include "align/lexicon.h"
#include "base/format.h"

namespace nmt {
namespace {

// Longer sentences would take cubic time in the hidden Markov model; they are no part of what is
// learnt and are aligned word by word.
constexpr int kLongest = 256;
constexpr std::size_t kChunk = 64;  // pairs that a thread takes at once

class OneWay {
 public:
  OneWay(const Bitext& bitext, ThreadPool& pool);
  void model1_iteration();
  void hmm_iteration();
  OneSided align();

 private:
  // What a thread works with.
  struct Room {
    Hmm hmm;
    std::vector<Lexicon::Slot> slots;  // [target, source]
    std::vector<Lexicon::Slot> empty_slots;
    std::vector<float> words, empty;
  };
  void look_up(int pair, Room& room) const;
  void count_model1(int pair, Room& room);
  void infer(int pair, Room& room, Jumps* counts);
  void count_hmm(int pair, Room& room);
  void link_long(int pair, std::span<int> links) const;
  void prepare_sums();

  const Bitext& bitext_;
  ThreadPool& pool_;
  std::vector<int> pairs_;  // those that are learnt from
  Lexicon lexicon_;
  Jumps jumps_{kLongest}, counts_{kLongest};
  std::vector<std::vector<float>> sums_;  // [length] where it occurs
  std::vector<Room> rooms_;
};

// The shorter side and the longer one.
std::pair<int, int> lengths_of(const Bitext& bitext, int pair) {
  const int source = bitext.source.length(pair), target = bitext.target.length(pair);
  return {std::min(source, target), std::max(source, target)};
}

std::vector<int> usable_pairs(const Bitext& bitext) {
  std::vector<int> pairs;
  for (int pair = 0; pair < bitext.pairs(); ++pair) {
    const auto [least, most] = lengths_of(bitext, pair);
    if (least > 0 && most <= kLongest) pairs.push_back(pair);
  }
  return pairs;
}

OneWay::OneWay(const Bitext& bitext, ThreadPool& pool)
    : bitext_(bitext),
      pool_(pool),
      pairs_(usable_pairs(bitext)),
      lexicon_(bitext, pairs_, pool),
      sums_(kLongest + 1),
      rooms_(static_cast<std::size_t>(pool.threads())) {}

void OneWay::look_up(int pair, Room& room) const {
  const auto source = bitext_.source.sentence(pair), target = bitext_.target.sentence(pair);
  room.slots.clear();
  room.words.clear();
  room.empty_slots.clear();
  room.empty.clear();
  for (const TokenId t : target) {
    for (const TokenId s : source) {
      room.slots.push_back(lexicon_.slot(s, t));
      room.words.push_back(lexicon_.probability(room.slots.back()));
    }
    room.empty_slots.push_back(lexicon_.null_slot(t));
    room.empty.push_back(lexicon_.probability(room.empty_slots.back()));
  }
}

// Any source word, or the empty one, with equal probability (Brown 1993, section 4.1).
void OneWay::count_model1(int pair, Room& room) {
  look_up(pair, room);
  const auto source = static_cast<std::size_t>(bitext_.source.length(pair));
  for (std::size_t j = 0; j < room.empty.size(); ++j) {
    float sum = room.empty[j];
    for (std::size_t i = 0; i < source; ++i) sum += room.words[j * source + i];
    lexicon_.count(room.empty_slots[j], room.empty[j] / sum);
    for (std::size_t i = 0; i < source; ++i)
      lexicon_.count(room.slots[j * source + i], room.words[j * source + i] / sum);
  }
}

void OneWay::model1_iteration() {
  share_out(pool_, pairs_.size(), kChunk, [&](int thread, std::size_t i) {
    count_model1(pairs_[i], rooms_[static_cast<std::size_t>(thread)]);
  });
  lexicon_.estimate(pool_);
}

void OneWay::infer(int pair, Room& room, Jumps* counts) {
  look_up(pair, room);
  const int source = bitext_.source.length(pair);
  room.hmm.infer({.source = source,
                  .target = bitext_.target.length(pair),
                  .words = room.words,
                  .empty = room.empty,
                  .sums = sums_[static_cast<std::size_t>(source)]},
                 jumps_, counts);
}

void OneWay::count_hmm(int pair, Room& room) {
  infer(pair, room, &counts_);
  std::size_t at = 0;
  for (int j = 0; j < bitext_.target.length(pair); ++j) {
    lexicon_.count(room.empty_slots[static_cast<std::size_t>(j)], room.hmm.empty(j));
    for (const float share : room.hmm.posteriors(j)) lexicon_.count(room.slots[at++], share);
  }
}

void OneWay::prepare_sums() {
  for (const int pair : pairs_) sums_[static_cast<std::size_t>(bitext_.source.length(pair))] = {0};
  for (std::size_t words = 0; words < sums_.size(); ++words)
    if (!sums_[words].empty()) sums_[words] = jumps_.sums(static_cast<int>(words));
}

void OneWay::hmm_iteration() {
  prepare_sums();
  share_out(pool_, pairs_.size(), kChunk, [&](int thread, std::size_t i) {
    count_hmm(pairs_[i], rooms_[static_cast<std::size_t>(thread)]);
  });
  lexicon_.estimate(pool_);
  counts_.estimate();
  jumps_ = counts_;
}

// The likeliest source of each target word, nearness to the diagonal decides between equals (Dyer
// 2013).
void OneWay::link_long(int pair, std::span<int> links) const {
  constexpr double kTension = 4;
  const auto source = bitext_.source.sentence(pair), target = bitext_.target.sentence(pair);
  for (std::size_t j = 0; j < target.size(); ++j) {
    double best = Lexicon::kLeast;
    const double at = double(j) / double(target.size());
    for (std::size_t i = 0; i < source.size(); ++i) {
      const double off = std::abs(double(i) / double(source.size()) - at);
      const double score = double(lexicon_.probability(lexicon_.slot(source[i], target[j]))) *
                           std::exp(-kTension * off);
      if (score <= best) continue;
      best = score;
      links[j] = static_cast<int>(i);
    }
  }
}

OneSided OneWay::align() {
  prepare_sums();
  OneSided links(bitext_.target.ids.size(), -1);
  const auto of = [&](int pair) {
    return std::span(links).subspan(static_cast<std::size_t>(bitext_.target.offsets[pair]),
                                    static_cast<std::size_t>(bitext_.target.length(pair)));
  };
  share_out(pool_, pairs_.size(), kChunk, [&](int thread, std::size_t p) {
    Room& room = rooms_[static_cast<std::size_t>(thread)];
    infer(pairs_[p], room, nullptr);
    const auto out = of(pairs_[p]);
    for (std::size_t j = 0; j < out.size(); ++j) {
      const auto posteriors = room.hmm.posteriors(static_cast<int>(j));
      const auto best = std::max_element(posteriors.begin(), posteriors.end());
      if (*best >= room.hmm.empty(static_cast<int>(j)))
        out[j] = static_cast<int>(best - posteriors.begin());
    }
  });
  share_out(pool_, static_cast<std::size_t>(bitext_.pairs()), kChunk, [&](int, std::size_t p) {
    const int pair = static_cast<int>(p);
    const auto [least, most] = lengths_of(bitext_, pair);
    if (least > 0 && most > kLongest) link_long(pair, of(pair));
  });
  return links;
}

// Tells which iteration begins where the one before took long enough for people to wonder.
class IterationMessages {
 public:
  explicit IterationMessages(const Announce& announce) : announce_(announce) {}
  void next(const char* model, int index, int count) {
    const Clock::time_point now = Clock::now();
    const bool slow = now - begun_ > std::chrono::seconds(1);
    begun_ = now;
    if (announce_ && slow) announce_(format("{}, iteration {} of {}", model, index + 1, count));
  }

 private:
  using Clock = std::chrono::steady_clock;
  const Announce& announce_;
  Clock::time_point begun_ = Clock::now();
};

}  // namespace

void AlignerSettings::describe(SettingVisitor& setting) {
  setting("model1_iterations", model1_iterations, "Iterations of IBM Model 1.",
          {.min = 1, .max = 1000});
  setting("hmm_iterations", hmm_iterations, "Iterations of the hidden Markov model after that.",
          {.min = 0, .max = 1000});
}

OneSided align_one_way(const Bitext& bitext, const AlignerSettings& settings, ThreadPool& pool,
                       const Announce& announce) {
  OneWay way(bitext, pool);
  IterationMessages messages(announce);
  for (int i = 0; i < settings.model1_iterations; ++i) {
    messages.next("Model 1", i, settings.model1_iterations);
    way.model1_iteration();
  }
  for (int i = 0; i < settings.hmm_iterations; ++i) {
    messages.next("hidden Markov model", i, settings.hmm_iterations);
    way.hmm_iteration();
  }
  return way.align();
}

Alignments::Alignments(Bitext bitext, const AlignerSettings& settings, Symmetry symmetry,
                       ThreadPool& pool, const Announce& announce)
    : bitext_(std::move(bitext)), symmetry_(symmetry) {
  if (symmetry != Symmetry::reverse) {
    if (announce) announce("from source to target");
    forward_ = align_one_way(bitext_, settings, pool, announce);
  }
  if (symmetry == Symmetry::forward) return;
  if (announce) announce("from target to source");
  bitext_ = swapped(std::move(bitext_));
  reverse_ = align_one_way(bitext_, settings, pool, announce);
  bitext_ = swapped(std::move(bitext_));
}

WordLinks Alignments::links(int pair) const {
  const auto part = [pair](const OneSided& links, const Batch& side) {
    if (links.empty()) return std::span<const int>();
    return std::span<const int>(links).subspan(static_cast<std::size_t>(side.offsets[pair]),
                                               static_cast<std::size_t>(side.length(pair)));
  };
  return symmetrise(part(forward_, bitext_.target), part(reverse_, bitext_.source), symmetry_);
}

}  // namespace nmt
