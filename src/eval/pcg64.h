// The random numbers of NumPy's default generator, so that resampling draws the same sentences as
// sacreBLEU: PCG XSL RR 128/64 (O'Neill 2014), seeded by NumPy's SeedSequence.
#pragma once

#include <cstdint>
#include <span>

namespace nmt {

class Pcg64 {
 public:
  // numpy.random.default_rng(seed).
  explicit Pcg64(std::uint64_t seed);

  std::uint64_t next64();
  // The lower half of a next64(), and then its upper half.
  std::uint32_t next32();
  // Generator.integers(bound, size=n): numbers in [0, bound), unbiased (Lemire 2019). bound >= 1.
  void fill_below(std::uint32_t bound, std::span<std::uint32_t> numbers);
  // Generator.integers(2, size=n, dtype=bool): 0 or 1, one bit of a next32() each.
  void fill_bits(std::span<std::uint8_t> bits);

 private:
  __extension__ using Uint128 = unsigned __int128;
  void step();

  Uint128 state_ = 0, increment_ = 0;
  std::uint32_t upper_half_ = 0;
  bool has_upper_half_ = false;
};

}  // namespace nmt
