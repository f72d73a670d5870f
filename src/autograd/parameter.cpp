#include "autograd/parameter.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/format.h"
#include "base/random.h"
#include "base/thread_pool.h"

namespace nmt {
namespace {

// The stream of a parameter is named by its name, so that adding a parameter changes no other one.
std::uint64_t key_of(std::uint64_t seed, std::string_view name) {
  std::uint64_t key = seed;
  for (const char c : name) key = derive_key(key, static_cast<unsigned char>(c));
  return key;
}

// Gram-Schmidt over the rows of random numbers.
void fill_orthogonal(const Tensor& block, Random& random) {
  const int n = block.cols;
  std::vector<double> done;
  done.reserve(static_cast<std::size_t>(block.rows) * n);
  for (int r = 0; r < block.rows; ++r) {
    std::vector<double> row(static_cast<std::size_t>(n));
    for (double& x : row) x = random.normal();
    for (int above = 0; above < r; ++above) {
      const double* other = done.data() + static_cast<std::int64_t>(above) * n;
      const double along = std::inner_product(row.begin(), row.end(), other, 0.0);
      for (int i = 0; i < n; ++i) row[i] -= along * other[i];
    }
    const double length = std::sqrt(std::inner_product(row.begin(), row.end(), row.begin(), 0.0));
    for (int i = 0; i < n; ++i) {
      done.push_back(row[i] / length);
      block(r, i) = static_cast<Real>(done.back());
    }
  }
}

void fill(const Tensor& value, const Init& init, Random random) {
  if (init.kind == Init::Kind::orthogonal) {
    for (int begin = 0; begin < value.cols; begin += value.rows)
      fill_orthogonal(value.columns(begin, value.rows), random);
    return;
  }
  if (init.kind == Init::Kind::constant) {
    const Tensor part = init.count < 0 ? value : value.columns(init.begin, init.count);
    for (int r = 0; r < part.rows; ++r)
      std::fill_n(part.row(r), part.cols, static_cast<Real>(init.scale));
    return;
  }
  for (std::int64_t i = 0; i < value.size(); ++i) {
    const double x = init.kind == Init::Kind::uniform ? init.scale * (2 * random.uniform() - 1)
                                                      : init.scale * random.normal();
    value.data[i] = static_cast<Real>(x);
  }
}

// In the arena, which begins every matrix at a cache line.
std::size_t packed_room(const Parameter& p, Precision precision) {
  const bool plain = p.packing(precision) == Transpose::no;
  const std::size_t bytes =
      packed_bytes(plain ? p.rows : p.cols, plain ? p.cols : p.rows, precision);
  return (bytes + 63) / 64 * 64;
}

// One matrix to be packed, and where it goes.
struct Packing {
  Parameter* parameter;
  std::byte* room;
};

// The largest first: no thread begins a large one last, and where the values are a file's, whose
// pages are given back one matrix after the other, the most memory is little more than the packed.
std::vector<Packing> packings_of(std::deque<Parameter>& parameters, Precision precision,
                                 Arena& arena) {
  std::vector<Packing> jobs;
  std::size_t bytes = 0;
  for (Parameter& p : parameters)
    if (p.packing(precision)) {
      jobs.push_back({&p, nullptr});
      bytes += packed_room(p, precision);
    }
  std::byte* room = arena.allocate<std::byte>(bytes);  // one piece for all
  for (Packing& job : jobs) {
    job.room = room;
    room += packed_room(*job.parameter, precision);
  }
  std::stable_sort(jobs.begin(), jobs.end(), [](const Packing& a, const Packing& b) {
    return a.parameter->size() > b.parameter->size();
  });
  return jobs;
}

// No more than have some milliseconds of work.
int packing_threads(int threads, const std::vector<Packing>& jobs) {
  constexpr std::int64_t kNumbersOfThread = 1 << 20;
  std::int64_t numbers = 0;
  for (const Packing& job : jobs) numbers += job.parameter->size();
  const std::int64_t wanted = threads == 0 ? all_cores() : threads;
  return static_cast<int>(std::clamp<std::int64_t>(numbers / kNumbersOfThread, 1, wanted));
}

}  // namespace

Init Init::xavier(int fan_in, int fan_out) { return uniform(std::sqrt(6.0 / (fan_in + fan_out))); }

Parameter& ParameterSet::declare(std::string name, int rows, int cols, Init init, Use use) {
  if (find(name) != nullptr)
    throw Error(
        {.what = format("parameter '{}' is declared twice", name), .kind = Error::Kind::runtime});
  parameters_.push_back({.name = std::move(name),
                         .rows = rows,
                         .cols = cols,
                         .init = init,
                         .offset = size_,
                         .value = {},
                         .use = use,
                         .packed = {}});
  size_ += parameters_.back().size();
  return parameters_.back();
}

void ParameterSet::allocate() {
  values_.assign(static_cast<std::size_t>(size_), Real(0));
  for (Parameter& p : parameters_) {
    p.value = {values_.data() + p.offset, p.rows, p.cols};
    p.packed = {};
  }
}

void ParameterSet::initialise(std::uint64_t seed) {
  allocate();
  for (Parameter& p : parameters_) fill(p.value, p.init, Random(key_of(seed, p.name)));
}

const Parameter* ParameterSet::find(std::string_view name) const {
  for (const Parameter& p : parameters_)
    if (p.name == name) return &p;
  return nullptr;
}

std::optional<Transpose> Parameter::packing(Precision precision) const {
  if (use == Use::product) return Transpose::no;
  if (use == Use::transposed_product) return Transpose::yes;
  if (use == Use::table && precision != Precision::f32) return Transpose::yes;
  return std::nullopt;
}

void ParameterSet::map(std::shared_ptr<const MappedFile> file, Precision packed) {
  packed_.reset();
  values_ = {};
  file_ = std::move(file);
  arithmetic_ = packed;
  kept_packed_ = packed != Precision::f32;
}

void ParameterSet::require_not_kept_packed(Precision wanted) const {
  if (!kept_packed_) return;
  throw Error({.what = format("the weights are kept in {}; {} is wanted",
                              name_of(arithmetic_.precision), name_of(wanted)),
               .keys = {"decoding.precision"},
               .fix = format("decoding.precision: {}, or use the model that was quantised",
                             name_of(arithmetic_.precision))});
}

void ParameterSet::pack(Arithmetic arithmetic, int threads) {
  const Precision precision = arithmetic.precision;
  if (kept_packed_ && precision == arithmetic_.precision) return;
  require_not_kept_packed(precision);
  unpack();
  arithmetic_ = arithmetic;
  if (arithmetic.by_openblas()) {
    for (Parameter& p : parameters_)
      if (const auto transpose = p.packing(precision)) p.packed = as_it_stands(p.value, *transpose);
    return;
  }
  packed_ = std::make_unique<Arena>();
  std::vector<Packing> jobs = packings_of(parameters_, precision, *packed_);
  std::atomic<std::size_t> next = 0;
  ThreadPool pool(packing_threads(threads, jobs));
  pool.run(pool.threads(), [&](int) {
    for (std::size_t i = next++; i < jobs.size(); i = next++) {
      Parameter& p = *jobs[i].parameter;
      p.packed = pack_into(jobs[i].room, p.value, *p.packing(precision), precision);
      if (file_) file_->forget(p.value.data, static_cast<std::size_t>(p.size()) * sizeof(Real));
    }
  });
}

void ParameterSet::unpack() {
  if (kept_packed_) return;
  for (Parameter& p : parameters_) p.packed = {};
  packed_.reset();
}

}  // namespace nmt
