#include "eval/pcg64.h"

#include <gmock/gmock.h>

#include <limits>
#include <vector>

namespace nmt {
namespace {

using testing::ElementsAre;

std::vector<std::uint64_t> first_numbers(std::uint64_t seed) {
  Pcg64 random(seed);
  return {random.next64(), random.next64(), random.next64(), random.next64()};
}

std::vector<std::uint32_t> below(Pcg64& random, std::uint32_t bound, std::size_t count) {
  std::vector<std::uint32_t> numbers(count);
  random.fill_below(bound, numbers);
  return numbers;
}

std::vector<int> bits(Pcg64& random, std::size_t count) {
  std::vector<std::uint8_t> drawn(count);
  random.fill_bits(drawn);
  return {drawn.begin(), drawn.end()};
}

// numpy.random.default_rng(seed).bit_generator.random_raw(4)
TEST(Pcg64Test, DrawsWhatNumpyDraws) {
  EXPECT_THAT(first_numbers(0), ElementsAre(0xa30febcfd9c2825f, 0x4510bdf882d9d721,
                                            0xa7d3da94ecde8b8, 0x43b27b61342f01d));
  EXPECT_THAT(first_numbers(12345), ElementsAre(0x3a32b18db2ffc19d, 0x51171315c9e4c4de,
                                                0xcc2024823444efd9, 0xad1f06aea486e910));
  EXPECT_THAT(
      first_numbers(std::numeric_limits<std::uint64_t>::max()),
      ElementsAre(0xae163a7a8c47568f, 0xd86659f5f3382359, 0x1e52b195bc2d24a, 0xe5026aaf19a22db1));
}

// One generator, as numpy printed it: choice(3003, 12), choice(3003, 3), integers(2, 69, bool),
// choice(3003, 3), choice(1, 3), choice(3000000000, 12), choice(2, 5). A bound that rejects many
// draws is among them, and halves of 64 bits are carried from call to call.
TEST(Pcg64Test, ChoosesWhatNumpyChooses) {
  Pcg64 random(12345);
  EXPECT_THAT(below(random, 3003, 12),
              ElementsAre(2099, 682, 2368, 951, 613, 2394, 1929, 2030, 2968, 1174, 2520, 999));
  EXPECT_THAT(below(random, 3003, 3), ElementsAre(1704, 1796, 640));
  EXPECT_THAT(bits(random, 69),
              ElementsAre(0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 0, 0, 1,  //
                          1, 1, 1, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 0,  //
                          0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 1));
  EXPECT_THAT(below(random, 3003, 3), ElementsAre(1842, 2828, 2120));
  EXPECT_THAT(below(random, 1, 3), ElementsAre(0, 0, 0));
  EXPECT_THAT(below(random, 3000000000, 12),
              ElementsAre(744737143, 2846643454, 2197300642, 2001712358, 391877584, 287693806,
                          1325518998, 217220497, 2659439757, 2092360499, 637755947, 347946179));
  EXPECT_THAT(below(random, 2, 5), ElementsAre(1, 1, 0, 1, 0));
}

}  // namespace
}  // namespace nmt
