#include "eval/pcg64.h"

#include <array>
#include <bit>

namespace nmt {
namespace {

// SeedSequence spreads the seed over a pool of four words, each of which depends on all of it
// (after O'Neill's randutils::seed_seq_fe), and draws the first state from the pool.
class SeedSequence {
 public:
  explicit SeedSequence(std::uint64_t seed) {
    pool_[0] = hash(static_cast<std::uint32_t>(seed));
    pool_[1] = hash(static_cast<std::uint32_t>(seed >> 32));
    pool_[2] = hash(0);
    pool_[3] = hash(0);
    for (std::size_t from = 0; from < pool_.size(); ++from) {
      for (std::size_t to = 0; to < pool_.size(); ++to) {
        if (from != to) pool_[to] = mix(pool_[to], hash(pool_[from]));
      }
    }
    constant_ = 0x8b51f9dd;
    multiplier_ = 0x58f38ded;
  }

  std::uint64_t next64() {
    const std::uint64_t lower = hash(pool_[at_++ % pool_.size()]);
    return lower | std::uint64_t{hash(pool_[at_++ % pool_.size()])} << 32;
  }

 private:
  std::uint32_t hash(std::uint32_t value) {
    value ^= constant_;
    constant_ *= multiplier_;
    value *= constant_;
    return value ^ value >> 16;
  }
  static std::uint32_t mix(std::uint32_t a, std::uint32_t b) {
    const std::uint32_t mixed = 0xca01f9dd * a - 0x4973f715 * b;
    return mixed ^ mixed >> 16;
  }

  std::array<std::uint32_t, 4> pool_{};
  std::uint32_t constant_ = 0x43b0d7e5, multiplier_ = 0x931e8875;
  std::size_t at_ = 0;
};

}  // namespace

Pcg64::Pcg64(std::uint64_t seed) {
  SeedSequence sequence(seed);
  const auto next128 = [&] {
    const Uint128 upper = sequence.next64();
    return upper << 64 | sequence.next64();
  };
  const Uint128 first = next128();
  increment_ = next128() << 1 | 1;
  step();
  state_ += first;
  step();
}

void Pcg64::step() {
  constexpr Uint128 kMultiplier = Uint128{0x2360ed051fc65da4} << 64 | 0x4385df649fccf645;
  state_ = state_ * kMultiplier + increment_;
}

std::uint64_t Pcg64::next64() {
  step();
  const auto folded = static_cast<std::uint64_t>(state_ >> 64) ^ static_cast<std::uint64_t>(state_);
  return std::rotr(folded, static_cast<int>(state_ >> 122));
}

std::uint32_t Pcg64::next32() {
  has_upper_half_ = !has_upper_half_;
  if (!has_upper_half_) return upper_half_;
  const std::uint64_t drawn = next64();
  upper_half_ = static_cast<std::uint32_t>(drawn >> 32);
  return static_cast<std::uint32_t>(drawn);
}

void Pcg64::fill_below(std::uint32_t bound, std::span<std::uint32_t> numbers) {
  // Drawn products whose lower half is below this would make some numbers more likely.
  const std::uint32_t biased = -bound % bound;
  for (std::uint32_t& number : numbers) {
    // No random number is spent on what is certain.
    std::uint64_t product = 0;
    if (bound > 1) {
      do {
        product = std::uint64_t{next32()} * bound;
      } while (static_cast<std::uint32_t>(product) < biased);
    }
    number = static_cast<std::uint32_t>(product >> 32);
  }
}

void Pcg64::fill_bits(std::span<std::uint8_t> bits) {
  std::uint32_t drawn = 0;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    drawn = i % 32 == 0 ? next32() : drawn >> 1;
    bits[i] = drawn & 1;
  }
}

}  // namespace nmt
