#include "base/random.h"

#include <cmath>

namespace nmt {
namespace {

// ln(x) for a normal x > 0, to two units in the last place, by additions, multiplications and
// divisions, which IEEE 754 rounds alike everywhere; libraries differ in the last bit of std::log.
double natural_logarithm(double x) {
  constexpr double kLn2 = 0x1.62e42fefa39efp-1, kLn2Rest = 0x1.abc9e3b39803fp-56;
  constexpr double kRootOfHalf = 0x1.6a09e667f3bcdp-1;
  constexpr int kTerms = 12;
  int exponent = 0;
  double fraction = std::frexp(x, &exponent);  // in [1/2, 1), exactly
  if (fraction < kRootOfHalf) {
    fraction *= 2;
    --exponent;
  }
  // ln f = 2 (s + s^3 / 3 + s^5 / 5 + ...) with s = (f - 1) / (f + 1), |s| < 0.172
  const double s = (fraction - 1) / (fraction + 1), square = s * s;
  double sum = 0;
  for (int k = kTerms; k > 0; --k) sum = (sum + 1.0 / (2 * k + 1)) * square;
  const double small = 2 * s * sum + exponent * kLn2Rest;
  return exponent * kLn2 + (2 * s + small);
}

}  // namespace

double Random::normal() {
  for (;;) {
    const double x = 2 * uniform() - 1, y = 2 * uniform() - 1;
    const double square = x * x + y * y;
    if (square > 0 && square < 1) return x * std::sqrt(-2 * natural_logarithm(square) / square);
  }
}

}  // namespace nmt
