// The trained numbers of a model. Each parameter is declared once, where it is used: name, shape,
// initialiser. All values lie in one buffer, so that the optimiser, the replicas and the files see
// one long vector.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mapped_file.h"
#include "tensor/packed.h"
#include "tensor/tensor.h"

namespace nmt {

// How a parameter starts.
struct Init {
  enum class Kind { constant, uniform, normal, orthogonal };
  Kind kind = Kind::constant;
  double scale = 0;  // the constant, the half-width of the uniform, or the standard deviation
  int begin = 0, count = -1;  // the columns that a constant fills, where not all; the others are 0

  static Init constant(double value) { return {Kind::constant, value}; }
  // In the columns [begin, begin + count), with 0 in the others.
  static Init constant_in(int begin, int count, double value) {
    return {Kind::constant, value, begin, count};
  }
  static Init uniform(double half_width) { return {Kind::uniform, half_width}; }
  static Init normal(double deviation) { return {Kind::normal, deviation}; }
  // Square blocks side by side, each with orthonormal rows (Saxe 2014): a step keeps the length of
  // the state.
  static Init orthogonal() { return {Kind::orthogonal, 1}; }
  // Glorot and Bengio 2010, eq. 16: uniform in +-sqrt(6 / (fan_in + fan_out)).
  static Init xavier(int fan_in, int fan_out);
};

// How a parameter enters the forward pass, and so how it is packed for decoding: not at all; as the
// right side of a product, as it is or transposed, where its rows may be looked up too; or by rows
// alone.
enum class Use { elementwise, product, transposed_product, table };

struct Parameter {
  std::string name;
  int rows = 0, cols = 0;
  Init init;
  std::int64_t offset = 0;  // where its values begin in the set's buffer
  Tensor value;             // [rows, cols]; empty until allocate(), and where only `packed` is kept
  Use use = Use::elementwise;
  PackedView packed;  // the right side of its product, prepacked; empty unless pack() has run

  // How it is packed in `precision`; nothing where it is not.
  std::optional<Transpose> packing(Precision precision) const;

  std::int64_t size() const { return static_cast<std::int64_t>(rows) * cols; }
};

class ParameterSet {
 public:
  ParameterSet() = default;
  ParameterSet(const ParameterSet&) = delete;
  ParameterSet& operator=(const ParameterSet&) = delete;

  // The reference stays valid for the life of the set. Names are unique: a model declares in its
  // constructor.
  Parameter& declare(std::string name, int rows, int cols, Init init, Use use = Use::elementwise);
  // Gives every parameter its place, with value 0, to be filled from a file.
  void allocate();
  // The same with its initial value, a function of (seed, name) alone.
  void initialise(std::uint64_t seed);

  std::span<Real> values() { return values_; }
  std::span<const Real> values() const { return values_; }
  std::int64_t size() const { return size_; }
  std::deque<Parameter>& parameters() { return parameters_; }
  const std::deque<Parameter>& parameters() const { return parameters_; }
  const Parameter* find(std::string_view name) const;

  // Instead of allocate(): the values and packed matrices that the caller sets lie in this file.
  // There is no values() then, nothing to train. `packed` is the precision of the packed ones.
  void map(std::shared_ptr<const MappedFile> file, Precision packed = Precision::f32);

  // Prepacks the matrices for products with few rows (decoding), on `threads` threads (0: all cores).
  // The copy does not follow the values: pack() again, or unpack(), after they changed. Tables are
  // packed only where that is smaller; for OpenBLAS nothing is, as it reads the values. Throws Error
  // where the values are kept in another precision only.
  void pack(Arithmetic arithmetic = {}, int threads = 1);
  void unpack();
  // Of what is packed.
  Arithmetic arithmetic() const { return arithmetic_; }

 private:
  void require_not_kept_packed(Precision wanted) const;

  std::deque<Parameter> parameters_;
  std::vector<Real> values_;
  std::int64_t size_ = 0;
  std::shared_ptr<const MappedFile> file_;
  std::unique_ptr<Arena> packed_;
  Arithmetic arithmetic_;
  bool kept_packed_ = false;  // in the file
};

}  // namespace nmt
