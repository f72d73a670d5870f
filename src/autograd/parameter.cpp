#include "autograd/parameter.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/format.h"
#include "base/random.h"

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
  precision_ = packed;
  kept_packed_ = packed != Precision::f32;
}

void ParameterSet::pack(Precision precision) {
  if (kept_packed_ && precision == precision_) return;
  if (kept_packed_)
    throw Error({.what = format("the weights are kept in {}; {} is wanted", name_of(precision_),
                                name_of(precision)),
                 .where = "decoding.precision",
                 .fix = format("decoding.precision: {}, or use the model that was quantised",
                               name_of(precision_))});
  unpack();
  precision_ = precision;
  packed_ = std::make_unique<Arena>();
  std::size_t bytes = 0;
  for (const Parameter& p : parameters_)
    if (p.packing(precision)) bytes += packed_room(p, precision);
  packed_->allocate<std::byte>(bytes);  // one piece for all
  packed_->rewind({});
  for (Parameter& p : parameters_) {
    const auto packing = p.packing(precision);
    if (!packing) continue;
    p.packed = nmt::pack(*packed_, p.value, *packing, precision);
    if (file_) file_->forget(p.value.data, static_cast<std::size_t>(p.size()) * sizeof(Real));
  }
}

void ParameterSet::unpack() {
  if (kept_packed_) return;
  for (Parameter& p : parameters_) p.packed = {};
  packed_.reset();
}

}  // namespace nmt
