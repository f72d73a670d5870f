#include "train/memory_plan.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"
#include "base/memory.h"
#include "seq2seq/seq2seq.h"
#include "text/token_cache.h"

namespace nmt {
namespace {

constexpr double kMegabyte = 1e6, kGigabyte = 1e9;
constexpr std::int64_t kPairsLookedAt = 200'000;
constexpr std::size_t kNamed = 3;
// Of the free memory: what the prediction may be wrong by, and what others may take meanwhile.
constexpr double kUsable = 0.9;
// Threads, tables and libraries, where a limit is set without looking at the process.
constexpr std::uint64_t kProgram = 40'000'000;

// What a validation takes beside the rest: the weights once more, packed for search, unless it is
// OpenBLAS that reads them.
std::uint64_t bytes_of_validation(const TrainingJob& job) {
  if (job.valid.empty() || job.training.valid_every.count == 0) return 0;
  if (job.training.arithmetic().blas == Blas::openblas) return 0;
  return static_cast<std::uint64_t>(job.model.parameters().size()) * sizeof(Real);
}

// What activations and validations together may take.
std::uint64_t usable_bytes(const TrainingJob& job, int replicas) {
  const auto usable = [](std::uint64_t bytes) {
    return static_cast<std::uint64_t>(kUsable * static_cast<double>(bytes));
  };
  const std::uint64_t free = usable(free_memory_bytes());
  if (job.training.memory_mb == 0) return free;
  const std::uint64_t taken =
      kProgram + bytes_of_numbers(job.training, job.model.parameters().size(), replicas);
  const auto limit = static_cast<std::uint64_t>(job.training.memory_mb * 1'000'000);
  return std::min(free, usable(limit > taken ? limit - taken : 0));
}

// The source line of pair `number` of the corpus.
std::string place_of(const TrainingJob& job, std::int64_t number) {
  for (const DataFile& file : job.data_files) {
    const bool source = file.role.ends_with(".source") || file.role.ends_with(".tsv");
    if (!source || !file.role.starts_with("train")) continue;
    if (number < file.lines) return format("{}:{}", file.path, number + 1);
    number -= file.lines;
  }
  return format("pair {}", number + 1);
}

}  // namespace

std::string LeftOutPairs::text() const {
  std::string some;
  for (const std::string& place : first) some += (some.empty() ? "" : ", ") + place;
  return format("too long for the model or the memory: {}{}", some,
                count > std::ssize(first) ? " ..." : "");
}

void LeftOutPairs::require_others(std::int64_t pairs) const {
  if (count < pairs) return;
  throw Error({.what = "no pair of data.train can be used: all are " + text(),
               .keys = {"data.max_length"},
               .fix = "raise model.max_length, or use a machine with more memory"});
}

std::string memory_text(std::uint64_t bytes) {
  const auto number = static_cast<double>(bytes);
  if (number >= kGigabyte) return format("{:.1f} GB", number / kGigabyte);
  return format("{:.{}f} MB", number / kMegabyte, number < 10 * kMegabyte ? 1 : 0);
}

std::uint64_t bytes_of_numbers(const TrainingSettings& settings, std::int64_t parameters,
                               int replicas) {
  // Weights and both moments.
  const int copies = 3 + (settings.ema > 0 ? 1 : 0) + replicas;
  return static_cast<std::uint64_t>(parameters) * static_cast<std::uint64_t>(copies) * sizeof(Real);
}

void require_memory_for_numbers(const TrainingSettings& settings, std::int64_t parameters,
                                int replicas) {
  const std::uint64_t needed = bytes_of_numbers(settings, parameters, replicas);
  std::uint64_t free = free_memory_bytes();
  if (settings.memory_mb > 0)
    free = std::min(free, static_cast<std::uint64_t>(settings.memory_mb * 1'000'000));
  if (needed <= free) return;
  throw Error({.what = format("the weights, their moments and the gradients of {} parameters with "
                              "{} replicas take {}, but only {} of memory are free",
                              parameters, replicas, memory_text(needed), memory_text(free)),
               .keys = {"training.replicas"},
               .fix = replicas > 1 ? "use --training.replicas 1, or a smaller model"
                                   : "use a smaller model, or a machine with more memory",
               .kind = Error::Kind::runtime});
}

MemoryPlan::MemoryPlan(const TrainingJob& job, Replicas& replicas, const Batcher& batcher,
                       const GuidedAlignment* guide)
    : job_(job),
      replicas_(replicas.count()),
      total_replicas_(replicas.total()),
      activations_(
          [&](const PairBatch& probe) {
            const std::size_t bytes = replicas.activation_bytes(
                probe, {.label_smoothing = job.training.label_smoothing, .guide = guide});
            probed_ = std::max(probed_, bytes);
            return bytes;
          },
          job.model.max_length()) {
  const std::uint64_t validation = bytes_of_validation(job);
  const std::uint64_t usable = usable_bytes(job, replicas_);
  room_ = (usable > validation ? usable - validation : 0) / static_cast<std::uint64_t>(replicas_);
  Batcher look = batcher;
  for (std::int64_t pairs = 0, epoch = look.position().epoch;
       pairs < kPairsLookedAt && look.position().epoch == epoch;) {
    const PairBatch batch = look.next();
    pairs += batch.target.sentences();
    largest_ = std::max(largest_, largest_shard(batch));
  }
  // Each replica's memory grows to its own largest shard; that of the first has been measured with.
  const double largest = std::min(largest_, static_cast<double>(room_));
  const double first = std::max(largest - static_cast<double>(probed_), 0.0);
  const double others = largest * static_cast<double>(replicas_ - 1);
  predicted_ = resident_memory_bytes() + static_cast<std::uint64_t>(first + others) + validation;
  BatchShape shortest{};
  add_pair(shortest, 2, 2);
  if (room_ > 0 && activations_.bytes(shortest) <= static_cast<double>(room_)) return;
  throw Error(
      {.what = format("there is no memory for a single sentence: {} are left for the "
                      "activations of each of {} replicas, {} are needed at least",
                      memory_text(room_), replicas_,
                      memory_text(static_cast<std::uint64_t>(activations_.bytes(shortest)))),
       .keys = {"training.memory_mb"},
       .fix = replicas_ > 1 ? "use --training.replicas 1, or a smaller model"
                            : "use a smaller model, or a machine with more memory",
       .kind = Error::Kind::runtime});
}

bool MemoryPlan::fits(int source, int target) const {
  const int most = job_.model.max_length();
  if (most > 0 && std::max(source, target) > most) return false;
  BatchShape alone{};
  add_pair(alone, source, target);
  return activations_.bytes(alone) <= static_cast<double>(room_);
}

bool MemoryPlan::exceeds_room(const PairBatch& batch) const {
  return activations_.bytes(shape_of(batch)) > static_cast<double>(room_);
}

LeftOutPairs MemoryPlan::left_out() const {
  LeftOutPairs pairs;
  for (std::int64_t pair = 0; pair < job_.train.pairs(); ++pair) {
    const int source = job_.train.source_length(pair), target = job_.train.target_length(pair);
    if (fits(source, target)) continue;
    if (++pairs.count > static_cast<std::int64_t>(kNamed)) continue;
    PairBatch numbered;
    job_.train.append(pair, numbered);
    pairs.first.push_back(
        format("{} ({} and {} tokens)", place_of(job_, numbered.pairs.front()), source, target));
  }
  job_.train.drop_pages();
  return pairs;
}

double MemoryPlan::largest_shard(const PairBatch& batch) const {
  double largest = 0;
  for (const PairBatch& shard : split(batch, total_replicas_))
    largest = std::max(largest, activations_.bytes(shape_of(shard)));
  return largest;
}

std::vector<PairBatch> MemoryPlan::fitting(const PairBatch& batch) const {
  const double room = static_cast<double>(room_);
  const int most = job_.model.max_length();
  const BatchShape shape = shape_of(batch);
  // No shard takes more than the whole.
  if (activations_.bytes(shape) <= room && (most == 0 || std::max(shape[6], shape[7]) <= most))
    return {batch};
  PairBatch kept;
  for (int i = 0; i < batch.target.sentences(); ++i) {
    if (!fits(batch.source.length(i), batch.target.length(i))) continue;
    kept.source.add(batch.source.sentence(i));
    kept.target.add(batch.target.sentence(i));
    kept.pairs.push_back(batch.pairs[static_cast<std::size_t>(i)]);
    if (!batch.weights.empty()) kept.weights.push_back(batch.weights[static_cast<std::size_t>(i)]);
  }
  std::vector<PairBatch> parts = {std::move(kept)};
  for (std::size_t i = 0; i < parts.size();) {
    if (parts[i].target.sentences() <= 1 || largest_shard(parts[i]) <= room) {
      ++i;
      continue;
    }
    std::vector<PairBatch> halves = split(parts[i], 2);
    parts[i] = std::move(halves[0]);
    parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(halves[1]));
  }
  std::erase_if(parts, [](const PairBatch& part) { return part.target.sentences() == 0; });
  return parts;
}

}  // namespace nmt
