// Real, the number of the engine, and Tensor, a view of rows of numbers.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nmt {

// float in the program; the gradient checks compile the same engine with double.
#ifdef NMT_REAL_DOUBLE
using Real = double;
#else
using Real = float;
#endif

// A view of [rows, cols] numbers, row after row, `stride` numbers apart. Owns nothing: the memory
// is an arena's, a parameter's or a cache's. All activations are [tokens, dim]: there is no batch
// axis and no pad.
struct Tensor {
  Real* data = nullptr;
  int rows = 0, cols = 0;
  std::int64_t stride = 0;

  Tensor() = default;
  Tensor(Real* d, int r, int c) : data(d), rows(r), cols(c), stride(c) {}
  Tensor(Real* d, int r, int c, std::int64_t s) : data(d), rows(r), cols(c), stride(s) {}

  Real* row(int r) const { return data + r * stride; }
  Real& operator()(int r, int c) const { return data[r * stride + c]; }
  std::int64_t size() const { return static_cast<std::int64_t>(rows) * cols; }
  // The columns [begin, begin + count) of every row: one head of a [tokens, dim] matrix, for
  // example.
  Tensor columns(int begin, int count) const { return {data + begin, rows, count, stride}; }
  // The rows [begin, begin + count): the tokens of one sentence, for example.
  Tensor slice(int begin, int count) const { return {row(begin), count, cols, stride}; }
};

}  // namespace nmt
