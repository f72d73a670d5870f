// Random numbers that are a pure function of a key: the same seed gives the same numbers on every
// machine, compiler and standard library with IEEE 754 arithmetic, and a stream can be named instead
// of stored.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

namespace nmt {

// Mixes 64 bits so that every input bit reaches every output bit (SplitMix64, Steele et al. 2014).
constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// A key for the stream that belongs to (key, name), such as (seed, epoch).
constexpr std::uint64_t derive_key(std::uint64_t key, std::uint64_t name) {
  return mix64(key ^ mix64(name));
}

// A sequential generator. Its whole state is `state`, so that it can be saved and restored.
class Random {
 public:
  explicit Random(std::uint64_t key) : state_(mix64(key)) {}

  std::uint64_t next() { return mix64(state_++); }
  // Uniform in [0, 1).
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  // Uniform in [0, bound); bound > 0.
  std::uint64_t below(std::uint64_t bound) {
    return static_cast<std::uint64_t>((static_cast<__uint128_t>(next()) * bound) >> 64);
  }
  // Standard normal (Marsaglia's polar method).
  double normal();

 private:
  std::uint64_t state_;
};

// Fisher-Yates.
template <class T>
void shuffle(std::span<T> items, Random& random) {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.below(i)]);
}

}  // namespace nmt
