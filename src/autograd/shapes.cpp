#include "autograd/shapes.h"

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

[[noreturn]] void refuse(std::string what) {
  throw Error({.what = std::move(what), .kind = Error::Kind::runtime});
}

}  // namespace

void require_shape(const char* op, const Tensor& got, int rows, int cols) {
  if (got.rows != rows || got.cols != cols)
    refuse(
        format("{}: shape [{}, {}] where [{}, {}] is wanted", op, got.rows, got.cols, rows, cols));
}

void require_halves(const char* op, const Tensor& got) {
  if (got.cols % 2 != 0) refuse(format("{}: {} columns have no halves", op, got.cols));
}

void require_below(const char* op, std::span<const int> numbers, int bound) {
  for (const int number : numbers)
    if (number < 0 || number >= bound)
      refuse(format("{}: number {} where 0 to {} are wanted", op, number, bound - 1));
}

void require_equal(const char* op, const char* what, std::int64_t got, std::int64_t wanted) {
  if (got != wanted) refuse(format("{}: {} {} where {} is wanted", op, what, got, wanted));
}

}  // namespace nmt
