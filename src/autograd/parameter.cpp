#include "autograd/parameter.h"

#include <cmath>

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

void fill(const Tensor& value, const Init& init, Random random) {
  for (std::int64_t i = 0; i < value.size(); ++i) {
    const double x = init.kind == Init::Kind::constant  ? init.scale
                     : init.kind == Init::Kind::uniform ? init.scale * (2 * random.uniform() - 1)
                                                        : init.scale * random.normal();
    value.data[i] = static_cast<Real>(x);
  }
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

void ParameterSet::initialise(std::uint64_t seed) {
  values_.assign(static_cast<std::size_t>(size_), Real(0));
  for (Parameter& p : parameters_) {
    p.value = {values_.data() + p.offset, p.rows, p.cols};
    p.packed = {};
    fill(p.value, p.init, Random(key_of(seed, p.name)));
  }
}

const Parameter* ParameterSet::find(std::string_view name) const {
  for (const Parameter& p : parameters_)
    if (p.name == name) return &p;
  return nullptr;
}

void ParameterSet::pack() {
  for (Parameter& p : parameters_) {
    if (p.use == Use::product) p.packed = PackedMatrix(p.value, Transpose::no);
    if (p.use == Use::transposed_product) p.packed = PackedMatrix(p.value, Transpose::yes);
  }
}

void ParameterSet::unpack() {
  for (Parameter& p : parameters_) p.packed = {};
}

}  // namespace nmt
